package org.learnedpartition.tune;

import java.util.Arrays;
import java.util.List;

/**
 * Parzen estimator of one dimension: how likely each of its values is among some points.
 *
 * <p>Ordered values: a mixture of equal Gaussians, one on each point and one, the prior, as wide as
 * the whole dimension on its middle; each as wide as the larger distance to its neighbours, cut off
 * at the ends, and summed up over the unit around each place (Bergstra et al., NeurIPS 2011,
 * section 4.2). Values without an order: how often each occurs, and one more of each spread evenly.
 */
final class Parzen {
  private Parzen() {}

  /**
   * @param points places of values in the dimension's list
   * @return a probability for each of its values
   */
  static double[] of(Dimension dimension, List<Integer> points) {
    double[] probabilities = new double[dimension.size()];
    if (dimension.ordered()) {
      int[] sorted = points.stream().mapToInt(Integer::intValue).sorted().toArray();
      double widest = dimension.size();
      double narrowest = widest / Math.min(100, 2 + sorted.length);
      for (int i = 0; i < sorted.length; i++) {
        double left = i == 0 ? sorted[i] + 0.5 : sorted[i] - sorted[i - 1];
        double right =
            i == sorted.length - 1 ? widest - 0.5 - sorted[i] : sorted[i + 1] - sorted[i];
        double width = Math.clamp(Math.max(left, right), narrowest, widest);
        add(probabilities, sorted[i], width);
      }
      add(probabilities, (widest - 1) / 2, widest);
    } else {
      points.forEach(point -> probabilities[point]++);
      for (int i = 0; i < probabilities.length; i++) {
        probabilities[i] += 1.0 / probabilities.length;
      }
    }
    double sum = Arrays.stream(probabilities).sum();
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  /** Adds a Gaussian that is cut off at the ends, of weight 1. */
  private static void add(double[] probabilities, double middle, double width) {
    double[] own = new double[probabilities.length];
    double below = cumulative((-0.5 - middle) / width);
    double total = cumulative((own.length - 0.5 - middle) / width) - below;
    for (int i = 0; i < own.length; i++) {
      double upTo = cumulative((i + 0.5 - middle) / width);
      probabilities[i] += (upTo - below) / total;
      below = upTo;
    }
  }

  /** The normal distribution function, by its logistic approximation: within 0.02 everywhere. */
  private static double cumulative(double x) {
    return 1 / (1 + Math.exp(-1.702 * x));
  }
}
