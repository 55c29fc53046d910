package org.learnedpartition.cli;

import java.util.Arrays;
import java.util.List;
import org.learnedpartition.report.Evaluation;
import org.learnedpartition.report.Metrics;
import org.learnedpartition.report.Routing.Measured;

/**
 * What was measured of a model.
 *
 * @param file as it was named
 * @param router what kind it is, such as {@code linear}
 * @param vectors in the index
 * @param sizes rows of each bin
 * @param calibrated probes that the model takes for the usual recall
 * @param probes numbers of probes that are told
 * @param atProbes what each of them brings
 * @param toReach what each of {@link #RECALLS} takes, interpolated
 * @param search what the default search takes
 * @param promises what searches got that asked for a recall
 */
record Evaluated(
    String file,
    String id,
    String router,
    int queries,
    int vectors,
    int[] sizes,
    int calibrated,
    List<Integer> probes,
    List<Measured> atProbes,
    List<Measured> toReach,
    Measured search,
    List<Evaluation.Promise> promises) {
  static final List<Double> RECALLS = List.of(0.8, 0.9, 0.95, 0.99);

  int bins() {
    return sizes.length;
  }

  /** Rows of all bins, second ones too. */
  long rows() {
    return Arrays.stream(sizes).asLongStream().sum();
  }

  double imbalance() {
    return Metrics.imbalance(sizes);
  }
}
