package org.learnedpartition.vector;

/** The scalar twin of {@link SimdScoreKernel}, for JVMs without the Vector API. */
final class ScalarScoreKernel implements ScoreRow.Kernel {
  /** Below it an exponential is as good as nothing, and its exponent would leave a float. */
  static final float LOWEST = -87;

  static final float LOG2_E = 1.44269504f;

  /** 1.5 × 2²³: a float that it is added to has no digits after the point. */
  static final float ROUND = 12_582_912f;

  /** The bits of {@link #ROUND}. */
  static final int ROUND_BITS = 0x4b400000;

  static final float LN2_HIGH = 0.693359375f;
  static final float LN2_LOW = -2.12194440e-4f;
  static final float P0 = 1.9875691500e-4f;
  static final float P1 = 1.3981999507e-3f;
  static final float P2 = 8.3334519073e-3f;
  static final float P3 = 4.1665795894e-2f;
  static final float P4 = 1.6666665459e-1f;
  static final float P5 = 5.0000001201e-1f;

  @Override
  public float max(float[] a, int offset, int length) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = offset; i < offset + length; i++) {
      max = Math.max(max, a[i]);
    }
    return max;
  }

  @Override
  public float maxLess(float[] a, int offset, int length, float[] b) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < length; i++) {
      max = Math.max(max, a[offset + i] - b[i]);
    }
    return max;
  }

  @Override
  public int indexOfLess(float[] a, int offset, int length, float[] b, float value) {
    return indexOfLess(a, offset, 0, length, b, value);
  }

  static int indexOfLess(float[] a, int offset, int from, int length, float[] b, float value) {
    for (int i = from; i < length; i++) {
      if (a[offset + i] - b[i] == value) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int count(float[] a, int offset, int length, float least) {
    return countBetween(a, offset, offset + length, least);
  }

  static int countBetween(float[] a, int from, int to, float least) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += a[i] >= least ? 1 : 0;
    }
    return count;
  }

  @Override
  public int select(float[] a, int length, float least, float below, int[] indices) {
    return select(a, 0, length, least, below, indices, 0);
  }

  static int select(
      float[] a, int from, int length, float least, float below, int[] indices, int to) {
    int n = to;
    for (int i = from; i < length; i++) {
      if (a[i] >= least && a[i] < below) {
        indices[n++] = i;
      }
    }
    return n;
  }

  @Override
  public int selectSums(
      float[] a, int offset, int length, float[] b, int bOffset, float least, int[] indices) {
    return selectSums(a, offset, 0, length, b, bOffset, least, indices, 0);
  }

  static int selectSums(
      float[] a,
      int offset,
      int from,
      int length,
      float[] b,
      int bOffset,
      float least,
      int[] indices,
      int to) {
    int n = to;
    for (int i = from; i < length; i++) {
      if (a[offset + i] + b[bOffset + i] >= least) {
        indices[n++] = i;
      }
    }
    return n;
  }

  @Override
  public double sumOfExp(float[] a, int offset, int length, float max) {
    double sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += exp(a[i] - max);
    }
    return sum;
  }

  /**
   * e to the power of x, within 3e-7 of it: 2 to a whole power times a polynomial of the rest (the
   * coefficients are those of Cephes' expf).
   *
   * @param x at most 0; below -87 it counts as that
   */
  static float exp(float x) {
    float clamped = Math.max(x, LOWEST);
    float shifted = clamped * LOG2_E + ROUND;
    float n = shifted - ROUND;
    float r = clamped - n * LN2_HIGH - n * LN2_LOW;
    float p = P0;
    p = p * r + P1;
    p = p * r + P2;
    p = p * r + P3;
    p = p * r + P4;
    p = p * r + P5;
    p = p * r * r + r + 1;
    int bits = Float.floatToRawIntBits(shifted) - ROUND_BITS + 127 << 23;
    return p * Float.intBitsToFloat(bits);
  }
}
