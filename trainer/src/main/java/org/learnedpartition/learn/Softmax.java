package org.learnedpartition.learn;

/** Softmax with an exponential of its own: the same bits on every machine, and quick. */
final class Softmax {
  private static final float LOG2_E = 1.44269504f;
  private static final float LN2_HIGH = 0.693145752f;
  private static final float LN2_LOW = 1.42860677e-6f;

  private Softmax() {}

  /** e^x for x ≤ 0 to a relative error below 3e-7; 0 below -87. */
  static float exp(float x) {
    if (x < -87) {
      return 0;
    }
    // x = n ln 2 + r with |r| ≤ ln 2 / 2, then a polynomial of degree 6 (Cephes' expf).
    int n = (int) (x * LOG2_E - 0.5f);
    float r = Math.fma(-n, LN2_LOW, Math.fma(-n, LN2_HIGH, x));
    float p = 1.9875691500e-4f;
    p = Math.fma(p, r, 1.3981999507e-3f);
    p = Math.fma(p, r, 8.3334519073e-3f);
    p = Math.fma(p, r, 4.1665795894e-2f);
    p = Math.fma(p, r, 1.6666665459e-1f);
    p = Math.fma(p, r, 5.0000001201e-1f);
    p = Math.fma(p, r * r, r + 1);
    return p * Float.intBitsToFloat((n + 127) << 23);
  }

  /**
   * Turns a row of logits into probabilities, in place.
   *
   * @return the logarithm of the sum of the exponentials of the logits
   */
  static double inPlace(float[] logits, int offset, int n) {
    float max = logits[offset];
    for (int i = offset + 1; i < offset + n; i++) {
      max = Math.max(max, logits[i]);
    }
    float sum = 0;
    for (int i = offset; i < offset + n; i++) {
      float e = exp(logits[i] - max);
      logits[i] = e;
      sum += e;
    }
    float factor = 1 / sum;
    for (int i = offset; i < offset + n; i++) {
      logits[i] *= factor;
    }
    return max + Math.log(sum);
  }
}
