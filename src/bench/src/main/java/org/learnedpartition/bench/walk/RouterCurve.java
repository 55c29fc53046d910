package org.learnedpartition.bench.walk;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Metrics;
import org.learnedpartition.walk.VertexScores;

/**
 * What a router costs and finds, at each of its settings.
 *
 * @param bins that were routed to
 * @param router that was measured
 * @param top best bins of a flat ranking that a router should find
 * @param points one a setting, in their order
 */
record RouterCurve(Bins bins, Router router, int top, List<Point> points) {
  /** Recalls of true neighbours that are told. */
  static final List<Double> RECALLS = List.of(0.90, 0.95);

  /**
   * A setting.
   *
   * @param scored mean number of centres compared with a query
   * @param scoredP95 its 0.95-quantile over the queries
   * @param found share of the flat ranking's top bins that are among the router's first as many
   * @param reached one of each of {@link #RECALLS}; null where the bins found do not hold them
   */
  record Point(int setting, double scored, double scoredP95, double found, List<Reached> reached) {}

  /**
   * What a recall takes.
   *
   * @param probes mean number of bins, in the router's order
   * @param candidates mean share of all vectors in those bins
   */
  record Reached(double probes, double candidates) {}

  /**
   * Measures a router at all its settings.
   *
   * @param most bins that a query may probe
   */
  static RouterCurve measure(Bins bins, Router router, int top, int most, Workers workers)
      throws InterruptedException {
    VertexScores scores = new VertexScores(bins.centres(), bins.queries(), top);
    int queries = bins.queries().count();
    int settings = router.settings().length;
    double[][] scored = new double[settings][queries];
    double[][] shares = new double[settings][queries];
    int[][][] found = new int[settings][queries][];
    scores.each(
        IntStream.range(0, queries).toArray(),
        workers,
        () -> IntStream.of(router.settings()).mapToObj(s -> router.opener().open(s)).toList(),
        (query, row, offset, nearest, routes) -> {
          for (int s = 0; s < settings; s++) {
            int[] order = new int[most];
            Router.Found result = routes.get(s).route(query, row, offset, order);
            scored[s][query] = result.scored();
            shares[s][query] = nearest.share(order, Math.min(top, result.bins()));
            found[s][query] = Arrays.copyOf(order, result.bins());
          }
        });
    return new RouterCurve(
        bins,
        router,
        top,
        IntStream.range(0, settings)
            .mapToObj(
                s ->
                    new Point(
                        router.settings()[s],
                        Arrays.stream(scored[s]).average().orElseThrow(),
                        Metrics.quantile(scored[s], 0.95),
                        Arrays.stream(shares[s]).average().orElseThrow(),
                        RECALLS.stream().map(r -> reach(bins, found[s], most, r)).toList()))
            .toList());
  }

  /** Probes and candidates at a recall, interpolated between the numbers of probes around it. */
  private static Reached reach(Bins bins, int[][] found, int most, double recall) {
    long hits = 0;
    long candidates = 0;
    int k = bins.k();
    double wanted = recall * found.length * k;
    for (int p = 0; p < most; p++) {
      long hitsBefore = hits;
      long candidatesBefore = candidates;
      for (int q = 0; q < found.length; q++) {
        if (p < found[q].length) {
          candidates += bins.sizes()[found[q][p]];
          for (int j = q * k; j < (q + 1) * k; j++) {
            hits += bins.neighbours()[j] == found[q][p] ? 1 : 0;
          }
        }
      }
      if (hits >= wanted) {
        // One probe may reach more than the recall, and is then told as it is.
        double part = p == 0 ? 1 : (wanted - hitsBefore) / (hits - hitsBefore);
        double all = (double) found.length * bins.vectors();
        return new Reached(
            p + part, (candidatesBefore + part * (candidates - candidatesBefore)) / all);
      }
    }
    return null;
  }

  /**
   * The scored centres at which the router finds a share of the flat ranking's top bins, between
   * two settings; NaN if none finds it.
   */
  double scoredToFind(double share) {
    Point before = null;
    for (Point point : points) {
      if (point.found() >= share) {
        if (before == null) {
          return point.scored();
        }
        double part = (share - before.found()) / (point.found() - before.found());
        return before.scored() + part * (point.scored() - before.scored());
      }
      before = point;
    }
    return Double.NaN;
  }

  /**
   * The cheapest setting whose candidates at a recall are at most so many; null if there is none.
   *
   * @param recall index in {@link #RECALLS}
   */
  Point cheapest(int recall, double candidates) {
    return points.stream()
        .filter(p -> p.reached().get(recall) != null)
        .filter(p -> p.reached().get(recall).candidates() <= candidates)
        .min(Comparator.comparingDouble(Point::scored))
        .orElse(null);
  }
}
