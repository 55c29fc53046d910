package org.learnedpartition.cut;

import java.util.List;
import java.util.Locale;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * Partitions a graph into bins of nearly one weight with few edges between them, by the multilevel
 * scheme (Karypis and Kumar, 1998): {@link LabelPropagation} coarsens the graph, {@link
 * RecursiveBisection} cuts the coarsest, and {@link JetRefinement} improves what each finer graph
 * gets. The same graph, bins, epsilon and seed give the same partition, whatever the number of
 * threads.
 *
 * <p>Takes memory in proportion to arcs and vertices, beside the graph given: the coarser graphs
 * together are less than twice as large, if it is one of nearest neighbours; to contract one takes
 * 2 ints for each of its arcs, and searching takes about 15 ints a vertex and 2 a bin.
 */
public final class GraphPartitioner {
  /** Vertices of the coarsest graph for each bin: fewer cut worse, more take longer to cut. */
  private static final int COARSEST_OF_A_BIN = 30;

  /** How daring the search is in coarser graphs and in the finest, as in the paper. */
  private static final double COARSE_DARING = 0.75;

  private static final double FINEST_DARING = 0.25;

  private final double epsilon;
  private final long seed;
  private final Workers workers;
  private final Progress progress;

  /**
   * @param epsilon how much heavier than the mean a bin may be, 0 … 1, such as 0.03; see {@link
   *     Cut#limit} for what that means where vertices are heavy
   */
  public GraphPartitioner(double epsilon, long seed, Workers workers, Progress progress) {
    if (!(epsilon >= 0 && epsilon <= 1)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "[epsilon] must be between 0 and 1, got %s", epsilon));
    }
    this.epsilon = epsilon;
    this.seed = seed;
    this.workers = workers;
    this.progress = progress;
  }

  /**
   * Partitions.
   *
   * @param bins 2 … 65,536, and no more than the vertices
   * @return the bin of each vertex; none is empty, and none weighs more than {@link Cut#limit}
   * @throws InterruptedException if the caller's thread was interrupted
   */
  public int[] partition(Graph graph, int bins) throws InterruptedException {
    if (bins < 2 || bins > Manifest.MAX_BINS) {
      throw new IllegalArgumentException(
          "[bins] must be between 2 and " + Manifest.MAX_BINS + ", got " + bins);
    }
    if (bins > graph.vertices()) {
      throw new IllegalArgumentException(
          "[bins] must be at most the number of vertices, "
              + graph.vertices()
              + ", or some would be empty, got "
              + bins);
    }
    int coarsest = (int) Math.min(graph.vertices(), (long) COARSEST_OF_A_BIN * bins);
    int heaviest = Math.max(1, (int) (1.5 * graph.weight() / coarsest));
    List<Contraction> levels = Coarsening.of(graph, coarsest, heaviest, seed, workers, progress);
    Graph small = levels.isEmpty() ? graph : levels.getLast().coarse();
    int limit = Cut.limit(small, bins, epsilon);
    int[] bin = RecursiveBisection.split(small, bins, limit, seed, workers, progress);
    bin = refine(graph, levels, bin, bins);
    EmptyBins.fill(graph, bin, bins);
    return bin;
  }

  /** Refines from the coarsest graph to the finest. */
  private int[] refine(Graph graph, List<Contraction> levels, int[] coarsestBin, int bins)
      throws InterruptedException {
    String stage = "refining";
    long all = graph.vertices();
    for (Contraction level : levels) {
      all += level.coarse().vertices();
    }
    long done = 0;
    progress.report(stage, 0, all);
    int[] bin = coarsestBin;
    for (int i = levels.size(); i >= 0; i--) {
      Graph finer = i == 0 ? graph : levels.get(i - 1).coarse();
      bin = i == levels.size() ? bin : levels.get(i).project(bin);
      Partition partition = new Partition(finer, bin, bins, Cut.limit(finer, bins, epsilon));
      bin = JetRefinement.refine(partition, i == 0 ? FINEST_DARING : COARSE_DARING, workers);
      done += finer.vertices();
      progress.report(stage, done, all);
    }
    return bin;
  }
}
