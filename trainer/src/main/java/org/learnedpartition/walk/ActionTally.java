package org.learnedpartition.walk;

import java.util.Arrays;

/**
 * What the walks of a batch did at each edge, and the advantages that followed: the clipped
 * objective needs no more, as its ratio of probabilities is the same for all of an edge's like
 * actions. Advantages above and below 0 are clipped on different sides, so they are summed apart.
 */
final class ActionTally {
  /** Sums of positive and of negative advantages; [keep, drop]. */
  private final double[][] gains;

  private final double[][] losses;
  private final int[][] counts;
  private long actions;

  ActionTally(int edges) {
    gains = new double[2][edges];
    losses = new double[2][edges];
    counts = new int[2][edges];
  }

  void clear() {
    for (int a = 0; a < 2; a++) {
      Arrays.fill(gains[a], 0);
      Arrays.fill(losses[a], 0);
      Arrays.fill(counts[a], 0);
    }
    actions = 0;
  }

  void add(int edge, boolean kept, double advantage) {
    int a = kept ? 0 : 1;
    (advantage > 0 ? gains : losses)[a][edge] += advantage;
    counts[a][edge]++;
    actions++;
  }

  /** Actions in all. */
  long actions() {
    return actions;
  }

  /**
   * The clipped objective of Schulman et al., "Proximal Policy Optimization Algorithms" (arXiv
   * 1707.06347), equation 7, with the entropy of the actions' distributions; mean over the actions.
   *
   * @param old probabilities of keeping that the walks were made with
   * @param now probabilities now
   * @param clip how far from 1 a ratio of probabilities is followed
   * @param entropy weight of the entropy, in nats
   * @param slopes receives the derivative of the objective by each of the probabilities
   * @return the objective
   */
  double objective(float[] old, float[] now, double clip, double entropy, float[] slopes) {
    double sum = 0;
    double scale = 1.0 / Math.max(1, actions);
    for (int e = 0; e < now.length; e++) {
      int n = counts[0][e] + counts[1][e];
      if (n == 0) {
        slopes[e] = 0;
        continue;
      }
      double p = now[e];
      double slope = entropy * n * Math.log((1 - p) / p);
      sum += entropy * n * (-p * Math.log(p) - (1 - p) * Math.log(1 - p));
      for (int a = 0; a < 2; a++) {
        double before = a == 0 ? old[e] : 1.0 - old[e];
        double ratio = (a == 0 ? p : 1 - p) / before;
        sum += gains[a][e] * Math.min(ratio, 1 + clip) + losses[a][e] * Math.max(ratio, 1 - clip);
        double followed =
            (ratio < 1 + clip ? gains[a][e] : 0) + (ratio > 1 - clip ? losses[a][e] : 0);
        slope += (a == 0 ? followed : -followed) / before;
      }
      slopes[e] = (float) (slope * scale);
    }
    return sum * scale;
  }
}
