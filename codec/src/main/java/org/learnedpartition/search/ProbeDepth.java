package org.learnedpartition.search;

import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.RankedBins;

/**
 * How many of its best bins a query probes.
 *
 * @param probes 1 … bins of the model
 * @param recall share of the true neighbours that the model's calibration says are in such bins
 */
public record ProbeDepth(int probes, double recall) {
  /**
   * Part of the hits lost by not probing all bins for which margins are not made wide enough. Most
   * of these are found all the same, as they lie well above the k-th hit: on glove and photosift
   * codes lose about a tenth of what they may. At equal recall, rows scanned at 4 ns and scored
   * exactly at 190 ns cost least on glove from 0.8 to 1.2.
   */
  private static final double LOST_BY_CODES = 0.8;

  /** Of the probes for all queries, what a query takes at least, and at most, that goes by more. */
  private static final double LEAST = 0.25;

  private static final double MOST = 4;

  /**
   * What the parameters ask for of a model whose bins are ranked.
   *
   * @param calibration the model's, for the share of the vectors that have second rows
   * @param k hits that are wanted
   */
  public static ProbeDepth of(
      ProbeParameters parameters, Calibration calibration, int k, RankedBins ranked) {
    // Fewer than calibrated are not less searched for: their growth was not measured.
    double growth = Math.max(1, Math.pow((double) k / calibration.k(), ProbePlan.GROWTH));
    double probes =
        parameters.probes() > 0
            ? parameters.probes()
            : calibrated(parameters.target(), calibration, growth, ranked);
    int whole = (int) Math.min(ranked.size(), Math.ceil(probes - 1e-6));
    // All bins hold all neighbours, whatever was measured.
    double recall =
        whole == ranked.size()
            ? 1
            : parameters.probes() > 0
                ? calibration.ofProbes(whole / growth).recall()
                : parameters.target();
    return new ProbeDepth(whole, recall);
  }

  /**
   * The probes that a recall was reached with: the same for all queries, or those bins whose
   * probability is above a threshold, whichever had the fewer candidates when it was measured.
   *
   * <p>A bin's probability is what its scan brings, so to scan all above one threshold, of whatever
   * query, brings the most for the rows that are scanned (the rule of Neural LSH, Dong et al. 2020,
   * section 5). It saves 12 (mnist) to 24 % (wordnetminilm) of the candidates at a recall of 0.95
   * and more at higher ones, and of the queries' own recalls the lowest hundredth is no lower. Of a
   * query that is unlike those measured a router may be too sure, so no query takes less than a
   * quarter of the probes for all, which costs nothing where it is right.
   */
  private static double calibrated(
      double recall, Calibration calibration, double growth, RankedBins ranked) {
    int probes = calibration.probesFor(recall);
    Calibration.Point threshold = calibration.thresholdFor(recall);
    if (threshold == null || threshold.candidates() >= calibration.ofProbes(probes).candidates()) {
      return growth * probes;
    }
    double nats =
        growth == 1
            ? threshold.setting()
            : calibration.thresholdOf(growth * threshold.candidates()).setting();
    return Math.clamp(
        (double) ranked.reaching((float) -nats), LEAST * growth * probes, MOST * growth * probes);
  }

  /**
   * Share of the hits in the probed bins whose estimates must not fall short by more than a margin:
   * the fewer hits are in other bins, the fewer may codes lose.
   */
  double recallOfCodes() {
    return 1 - LOST_BY_CODES * (1 - recall);
  }
}
