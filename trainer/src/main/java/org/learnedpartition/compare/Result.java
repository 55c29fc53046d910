package org.learnedpartition.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.learnedpartition.method.Placement;
import org.learnedpartition.method.Trials.Outcome;
import org.learnedpartition.report.Probing;
import org.learnedpartition.report.Routing.Reached;

/**
 * What was measured of a method with a seed.
 *
 * @param setting all that the figures depend on
 * @param method name in the tables
 * @param bins of the partition
 * @param vectors in the index
 * @param queries asked
 * @param routerMacs multiply-adds of routing a query
 * @param trainSeconds of training; on a busy machine more
 * @param sizes rows of each bin, the largest first
 * @param spill share of the vectors that have second rows, 0 … 1
 * @param placement where the vectors lie
 * @param points what it takes to reach each of {@link #RECALLS}, for each way of probing
 */
record Result(
    String setting,
    String method,
    Documents documents,
    long seed,
    int bins,
    int vectors,
    int queries,
    long routerMacs,
    double trainSeconds,
    List<Integer> sizes,
    double spill,
    Placement placement,
    List<Point> points) {

  Result {
    placement = placement == null ? Placement.MODEL : placement;
  }

  /** The recalls of curves. */
  static final List<Double> RECALLS =
      List.of(0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99);

  /** The recalls of tables. */
  static final List<Double> TABLE_RECALLS = List.of(0.8, 0.9, 0.95, 0.98, 0.99);

  /**
   * What a recall takes.
   *
   * @param recall asked for
   * @param reached the recall that was reached: more where one probe gives more
   * @param setting number of probes, probability mass, or the threshold's -ln
   * @param probes mean over the queries
   * @param candidates mean number of rows in the probed bins, as a share of the vectors: with
   *     second rows, it is above 1 where all bins are probed
   * @param candidatesQ95 0.95-quantile over the queries of that share
   */
  record Point(
      Probing probing,
      double recall,
      double reached,
      double setting,
      double probes,
      double candidates,
      double candidatesQ95) {}

  static Result of(
      String setting, Contestant method, Documents documents, long seed, Outcome outcome) {
    int[] sizes = outcome.sizes();
    double rows = (double) Arrays.stream(sizes).sum() / outcome.documents();
    List<Point> points = new ArrayList<>();
    for (Probing probing : Probing.values()) {
      for (double recall : RECALLS) {
        Reached reached = probing.reach(outcome.routing(), recall);
        points.add(
            new Point(
                probing,
                recall,
                reached.at().recall(),
                reached.setting(),
                reached.at().probes(),
                reached.at().candidates() * rows,
                reached.at().candidatesP95() * rows));
      }
    }
    return new Result(
        setting,
        method.name(),
        documents,
        seed,
        sizes.length,
        outcome.documents(),
        outcome.routing().queries(),
        outcome.routerMacs(),
        outcome.seconds(),
        Arrays.stream(sizes).boxed().sorted(Comparator.reverseOrder()).toList(),
        method.spill(),
        method.placement(),
        points);
  }

  /** Rows of the largest bin. */
  int largestBin() {
    return sizes.getFirst();
  }

  /** Rows of the smallest bin. */
  int smallestBin() {
    return sizes.getLast();
  }

  /** Bins that are not empty. */
  int usedBins() {
    return (int) sizes.stream().filter(rows -> rows > 0).count();
  }

  /** The points of one way of probing, by recall. */
  List<Point> points(Probing probing) {
    return points.stream().filter(point -> point.probing() == probing).toList();
  }

  /** What a recall of {@link #RECALLS} takes. */
  Point at(Probing probing, double recall) {
    return points(probing).get(RECALLS.indexOf(recall));
  }
}
