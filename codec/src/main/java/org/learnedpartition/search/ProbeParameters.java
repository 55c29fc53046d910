package org.learnedpartition.search;

import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.Manifest;

/**
 * How many bins a query probes.
 *
 * @param probes bins to probe, 1 … {@value #MAX_PROBES}, where more than a model has means all of
 *     them; or 0 for as many as each model's calibration says reach a recall of {@value
 *     #DEFAULT_RECALL}
 */
public record ProbeParameters(int probes) {
  /** Most probes that can be asked for: the most bins a model may have. */
  public static final int MAX_PROBES = Manifest.MAX_BINS;

  /** Recall that the calibrated default aims at: what users of approximate search expect. */
  public static final double DEFAULT_RECALL = 0.95;

  /**
   * Part of the hits lost by not probing all bins for which margins are not made wide enough. Most
   * of these are found all the same, as they lie well above the k-th hit: on glove and photosift
   * codes lose about a tenth of what they may.
   */
  private static final double LOST_BY_CODES = 0.4;

  /** As many probes as each model's calibration says are needed. */
  public static final ProbeParameters CALIBRATED = new ProbeParameters(0);

  public ProbeParameters {
    if (probes < 0 || probes > MAX_PROBES) {
      throw new IllegalArgumentException(
          "[probes] must be between 1 and "
              + MAX_PROBES
              + " bins, or 0 for the model's calibrated default, got "
              + probes);
    }
  }

  /** Bins to probe of a model that has {@code bins}: 1 … {@code bins}. */
  int probesOf(Calibration calibration, int bins) {
    return Math.min(bins, probes == 0 ? calibration.probesFor(DEFAULT_RECALL) : probes);
  }

  /**
   * Share of the hits in the probed bins whose estimates must not fall short by more than a margin:
   * the fewer hits are in other bins, the fewer may codes lose.
   *
   * @param probes bins that are probed
   */
  static double recallOfCodes(Calibration calibration, int probes) {
    return 1 - LOST_BY_CODES * (1 - calibration.recallOf(probes));
  }
}
