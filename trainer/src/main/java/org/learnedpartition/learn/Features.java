package org.learnedpartition.learn;

import org.learnedpartition.vector.Gemm;

/**
 * What the heads of a network read: the vector, and behind it the hidden layer, if there is one.
 */
final class Features {
  private final int dimension;
  private final int hidden;
  private final Gemm.Packed u;
  private final float[] a;

  /** Of the network's parameters as they are now. */
  Features(Network network) {
    float[][] p = network.parameters();
    dimension = network.dimension();
    hidden = network.hidden();
    u = hidden == 0 ? null : Gemm.packTransposed(p[2], 0, hidden, dimension, dimension);
    a = hidden == 0 ? null : p[3].clone();
  }

  /** Values of a row. */
  int width() {
    return dimension + hidden;
  }

  /**
   * @param x rows of the dimension, from {@code offset}
   * @param out receives rows of the width
   */
  void of(float[] x, int offset, int rows, float[] out) {
    int width = width();
    for (int r = 0; r < rows; r++) {
      System.arraycopy(x, offset + r * dimension, out, r * width, dimension);
    }
    if (hidden == 0) {
      return;
    }
    for (int r = 0; r < rows; r++) {
      System.arraycopy(a, 0, out, r * width + dimension, hidden);
    }
    Gemm.multiply(x, offset, dimension, rows, u, out, dimension, width, true);
    for (int r = 0; r < rows; r++) {
      for (int i = r * width + dimension; i < (r + 1) * width; i++) {
        out[i] = Math.max(out[i], 0);
      }
    }
  }

  /**
   * The heads over these features.
   *
   * @return bins × width values
   */
  static float[] heads(Network network) {
    float[][] p = network.parameters();
    int d = network.dimension();
    int hidden = network.hidden();
    float[] heads = new float[network.bins() * (d + hidden)];
    for (int c = 0; c < network.bins(); c++) {
      System.arraycopy(p[0], c * d, heads, c * (d + hidden), d);
      if (hidden > 0) {
        System.arraycopy(p[4], c * hidden, heads, c * (d + hidden) + d, hidden);
      }
    }
    return heads;
  }
}
