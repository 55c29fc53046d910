package org.learnedpartition.vector;

/** The scalar twin of {@link SimdGemmKernel}: same bits, for JVMs without the Vector API. */
final class ScalarGemmKernel implements Gemm.Kernel {
  private static final int WIDTH = 16;

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int vectorBits() {
    return 0;
  }

  @Override
  public void tile(
      float[] a,
      int aOffset,
      int rows,
      float[] panel,
      int panelOffset,
      int inner,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    float[] sum = new float[WIDTH];
    for (int r = 0; r < rows; r++) {
      int to = cOffset + r * cStride;
      for (int j = 0; j < WIDTH; j++) {
        sum[j] = accumulate ? c[to + j] : 0;
      }
      for (int k = 0; k < inner; k++) {
        float x = a[aOffset + k * Gemm.TILE_ROWS + r];
        int from = panelOffset + k * WIDTH;
        for (int j = 0; j < WIDTH; j++) {
          sum[j] = Math.fma(x, panel[from + j], sum[j]);
        }
      }
      System.arraycopy(sum, 0, c, to, WIDTH);
    }
  }

  @Override
  public void row(
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      int panels,
      int inner,
      float[] c,
      int cOffset,
      boolean accumulate) {
    float[] sum = new float[WIDTH];
    for (int p = 0; p < panels; p++) {
      int to = cOffset + p * WIDTH;
      for (int j = 0; j < WIDTH; j++) {
        sum[j] = accumulate ? c[to + j] : 0;
      }
      for (int k = 0; k < inner; k++) {
        float x = a[aOffset + k];
        int from = bOffset + (p * inner + k) * WIDTH;
        for (int j = 0; j < WIDTH; j++) {
          sum[j] = Math.fma(x, b[from + j], sum[j]);
        }
      }
      System.arraycopy(sum, 0, c, to, WIDTH);
    }
  }

  @Override
  public void row(
      float[] a,
      int aOffset,
      int[] b,
      int bOffset,
      int panels,
      int inner,
      float[] c,
      int cOffset,
      boolean accumulate) {
    float[] sum = new float[WIDTH];
    for (int p = 0; p < panels; p++) {
      int to = cOffset + p * WIDTH;
      for (int j = 0; j < WIDTH; j++) {
        sum[j] = accumulate ? c[to + j] : 0;
      }
      for (int k = 0; k < inner; k++) {
        float x = a[aOffset + k];
        int from = bOffset + (p * inner + k) * WIDTH / 2;
        for (int j = 0; j < WIDTH / 2; j++) {
          sum[j] = Math.fma(x, Bfloat16.low(b[from + j]), sum[j]);
          sum[j + WIDTH / 2] = Math.fma(x, Bfloat16.high(b[from + j]), sum[j + WIDTH / 2]);
        }
      }
      System.arraycopy(sum, 0, c, to, WIDTH);
    }
  }
}
