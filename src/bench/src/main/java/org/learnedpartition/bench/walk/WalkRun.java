package org.learnedpartition.bench.walk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.learnedpartition.data.Points;
import org.learnedpartition.graph.ExactNeighbours;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.walk.LearnedGraph;
import org.learnedpartition.walk.RelativeNeighbours;
import org.learnedpartition.walk.SearchGraph;
import org.learnedpartition.walk.WalkOptions;
import org.learnedpartition.walk.WalkTraining;

/**
 * Measures all routers to some bins.
 *
 * @param bins that are routed to
 * @param top best bins of a flat ranking, as many as it probes at the last of {@link
 *     RouterCurve#RECALLS}
 * @param learned graph, and how it was learnt
 * @param curves one a router, the flat one first
 */
record WalkRun(Bins bins, int top, LearnedGraph learned, List<RouterCurve> curves) {
  /** Nearest centres that edges are chosen of. */
  private static final int NEAREST = 100;

  /**
   * Degrees of the graphs that the rule prunes. The last is more than the rule keeps: that graph is
   * the one that the policy starts from.
   */
  private static final int[] DEGREES = {8, 12, 16, 48};

  private static final int[] CONNECTIONS = {8, 16};

  /** Beams, in parts of the bins to be found: a narrower one cannot hold them. */
  private static final double[] BEAMS = {1, 1.2, 1.5, 2, 3};

  /**
   * Bins that the policy learns to find, at most: its walks take longer the more they are, and a
   * graph that is good at finding these is good at finding more.
   */
  private static final int MOST_LEARNT = 48;

  private static final long SEED = 1;

  static WalkRun measure(Bins bins, int steps, Workers workers, Progress progress)
      throws IOException, InterruptedException {
    int most = Math.min(bins.count(), Math.max(256, bins.count() / 10));
    RouterCurve.Reached flat = flat(bins, most, workers);
    int top = (int) Math.ceil(flat.probes());
    int learnt = Math.min(top, MOST_LEARNT);
    int[] beams =
        IntStream.range(0, BEAMS.length)
            .map(i -> Math.clamp(Math.round(BEAMS[i] * top), 1, bins.count()))
            .distinct()
            .toArray();
    Routers routers = new Routers(bins, beams);
    Points centres = bins.centres();
    Neighbours nearest =
        ExactNeighbours.find(
            centres,
            centres,
            0,
            Math.min(NEAREST, centres.count() - 1),
            workers,
            progress,
            "nearest centres");
    List<SearchGraph> ruled = new ArrayList<>();
    for (int degree : DEGREES) {
      ruled.add(new RelativeNeighbours(centres, 1, degree, workers).graph(nearest));
    }
    LearnedGraph learned =
        new WalkTraining(
                ruled.getLast(),
                centres,
                bins.learnt(),
                WalkOptions.of(learnt, learnt, SEED).withSteps(steps),
                workers)
            .learn(progress);
    List<Router> all = new ArrayList<>();
    all.add(routers.flat());
    all.add(routers.tree(workers));
    for (int connections : CONNECTIONS) {
      all.add(routers.hnsw(connections));
    }
    for (int i = 0; i < DEGREES.length; i++) {
      all.add(routers.graph("rule-" + DEGREES[i], ruled.get(i)));
    }
    all.add(routers.graph("learned", learned.graph()));
    List<RouterCurve> curves = new ArrayList<>();
    for (Router router : all) {
      progress.report("routers", curves.size(), all.size());
      curves.add(RouterCurve.measure(bins, router, top, most, workers));
    }
    progress.report("routers", all.size(), all.size());
    return new WalkRun(bins, top, learned, List.copyOf(curves));
  }

  private static RouterCurve.Reached flat(Bins bins, int most, Workers workers)
      throws InterruptedException {
    RouterCurve.Reached reached =
        RouterCurve.measure(bins, new Routers(bins, new int[0]).flat(), 1, most, workers)
            .points()
            .getFirst()
            .reached()
            .getLast();
    if (reached == null) {
      throw new IllegalArgumentException(
          most
              + " of "
              + bins.count()
              + " bins hold too few of the neighbours of ["
              + bins.set()
              + "]: take fewer bins");
    }
    return reached;
  }

  /** The flat ranking's only point. */
  RouterCurve.Point flat() {
    return curves.getFirst().points().getFirst();
  }
}
