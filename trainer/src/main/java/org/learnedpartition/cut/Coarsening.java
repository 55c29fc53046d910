package org.learnedpartition.cut;

import java.util.ArrayList;
import java.util.List;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/** Coarser and coarser graphs of one. */
final class Coarsening {
  /** A level that shrinks by less costs more than it helps. */
  private static final double STALLED = 0.95;

  /**
   * Clusters of a level weigh at most so many times the mean vertex. With 4 cuts are no better, on
   * graphs of nearest neighbours: more levels refine more often, but take smaller steps.
   */
  private static final int SHRINK = 8;

  private Coarsening() {}

  /**
   * Coarsens until a graph has few vertices, or cannot be clustered further.
   *
   * @param vertices that are few enough, ≥ 1
   * @param most weight of a vertex of the coarsest graph that is not one of the finest
   * @param progress told how many vertices are gone
   * @return the finest first; empty if the graph is small
   */
  static List<Contraction> of(
      Graph graph, int vertices, int most, long seed, Workers workers, Progress progress)
      throws InterruptedException {
    List<Contraction> levels = new ArrayList<>();
    int surplus = graph.vertices() - vertices;
    Graph finest = graph;
    while (finest.vertices() > vertices) {
      long mean = Math.ceilDiv(finest.weight(), finest.vertices());
      int cap = (int) Math.min(most, SHRINK * mean);
      int[] label = LabelPropagation.cluster(finest, cap, seed + levels.size(), workers);
      Contraction level = Contraction.of(finest, label, workers);
      if (level.coarse().vertices() > STALLED * finest.vertices()) {
        break;
      }
      levels.add(level);
      finest = level.coarse();
      progress.report(
          "coarsening", Math.min(surplus, graph.vertices() - finest.vertices()), surplus);
    }
    return levels;
  }
}
