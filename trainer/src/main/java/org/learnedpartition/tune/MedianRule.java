package org.learnedpartition.tune;

import java.util.List;
import org.learnedpartition.report.Metrics;

/**
 * Ends trials that are clearly no good: the median stopping rule (Golovin et al., "Google Vizier",
 * KDD 2017, section 3.2.2), with a margin for the noise of a fold.
 */
final class MedianRule {
  /** Trials that got as far before one is ended. */
  static final int LEAST = 4;

  /** A trial goes on while its cost is at most so much of the median. */
  static final double MARGIN = 1.02;

  private MedianRule() {}

  /**
   * Whether a trial ends.
   *
   * @param costs of the trial's folds so far
   * @param earlier costs of the folds of each earlier trial
   */
  static boolean ends(List<Double> costs, List<List<Double>> earlier) {
    int folds = costs.size();
    double[] means =
        earlier.stream()
            .filter(each -> each.size() >= folds)
            .mapToDouble(each -> mean(each.subList(0, folds)))
            .sorted()
            .toArray();
    return means.length >= LEAST && mean(costs) > MARGIN * Metrics.quantile(means, 0.5);
  }

  static double mean(List<Double> costs) {
    return costs.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
