package org.learnedpartition.search;

import org.learnedpartition.model.RankedBins;

/**
 * What a query does in every segment of one model.
 *
 * @param ranked all bins of the model, best first
 * @param probes how many of them are probed, 1 … bins; a segment goes on through the others only
 *     while it has too few hits
 */
public record ProbePlan(RankedBins ranked, int probes) {
  public ProbePlan {
    if (probes < 1 || probes > ranked.size()) {
      throw new IllegalArgumentException(
          "[probes] must be between 1 and " + ranked.size() + " bins, got " + probes);
    }
  }
}
