package org.learnedpartition.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatRowsTests {
  private static final List<FloatRows.Kernel> KERNELS =
      List.of(new SimdFloatKernel(), new ScalarFloatKernel());

  @Test
  void everyLengthHasTheExactProductButForRounding() {
    for (int length = 0; length < 2048; length += length < 200 ? 1 : 31) {
      Random random = new Random(length);
      float[] query = new float[length];
      int offset = random.nextInt(9);
      ByteBuffer rows =
          ByteBuffer.allocate(offset + 4 * length + random.nextInt(2))
              .order(ByteOrder.LITTLE_ENDIAN);
      double exact = 0;
      double absolute = 0;
      for (int i = 0; i < length; i++) {
        query[i] = (float) random.nextGaussian();
        float component = (float) random.nextGaussian();
        rows.putFloat(offset + 4 * i, component);
        exact += (double) query[i] * component;
        absolute += Math.abs((double) query[i] * component);
      }
      // Wrong bytes show as well as a lost component: of Gaussians few are this small.
      double tolerance = length * 0x1p-24 * absolute;
      for (FloatRows.Kernel kernel : KERNELS) {
        String what = kernel.getClass().getSimpleName() + " of " + length;
        assertEquals(exact, kernel.dot(query, rows.array(), offset), tolerance, what);
      }
      assertEquals(exact, FloatRows.dot(query, rows.array(), offset), tolerance);
    }
  }

  @Test
  void rowOutsideItsArrayIsRefused() {
    float[] query = new float[5];
    assertEquals(0, FloatRows.dot(query, new byte[21], 1));
    assertThrows(IndexOutOfBoundsException.class, () -> FloatRows.dot(query, new byte[21], 2));
    assertThrows(IndexOutOfBoundsException.class, () -> FloatRows.dot(query, new byte[21], -1));
  }

  @Test
  void warmProductAllocatesNothing() {
    float[] query = new float[100];
    byte[] rows = new byte[400];
    for (FloatRows.Kernel kernel : KERNELS) {
      Allocation.assertNone(kernel.getClass().getSimpleName(), () -> kernel.dot(query, rows, 0));
    }
  }
}
