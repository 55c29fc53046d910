package org.learnedpartition.method;

import java.util.ArrayList;
import java.util.List;
import org.learnedpartition.report.Curve;
import org.learnedpartition.report.Routing;

/** The stages of a training: each is judged on held-out queries and documents, and timed. */
final class Stages {
  /**
   * Components of rows that are scanned in the time of one of the router's multiply-adds. Rows are
   * coded, and the router's weights, of two bytes, do not stay in the fastest cache between
   * queries: 4 ns for a row of 100 components and 10 ns for one of 384 against 0.028 and 0.026 ns
   * for a multiply-add (AMD Zen 4), a component of a row and a multiply-add alike.
   */
  private static final double ROUTING = 1;

  private final HeldOut heldOut;
  private final double targetRecall;
  private final List<Stage> stages = new ArrayList<>();
  private long start;
  private Model best;
  private double bestCost = Double.POSITIVE_INFINITY;

  /**
   * @param heldOut the judge, or null: then nothing is measured, and each model replaces the last
   */
  Stages(HeldOut heldOut, double targetRecall) {
    this.heldOut = heldOut;
    this.start = heldOut == null ? 0 : heldOut.clock();
    this.targetRecall = targetRecall;
  }

  /** In the order in which they ran. */
  List<Stage> list() {
    return stages;
  }

  /** The best model that was considered. */
  Model best() {
    return best;
  }

  /** Judges a model, and keeps it only where it costs less than the best so far. */
  void consider(String name, Model model) throws InterruptedException {
    add(name, model, false);
  }

  /**
   * Judges a model, and keeps it whatever it costs.
   *
   * @return the model
   */
  Model keep(String name, Model model) throws InterruptedException {
    add(name, model, true);
    return model;
  }

  /** What routing a query costs, as a share of the index's documents that takes as long to scan. */
  static double routing(HeldOut heldOut, Model model) {
    return ROUTING * model.cost() / heldOut.dimension() / heldOut.indexed();
  }

  private void add(String name, Model model, boolean always) throws InterruptedException {
    if (heldOut == null) {
      best = model;
      return;
    }
    HeldOut.Verdict verdict = heldOut.judge(model);
    Routing.Measured at = verdict.routing().toReach(targetRecall);
    double cost = at.candidates() + routing(heldOut, model);
    boolean kept = always || cost < bestCost;
    if (kept) {
      best = model;
      bestCost = cost;
    }
    long now = heldOut.clock();
    stages.add(
        new Stage(
            name,
            at.candidates(),
            at.candidatesP95(),
            at.probes(),
            verdict.imbalance(),
            kept,
            (now - start) / 1e9,
            cost,
            Curve.ofProbes(verdict.routing()),
            Curve.ofThresholds(verdict.routing())));
    start = now;
  }
}
