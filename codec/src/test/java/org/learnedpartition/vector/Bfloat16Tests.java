package org.learnedpartition.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Bfloat16Tests {
  @Test
  void roundsToTheNearest() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (!Float.isFinite(value) || Math.abs(value) > 1e38f) {
        continue;
      }
      float rounded = Bfloat16.round(value);
      int bits = Float.floatToRawIntBits(rounded);
      assertEquals(0, bits & 0xFFFF);
      for (int step : new int[] {-0x10000, 0x10000}) {
        float next = Float.intBitsToFloat(bits + step);
        assertTrue(
            !Float.isFinite(next) || distance(value, rounded).compareTo(distance(value, next)) <= 0,
            () -> value + " became " + rounded + ", but " + next + " is nearer");
      }
    }
  }

  private static BigDecimal distance(float a, float b) {
    return new BigDecimal(a).subtract(new BigDecimal(b)).abs();
  }

  @Test
  void ofTwoAsNearTheEvenOneIsTaken() {
    assertEquals(1, Bfloat16.round(1 + 0x1p-8f));
    assertEquals(1 + 0x1p-6f, Bfloat16.round(1 + 0x1p-7f + 0x1p-8f));
    assertEquals(Float.POSITIVE_INFINITY, Bfloat16.round(Float.POSITIVE_INFINITY));
    assertTrue(Float.isNaN(Bfloat16.round(Float.NaN)));
  }

  @Test
  void packedNumbersComeOutAgain() {
    float[] values = {1, -2, 0.5f, -0f, 3, 1.5f, 0, Float.MIN_NORMAL};
    int[] packed = Bfloat16.pack(values, 2);
    float[] unpacked = new float[4];
    Bfloat16.unpack(packed, 2, 1, 2, unpacked);
    assertArrayEquals(new float[] {3, 1.5f, 0, Float.MIN_NORMAL}, unpacked);
    values[5] = 1.001f;
    assertNull(Bfloat16.pack(values, 2));
  }

  @Test
  void matrixIsHalvedOnlyIfNothingIsLost() {
    Gemm.Packed exact = Gemm.packTransposed(new float[] {1, 2, 3, 4}, 0, 2, 2, 2);
    assertNotSame(exact, exact.compact());
    Gemm.Packed fine = Gemm.packTransposed(new float[] {1, 2, 3, 4.001f}, 0, 2, 2, 2);
    assertSame(fine, fine.compact());
  }
}
