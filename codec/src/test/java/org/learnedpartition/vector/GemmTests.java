package org.learnedpartition.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class GemmTests {
  private static final List<Gemm.Kernel> KERNELS =
      List.of(new SimdGemmKernel(), new ScalarGemmKernel());

  private static float[] random(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @RepeatedTest(60)
  void everyShapeHasTheBitsOfTheNaiveProduct(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    // A single row goes a way of its own.
    int m = seed % 4 == 0 ? 1 : random.nextInt(seed % 10 == 3 ? 250 : 21);
    int n = random.nextInt(seed % 5 == 0 ? 150 : 40);
    int inner = random.nextInt(70);
    int aStride = Math.max(m, inner) + random.nextInt(3);
    int bStride = Math.max(n, inner) + random.nextInt(3);
    int cStride = n + random.nextInt(3);
    float[] a = random(random, 2 + Math.max(m, inner) * aStride);
    float[] b = random(random, 1 + Math.max(n, inner) * bStride);
    boolean compact = seed % 2 == 0;
    for (int i = 0; compact && i < b.length; i++) {
      b[i] = Bfloat16.round(b[i]);
    }
    float[] before = random(random, 3 + m * cStride);
    for (Gemm.Kernel kernel : KERNELS) {
      for (boolean accumulate : new boolean[] {false, true}) {
        for (boolean aTransposed : new boolean[] {false, true}) {
          for (boolean bTransposed : new boolean[] {false, true}) {
            float[] expected = before.clone();
            for (int i = 0; i < m; i++) {
              for (int j = 0; j < n; j++) {
                float sum = accumulate ? before[3 + i * cStride + j] : 0;
                for (int k = 0; k < inner; k++) {
                  float x = a[2 + (aTransposed ? k * aStride + i : i * aStride + k)];
                  float y = b[1 + (bTransposed ? j * bStride + k : k * bStride + j)];
                  sum = Math.fma(x, y, sum);
                }
                expected[3 + i * cStride + j] = sum;
              }
            }
            float[] c = before.clone();
            Gemm.Packed packed =
                bTransposed
                    ? Gemm.packTransposed(kernel, b, 1, n, inner, bStride)
                    : Gemm.pack(kernel, b, 1, inner, n, bStride);
            packed = compact ? packed.compact() : packed;
            if (aTransposed) {
              Gemm.multiplyTransposed(a, 2, aStride, m, packed, c, 3, cStride, accumulate);
            } else {
              Gemm.multiply(a, 2, aStride, m, packed, c, 3, cStride, accumulate);
            }
            assertArrayEquals(
                expected,
                c,
                kernel.getClass().getSimpleName() + " " + m + "×" + n + "×" + inner + ", " + seed);
          }
        }
      }
    }
  }

  @Test
  void matrixOutsideItsArrayIsRefused() {
    Gemm.Packed b = Gemm.packTransposed(new float[12], 0, 3, 4, 4);
    assertEquals(3, b.columns());
    assertEquals(4, b.inner());
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Gemm.multiply(new float[7], 0, 4, 2, b, new float[6], 0, 3, false));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Gemm.multiply(new float[8], 0, 4, 2, b, new float[5], 0, 3, false));
    assertThrows(
        IllegalArgumentException.class,
        () -> Gemm.multiply(new float[8], 0, 3, 2, b, new float[6], 0, 3, false));
    assertThrows(
        IndexOutOfBoundsException.class, () -> Gemm.packTransposed(new float[11], 0, 3, 4, 4));
  }

  /** {@code java … GemmTests}: prints what one core does. */
  public static void main(String[] args) {
    for (int[] shape : new int[][] {{1000, 256, 100}, {1000, 256, 384}, {1000, 2048, 384}}) {
      Random random = new Random(1);
      float[] a = random(random, shape[0] * shape[2]);
      float[] b = random(random, shape[1] * shape[2]);
      float[] c = new float[shape[0] * shape[1]];
      for (Gemm.Kernel kernel : KERNELS) {
        Gemm.Packed packed = Gemm.packTransposed(kernel, b, 0, shape[1], shape[2], shape[2]);
        double best = 0;
        for (int i = 0; i < 40; i++) {
          long start = System.nanoTime();
          Gemm.multiply(a, 0, shape[2], shape[0], packed, c, 0, shape[1], false);
          double flops = 2.0 * shape[0] * shape[1] * shape[2];
          best = Math.max(best, flops / (System.nanoTime() - start));
        }
        System.out.printf(
            "%4d × %4d × %3d %-16s %5.1f GFLOPS%n",
            shape[0], shape[1], shape[2], kernel.getClass().getSimpleName(), best);
      }
    }
  }
}
