package org.learnedpartition.search;

import java.time.Duration;
import java.util.Objects;
import org.learnedpartition.model.Manifest;

/**
 * How far a query searches: bins to probe or a recall to aim at, and where to stop at the latest.
 *
 * <p>The oversampling and the limits are of a {@link LearnedPartitionFloatQuery}, which knows all
 * segments. In another query each segment keeps the limits by itself, and rows are scored exactly
 * by the model's margins.
 *
 * @param probes bins to probe, 1 … {@value #MAX_PROBES}, where more than a model has means all of
 *     them; or 0 for as many as each model's calibration says reach the recall target
 * @param recallTarget share of the true neighbours to find, 0 … 1, both excluded; or 0 for {@value
 *     #DEFAULT_RECALL}. Only where no probes are given
 * @param oversampleFactor the rows scored exactly are the {@code oversampleFactor · k} of the best
 *     estimates in the whole index, 1 … {@value #MAX_OVERSAMPLE_FACTOR}; or 0 for those which may
 *     be hits by the model's margins
 * @param maxVisited most rows that are scanned in all segments; each has its share by its rows, and
 *     may scan up to 64 more than that, because rows are scored in blocks; 0 for no limit
 * @param timeLimit the time after which scans stop, longer than nothing; zero for no limit. Routing
 *     is within it, the exact scores of what was found come after it
 */
public record ProbeParameters(
    int probes, double recallTarget, double oversampleFactor, long maxVisited, Duration timeLimit) {
  /** Most probes that can be asked for: the most bins a model may have. */
  public static final int MAX_PROBES = Manifest.MAX_BINS;

  /** Recall that the calibrated default aims at: what users of approximate search expect. */
  public static final double DEFAULT_RECALL = 0.95;

  /** Most rows for each hit that can be asked to be scored exactly: as the k-NN plugin's. */
  public static final int MAX_OVERSAMPLE_FACTOR = 100;

  /** As many probes as each model's calibration says are needed. */
  public static final ProbeParameters CALIBRATED = new ProbeParameters(0);

  public ProbeParameters {
    Objects.requireNonNull(timeLimit, "timeLimit");
    if (probes < 0 || probes > MAX_PROBES) {
      throw new IllegalArgumentException(
          "[probes] must be between 1 and "
              + MAX_PROBES
              + " bins, or 0 for the model's calibrated default, got "
              + probes);
    }
    if (!(recallTarget >= 0 && recallTarget < 1)) {
      throw new IllegalArgumentException(
          "[recall_target] must be between 0 and 1, both excluded, or 0 for the default of "
              + DEFAULT_RECALL
              + ", got "
              + recallTarget
              + "; to find all hits, probe all bins");
    }
    if (probes > 0 && recallTarget > 0) {
      throw new IllegalArgumentException(
          "[probes] and [recall_target] must not be given together, got "
              + probes
              + " and "
              + recallTarget
              + "; leave out one of them");
    }
    if (oversampleFactor != 0
        && !(oversampleFactor >= 1 && oversampleFactor <= MAX_OVERSAMPLE_FACTOR)) {
      throw new IllegalArgumentException(
          "[oversample_factor] must be between 1 and "
              + MAX_OVERSAMPLE_FACTOR
              + ", or 0 for the model's margins, got "
              + oversampleFactor);
    }
    if (maxVisited < 0) {
      throw new IllegalArgumentException(
          "[max_visited] must be at least 1 row, or 0 for no limit, got " + maxVisited);
    }
    if (timeLimit.isNegative()) {
      throw new IllegalArgumentException(
          "[time_limit] must be longer than nothing, or zero for no limit, got " + timeLimit);
    }
  }

  /** A number of probes, or 0 for the calibrated default, without limits. */
  public ProbeParameters(int probes) {
    this(probes, 0, 0, 0, Duration.ZERO);
  }

  public ProbeParameters withRecallTarget(double recall) {
    return new ProbeParameters(probes, recall, oversampleFactor, maxVisited, timeLimit);
  }

  public ProbeParameters withOversampleFactor(double factor) {
    return new ProbeParameters(probes, recallTarget, factor, maxVisited, timeLimit);
  }

  public ProbeParameters withMaxVisited(long rows) {
    return new ProbeParameters(probes, recallTarget, oversampleFactor, rows, timeLimit);
  }

  public ProbeParameters withTimeLimit(Duration limit) {
    return new ProbeParameters(probes, recallTarget, oversampleFactor, maxVisited, limit);
  }

  /** The recall to aim at where no probes are given. */
  double target() {
    return recallTarget == 0 ? DEFAULT_RECALL : recallTarget;
  }

  /** Whether a scan may have to stop before it is done. */
  boolean limited() {
    return maxVisited > 0 || !timeLimit.isZero();
  }
}
