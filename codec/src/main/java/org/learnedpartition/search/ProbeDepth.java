package org.learnedpartition.search;

import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.RankedBins;

/**
 * How many of its best bins a query probes.
 *
 * @param probes 1 … bins of the model
 * @param recall share of the true neighbours that the model's calibration says are in such bins
 */
record ProbeDepth(int probes, double recall) {
  /**
   * Part of the hits lost by not probing all bins for which margins are not made wide enough. Most
   * of these are found all the same, as they lie well above the k-th hit: on glove and photosift
   * codes lose about a tenth of what they may.
   */
  private static final double LOST_BY_CODES = 0.4;

  /** Of the probes for all queries, what a query takes at least that goes by probability mass. */
  private static final double LEAST_OF_MASS = 0.5;

  /** What the parameters ask for of a model whose bins are ranked, for k hits. */
  static ProbeDepth of(
      ProbeParameters parameters, Calibration calibration, int k, RankedBins ranked) {
    // Fewer than calibrated are not less searched for: their growth was not measured.
    double growth = Math.max(1, Math.pow((double) k / calibration.k(), ProbePlan.GROWTH));
    double probes =
        parameters.probes() > 0
            ? parameters.probes()
            : growth * calibrated(parameters.target(), calibration, ranked);
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
   * The probes for as many hits as were calibrated: the same for all queries, or as many as hold a
   * probability mass, whichever had the fewer candidates when it was measured.
   *
   * <p>The mass bends to the query, but has a long tail: it is cut where one query in twenty was
   * more expensive when it was measured. And of queries that are unlike those measured a router may
   * be too sure: on glove the mass for 0.99 found 0.92 of their neighbours. So no query takes less
   * than half of the probes for all. With both, at 0.99, it scans 17 % fewer rows of photosift and
   * wordnetminilm than the probes for all do, at the same recall.
   */
  private static double calibrated(double recall, Calibration calibration, RankedBins ranked) {
    int probes = calibration.probesFor(recall);
    Calibration.Point mass = calibration.massFor(recall);
    if (mass == null || mass.candidates() >= calibration.ofProbes(probes).candidates()) {
      return probes;
    }
    double most = calibration.ofCandidates(mass.candidatesP95()).setting();
    double least = Math.min(LEAST_OF_MASS * probes, ranked.size());
    double held = 0;
    int rank = 0;
    while (rank < least || rank < Math.min(most, ranked.size()) && held < mass.setting()) {
      held += Math.exp(ranked.logProbability(rank++));
    }
    return rank;
  }

  /**
   * Share of the hits in the probed bins whose estimates must not fall short by more than a margin:
   * the fewer hits are in other bins, the fewer may codes lose.
   */
  double recallOfCodes() {
    return 1 - LOST_BY_CODES * (1 - recall);
  }
}
