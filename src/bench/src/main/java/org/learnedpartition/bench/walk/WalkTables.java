package org.learnedpartition.bench.walk;

import java.util.ArrayList;
import java.util.List;
import org.learnedpartition.bench.walk.RouterCurve.Point;
import org.learnedpartition.bench.walk.RouterCurve.Reached;
import org.learnedpartition.page.Csv;
import org.learnedpartition.walk.LearnedGraph;

/** Runs as CSV (RFC 4180); what was not reached is empty. */
final class WalkTables {
  /** Shares of the flat ranking's top bins at which routers are compared. */
  static final List<Double> SHARES = List.of(0.98, 0.99, 0.995);

  /** Candidates at the last recall that a router may need, in parts of those that flat needs. */
  static final double ALLOWED = 1.03;

  private WalkTables() {}

  /**
   * One line a router: what it takes to find bins, and its cheapest setting that is good enough.
   */
  static String table(List<WalkRun> runs) {
    List<String> head =
        new ArrayList<>(List.of("dataset", "vectors", "bins", "top", "router", "edges"));
    SHARES.forEach(share -> head.add("scored_at_found_" + share));
    head.addAll(List.of("setting", "scored_mean", "scored_p95", "found"));
    RouterCurve.RECALLS.forEach(recall -> head.add("candidates_at_recall_" + recall));
    Csv csv = new Csv(head.toArray(String[]::new));
    for (WalkRun run : runs) {
      for (RouterCurve curve : run.curves()) {
        List<Object> cells = start(run, curve);
        SHARES.forEach(share -> cells.add(figure(curve.scoredToFind(share))));
        Point point = enough(run, curve);
        if (point == null) {
          cells.addAll(List.of("", "", "", ""));
          RouterCurve.RECALLS.forEach(recall -> cells.add(""));
        } else {
          point(cells, point);
          point.reached().forEach(at -> cells.add(at == null ? "" : at.candidates()));
        }
        csv.line(cells.toArray());
      }
    }
    return csv.toString();
  }

  /** The cheapest setting that is good enough; null if none is. */
  static Point enough(WalkRun run, RouterCurve curve) {
    int last = RouterCurve.RECALLS.size() - 1;
    return curve.cheapest(last, ALLOWED * run.flat().reached().get(last).candidates());
  }

  private static List<Object> start(WalkRun run, RouterCurve curve) {
    return new ArrayList<>(
        List.of(
            run.bins().set(),
            run.bins().vectors(),
            run.bins().count(),
            run.top(),
            curve.router().name(),
            curve.router().edges()));
  }

  private static void point(List<Object> cells, Point point) {
    cells.addAll(List.of(point.setting(), point.scored(), point.scoredP95(), point.found()));
  }

  private static Object figure(double value) {
    return Double.isNaN(value) ? "" : value;
  }

  /** One line a router and setting. */
  static String curves(List<WalkRun> runs) {
    List<String> head =
        new ArrayList<>(
            List.of(
                "dataset",
                "vectors",
                "bins",
                "top",
                "router",
                "edges",
                "setting",
                "scored_mean",
                "scored_p95",
                "found"));
    RouterCurve.RECALLS.forEach(
        recall -> head.addAll(List.of("probes_at_" + recall, "candidates_at_" + recall)));
    Csv csv = new Csv(head.toArray(String[]::new));
    for (WalkRun run : runs) {
      for (RouterCurve curve : run.curves()) {
        for (Point point : curve.points()) {
          List<Object> cells = start(run, curve);
          point(cells, point);
          for (Reached at : point.reached()) {
            cells.add(at == null ? "" : at.probes());
            cells.add(at == null ? "" : at.candidates());
          }
          csv.line(cells.toArray());
        }
      }
    }
    return csv.toString();
  }

  /** One line a graph that was judged while a policy learnt. */
  static String learning(String name, List<LearnedGraph.Judged> curve) {
    Csv csv = new Csv("policy", "step", "recall", "scored_mean", "edges", "reward");
    curve.forEach(
        at -> csv.line(name, at.step(), at.recall(), at.scored(), at.edges(), at.reward()));
    return csv.toString();
  }
}
