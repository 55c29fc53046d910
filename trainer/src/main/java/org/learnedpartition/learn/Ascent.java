package org.learnedpartition.learn;

import org.learnedpartition.vector.Gemm;

/**
 * Gradient ascent of a vector on the sum of the bins' potentials, F(x) = Σ exp(-β‖x - c‖²) over
 * their centres c, unrolled into the router; then bins are ranked from where the vector ended.
 *
 * <p>The steps are those of ln F, which points where F does and does not vanish far from all
 * centres: x += rate · (Σ p(c) c - x), where p is the softmax of -β‖x - c‖². With rate 1 that is
 * mean shift (Cheng, "Mean Shift, Mode Seeking, and Clustering", 1995). All potentials weigh the
 * same, so that the order of their terms at the end is that of the distances.
 */
public final class Ascent {
  private static final int BLOCK = 96;

  private final Potential potential;
  private final float[] centres;
  private final float[] bias;
  private final int dimension;

  /**
   * @param centres bins × dimension values
   * @param bias one value a bin: x·c + bias orders the bins of x by distance
   */
  public Ascent(Potential potential, float[] centres, float[] bias, int dimension) {
    this.potential = potential;
    this.centres = centres;
    this.bias = bias;
    this.dimension = dimension;
  }

  /** Multiply-adds of one vector. */
  public long cost() {
    return 2L * potential.steps() * centres.length;
  }

  /** Scores vectors from where they ended. */
  public Scorer before(Scorer scorer) {
    // -β‖x - c‖² = 2β (x·c + bias), but for what is the same for all centres.
    Network.Forward forward =
        Network.ofCentres(centres, bias, dimension, (float) (2 * potential.beta())).forward();
    Gemm.Packed packed = Gemm.pack(centres, 0, bias.length, dimension, dimension);
    return new Scorer() {
      @Override
      public int bins() {
        return scorer.bins();
      }

      @Override
      public void score(float[] vectors, int from, int rows, float[] scores) {
        float[] x = new float[rows * dimension];
        System.arraycopy(vectors, from * dimension, x, 0, x.length);
        for (int i = 0; i < rows; i += BLOCK) {
          climb(x, i, Math.min(BLOCK, rows - i), forward, packed);
        }
        scorer.score(x, 0, rows, scores);
      }
    };
  }

  private void climb(float[] x, int first, int rows, Network.Forward forward, Gemm.Packed packed) {
    int bins = bias.length;
    float[] p = new float[rows * bins];
    float[] mean = new float[rows * dimension];
    float rate = (float) potential.rate();
    for (int step = 0; step < potential.steps(); step++) {
      forward.score(x, first, rows, p);
      for (int r = 0; r < rows; r++) {
        Softmax.inPlace(p, r * bins, bins);
      }
      Gemm.multiply(p, 0, bins, rows, packed, mean, 0, dimension, false);
      for (int i = 0; i < mean.length; i++) {
        x[first * dimension + i] += rate * (mean[i] - x[first * dimension + i]);
      }
    }
  }
}
