package org.learnedpartition.search;

import org.learnedpartition.model.RankedBins;
import org.learnedpartition.model.RecallCurves;

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

  /** Of the probes for all queries that cost as much, what a query takes at least, and at most. */
  private static final double LEAST = 0.25;

  private static final double MOST = 4;

  /**
   * What the parameters ask for of a model whose bins are ranked.
   *
   * @param curves the model's calibration, for the share of the vectors that have second rows and
   *     the number of hits that are wanted
   */
  public static ProbeDepth of(ProbeParameters parameters, RecallCurves curves, RankedBins ranked) {
    double probes =
        parameters.probes() > 0
            ? parameters.probes()
            : calibrated(parameters.target(), curves, ranked);
    int whole = (int) Math.min(ranked.size(), Math.ceil(probes - 1e-6));
    // All bins hold all neighbours, whatever was measured.
    double recall =
        whole == ranked.size()
            ? 1
            : parameters.probes() > 0 ? curves.ofProbes(whole).recall() : parameters.target();
    return new ProbeDepth(whole, recall);
  }

  /**
   * The probes that a recall was reached with: the same for all queries, or those bins whose
   * probability is above a threshold, whichever had the fewer candidates when it was measured.
   *
   * <p>A bin's probability is what its scan brings, so to scan all above one threshold, of whatever
   * query, brings the most for the rows that are scanned (the rule of Neural LSH, Dong et al. 2020,
   * section 5). It saves 12 (mnist) to 24 % (wordnetminilm) of the candidates at a recall of 0.95
   * and more at higher ones, and of the queries' own recalls the lowest hundredth is no lower.
   */
  private static double calibrated(double recall, RecallCurves curves, RankedBins ranked) {
    int probes = curves.probesFor(recall);
    RecallCurves.At threshold = curves.thresholdFor(recall);
    if (threshold == null || threshold.candidates() >= curves.ofProbes(probes).candidates()) {
      return probes;
    }
    return bounded(
        ranked.reaching((float) -threshold.setting()),
        curves.probesOf(threshold.candidates()).setting());
  }

  /**
   * The probes of a query by a threshold. Of a query that is unlike those measured a router may be
   * too sure, so no query takes less than a quarter of the probes for all, which costs nothing
   * where it is right; and none takes more than four times as many. Thresholds are calibrated
   * within these bounds.
   *
   * @param above how many bins have a probability above the threshold
   * @param evenly the probes that have as many candidates if all queries take the same
   * @return not whole; at least a quarter of {@code evenly}
   */
  public static double bounded(int above, double evenly) {
    return Math.clamp((double) above, LEAST * evenly, MOST * evenly);
  }

  /**
   * Share of the hits in the probed bins whose estimates must not fall short by more than a margin:
   * the fewer hits are in other bins, the fewer may codes lose.
   */
  double recallOfCodes() {
    return 1 - LOST_BY_CODES * (1 - recall);
  }
}
