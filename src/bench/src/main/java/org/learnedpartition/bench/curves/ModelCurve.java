package org.learnedpartition.bench.curves;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.report.Evaluation;
import org.learnedpartition.report.Metrics;
import org.learnedpartition.report.Probing;
import org.learnedpartition.report.Routing;
import org.learnedpartition.report.Routing.Measured;

/**
 * What a model needs for which recall.
 *
 * @param name of the model
 * @param method that trained it, or {@code unknown}
 * @param vectors of the base
 * @param k neighbours of a query that recall counts
 * @param imbalance largest bin over the mean bin, less 1
 * @param probes what 1 … bins probes give, the same number for all queries
 * @param targets what it takes to reach each of {@link #RECALLS}, for each rule
 */
record ModelCurve(
    String name,
    String method,
    int bins,
    int vectors,
    int queries,
    int k,
    double imbalance,
    List<Measured> probes,
    List<Target> targets) {

  /** The recalls of the field's plots, 0.50 to 0.99. */
  static final List<Double> RECALLS =
      List.of(0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99);

  /**
   * A recall that was reached.
   *
   * @param setting number of probes, interpolated, the mass, or the threshold's -ln
   * @param at what it costs
   */
  record Target(Probing rule, double recall, double setting, Measured at) {}

  static ModelCurve of(String name, PartitionModel model, Evaluation evaluation, int k) {
    Routing routing = evaluation.routing();
    List<Target> targets = new ArrayList<>();
    for (Probing rule : Probing.values()) {
      for (double recall : RECALLS) {
        Routing.Reached reached = rule.reach(routing, recall);
        targets.add(new Target(rule, recall, reached.setting(), reached.at()));
      }
    }
    return new ModelCurve(
        name,
        model.manifest().provenance().getOrDefault("method", "unknown"),
        model.bins(),
        evaluation.vectors(),
        routing.queries(),
        k,
        Metrics.imbalance(evaluation.sizes()),
        IntStream.rangeClosed(1, model.bins()).mapToObj(routing::atProbes).toList(),
        targets);
  }

  /** The targets of one rule, by recall. */
  List<Target> targets(Probing rule) {
    return targets.stream().filter(target -> target.rule() == rule).toList();
  }

  /** What a recall of {@link #RECALLS} takes. */
  Measured reach(Probing rule, double recall) {
    return targets(rule).get(RECALLS.indexOf(recall)).at();
  }
}
