package org.learnedpartition.graph;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * Approximate nearest neighbours over a clustering: each query against the points of its nearest
 * clusters, cluster by cluster, so that the work is matrix products; for a graph then the
 * neighbours of neighbours. What share of the neighbours to find is asked, and how much work that
 * takes is found by measuring on a sample, against the exact ones.
 */
public final class ClusteredNeighbours {
  private static final int SAMPLE = 500;

  /** Beyond this share of the clusters the exact search costs no more. */
  private static final double WORTH = 0.4;

  /**
   * What a step costs, in points that a point is compared with in blocks: it compares some 200 one
   * by one, each at the cost of several.
   */
  private static final int STEP_COST = 1500;

  /** Neighbours kept of a point while a graph is built: fewer lead to too few others. */
  static final int LEAST_WIDTH = 16;

  /** A step that finds less than this share of what is missing pays less than more clusters. */
  private static final double LEAST_GAIN = 0.2;

  /** Clusters of a point that are known to have been compared with it, at most. */
  static final int MOST_NEAR = 32;

  private final Points base;
  private final ClusterBlocks blocks;
  private final Workers workers;

  /**
   * A neighbour table and how good it is.
   *
   * @param recall share of the true neighbours found, measured on a sample; 1 when exact
   */
  public record Result(Neighbours neighbours, double recall) {}

  /**
   * A graph of neighbours, and how it came about.
   *
   * @param recall share of the true neighbours found, the mean of a sample of points; 1 when exact
   * @param error standard error of that mean
   * @param sample points of the sample; all when exact
   * @param clusters that there were
   * @param probes clusters that each point was compared with; all of them when exact
   * @param steps from neighbours to their neighbours
   */
  public record Graph(
      Neighbours neighbours,
      double recall,
      double error,
      int sample,
      int clusters,
      int probes,
      int steps) {
    /** Whether each point was compared with each. */
    public boolean exact() {
      return probes == clusters;
    }
  }

  /**
   * @param centres scores clusters for a vector; at most 65,536 clusters
   * @param cluster of each point
   */
  public ClusteredNeighbours(Points base, Scorer centres, int[] cluster, Workers workers) {
    this.base = base;
    this.blocks = new ClusterBlocks(base, centres, cluster, workers);
    this.workers = workers;
  }

  /**
   * Clusters points for a search.
   *
   * @param base in any order
   * @param seed of random choices
   */
  public static ClusteredNeighbours of(
      Points base, Similarity similarity, long seed, Workers workers, Progress progress)
      throws InterruptedException {
    Clusters clusters = Clusters.of(base, similarity, seed, workers, progress);
    return new ClusteredNeighbours(base, clusters.scorer(), clusters.cluster(), workers);
  }

  /**
   * Finds the k nearest other points of each point: a graph that has at least the asked recall by
   * one standard error, as measured on a sample.
   *
   * @param k 1 … points - 1
   * @param recall share of the true neighbours to find, in (0, 1]; at 1 the search is exact
   * @throws IllegalArgumentException if there are too few points for k, or too many neighbours in
   *     all for memory
   */
  public Graph graph(int k, double recall, Progress progress, String stage)
      throws InterruptedException {
    int n = base.count();
    ExactNeighbours.checkGraph(n, k);
    int[] points = Sample.of(n, Math.min(SAMPLE, n), new SplittableRandom(n));
    if (recall >= 1 || n < 4 * SAMPLE) {
      return exact(base, k, workers, progress, stage);
    }
    GraphSample sample =
        new GraphSample(points, ExactNeighbours.ofPoints(base, points, k, workers));
    int[] ranks = blocks.ranks(base.choose(points), sample.truth().ids(), k);
    int probes = firstProbes(ranks, recall);
    int room = VectorSource.MAX_VALUES / n;
    int width = Math.min(n - 1, Math.max(k, Math.min(LEAST_WIDTH, room)));
    NeighbourLists before = NeighbourLists.none(n, width);
    NeighbourLists lists = before.copy();
    int steps = 0;
    for (int from = 0; probes <= WORTH * blocks.clusters(); probes += Math.ceilDiv(probes, 2)) {
      char[] near = new char[n * Math.min(probes, Math.min(MOST_NEAR, room))];
      ClusterBlocks.Search search = new ClusterBlocks.Search(base, blocks.order(), 0, from, probes);
      blocks.search(search, width, lists.ids(), near, progress, stage);
      for (int i = 0; i < n; i++) {
        lists.compare(i, before);
      }
      Expansion expansion = new Expansion(base, blocks, near, workers);
      double found = sample.recall(lists);
      for (double gain = 1; found - sample.error(lists) < recall && gain >= LEAST_GAIN; steps++) {
        before = lists;
        lists = expansion.step(before, progress, stage + ", step " + (steps + 1));
        double now = sample.recall(lists);
        gain = (now - found) / (1 - found);
        found = now;
      }
      if (found - sample.error(lists) >= recall) {
        complete(lists, k);
        return new Graph(
            new Neighbours(width, lists.ids()).first(k),
            found,
            sample.error(lists),
            points.length,
            blocks.clusters(),
            probes,
            steps);
      }
      from = probes;
      lists = lists.copy();
    }
    return exact(base, k, workers, progress, stage);
  }

  /** Looks everywhere for points that met fewer than k others, in small clusters far from all. */
  private void complete(NeighbourLists lists, int k) throws InterruptedException {
    int width = lists.width();
    int[] lacking =
        IntStream.range(0, lists.points())
            .filter(i -> lists.ids()[i * width + k - 1] < 0)
            .toArray();
    Neighbours found = ExactNeighbours.ofPoints(base, lacking, k, workers);
    for (int i = 0; i < lacking.length; i++) {
      System.arraycopy(found.ids(), i * k, lists.ids(), lacking[i] * width, k);
    }
  }

  /**
   * The exact graph.
   *
   * @throws IllegalArgumentException as {@link ExactNeighbours#checkGraph}
   */
  public static Graph exact(Points base, int k, Workers workers, Progress progress, String stage)
      throws InterruptedException {
    ExactNeighbours.checkGraph(base.count(), k);
    Neighbours all = ExactNeighbours.find(base, base, 0, k, workers, progress, stage);
    return new Graph(all, 1, 0, base.count(), 1, 1, 0);
  }

  /**
   * Finds about {@code recall} of the k nearest points of each query.
   *
   * @param queries in random order; the first ones are the sample
   * @param selfOffset query i is point {@code selfOffset + i} of the base and not its own
   *     neighbour; -1 when queries are not of the base
   * @param recall share of the true neighbours to find, in (0, 1)
   */
  public Result find(
      Points queries, int selfOffset, int k, double recall, Progress progress, String stage)
      throws InterruptedException {
    int n = queries.count();
    Points sample = queries.first(Math.min(SAMPLE, n));
    Neighbours truth =
        ExactNeighbours.find(base, sample, selfOffset, k, workers, Progress.NONE, stage);
    int[] ranks = blocks.ranks(sample, truth.ids(), k);
    int probes = probesFor(ranks, recall);
    if (probes > WORTH * blocks.clusters()) {
      return new Result(
          ExactNeighbours.find(base, queries, selfOffset, k, workers, progress, stage), 1);
    }
    int[] ids = new int[Math.multiplyExact(n, k)];
    Arrays.fill(ids, -1);
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    ClusterBlocks.Search search = new ClusterBlocks.Search(queries, order, selfOffset, 0, probes);
    blocks.search(search, k, ids, null, progress, stage);
    long hits = Arrays.stream(ranks, 0, probes).asLongStream().sum();
    return new Result(
        new Neighbours(k, ids), (double) hits / Arrays.stream(ranks).asLongStream().sum());
  }

  /**
   * With how many clusters a graph begins: with so many that their points are the recall, or with
   * fewer that miss twice as much and a step, which about halves what is missing. What is cheaper
   * depends on the size of the clusters.
   */
  private int firstProbes(int[] ranks, double recall) {
    int all = probesFor(ranks, recall);
    int half = probesFor(ranks, 1 - 2 * (1 - recall));
    double size = (double) base.count() / blocks.clusters();
    return (all - half) * size > STEP_COST ? half : all;
  }

  /** How many clusters have a share of the sample's neighbours. */
  private static int probesFor(int[] ranks, double share) {
    long total = Arrays.stream(ranks).asLongStream().sum();
    int probes = 0;
    for (long hits = 0; hits < share * total; ) {
      hits += ranks[probes++];
    }
    return Math.max(1, probes);
  }
}
