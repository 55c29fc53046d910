package org.learnedpartition.learn;

import java.util.Arrays;
import org.learnedpartition.parallel.Workers;

/**
 * A balanced graph cut made differentiable: a point is in bin c with probability p(c), the softmax
 * of a router's logits. Over a batch of edges (i, j),
 *
 * <ul>
 *   <li>cut: the expected share of edges between bins, 1 - mean of p_i·p_j;
 *   <li>balance: the divergence KL(m ‖ uniform) of the mean m of all p, 0 … ln bins;
 *   <li>smoothness: the mean of |p_i - p_j|²;
 *   <li>entropy: the mean of H(p) over the points, which is least where assignments are hard.
 * </ul>
 *
 * <p>The expected cut and the balance are those of Nazi et al., "GAP: Generalizable Approximate
 * Graph Partitioning Framework" (2019, arXiv 1903.00614), with two changes: the cut is not divided
 * by the bins' volumes, and the balance is a divergence, not a squared deviation.
 */
final class RelaxedCut implements Objective {
  private static final int GRAIN = 64;

  /** Logarithms are taken of no less, so that a probability of 0 has a gradient. */
  private static final float LEAST = 1e-30f;

  private final Relaxation weights;

  RelaxedCut(Relaxation weights) {
    this.weights = weights;
  }

  /**
   * {@inheritDoc}
   *
   * @param rows even: rows 2e and 2e + 1 are the ends of edge e
   */
  @Override
  public double differentiate(float[] logits, int rows, int bins, Workers workers)
      throws InterruptedException {
    int edges = rows / 2;
    workers.ranges(
        rows,
        GRAIN,
        (from, to) -> {
          for (int r = from; r < to; r++) {
            Softmax.inPlace(logits, r * bins, bins);
          }
        });
    double[] mean = new double[bins];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < bins; c++) {
        mean[c] += logits[r * bins + c];
      }
    }
    // d balance / d p, but for a constant, which a softmax does not feel.
    float[] pull = new float[bins];
    double divergence = 0;
    for (int c = 0; c < bins; c++) {
      double share = Math.max(mean[c] / rows, LEAST);
      divergence += share * Math.log(share * bins);
      pull[c] = (float) (weights.balance() * Math.log(share * bins) / rows);
    }
    double[] losses = new double[Math.ceilDiv(edges, GRAIN)];
    workers.ranges(
        edges,
        GRAIN,
        (from, to) -> {
          float[] scratch = new float[2 * bins];
          for (int e = from; e < to; e++) {
            losses[from / GRAIN] += edge(logits, 2 * e * bins, bins, edges, pull, scratch);
          }
        });
    return Arrays.stream(losses).sum() / edges + weights.balance() * divergence;
  }

  /**
   * Turns the probabilities of an edge's ends into gradients.
   *
   * @return the edge's loss, without balance
   */
  private double edge(float[] p, int at, int bins, int edges, float[] pull, float[] gradient) {
    float cut = (float) (weights.cut() / edges);
    float smooth = (float) (2 * weights.smoothness() / edges);
    float spread = (float) (weights.entropy() / (2 * edges));
    double together = 0;
    double apart = 0;
    double entropy = 0;
    for (int c = 0; c < bins; c++) {
      float one = p[at + c];
      float other = p[at + bins + c];
      float difference = one - other;
      together += one * other;
      apart += difference * difference;
      gradient[c] = pull[c] - cut * other + smooth * difference;
      gradient[bins + c] = pull[c] - cut * one - smooth * difference;
      if (spread > 0) {
        float logOne = (float) Math.log(Math.max(one, LEAST));
        float logOther = (float) Math.log(Math.max(other, LEAST));
        entropy -= one * logOne + other * logOther;
        gradient[c] -= spread * logOne;
        gradient[bins + c] -= spread * logOther;
      }
    }
    throughSoftmax(p, at, bins, gradient, 0);
    throughSoftmax(p, at + bins, bins, gradient, bins);
    return weights.cut() * (1 - together)
        + weights.smoothness() * apart
        + weights.entropy() * entropy / 2;
  }

  /** Replaces probabilities by the gradient by their logits, p(g - p·g). */
  private static void throughSoftmax(float[] p, int at, int bins, float[] gradient, int from) {
    float mean = 0;
    for (int c = 0; c < bins; c++) {
      mean += p[at + c] * gradient[from + c];
    }
    for (int c = 0; c < bins; c++) {
      p[at + c] *= gradient[from + c] - mean;
    }
  }
}
