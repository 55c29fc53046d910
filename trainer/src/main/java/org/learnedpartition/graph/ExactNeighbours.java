package org.learnedpartition.graph;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.vector.Gemm;

/** Exact nearest neighbours: all scores, by blocks of the matrix product. */
public final class ExactNeighbours {
  /** A block of base, packed, and its scores stay in the second-level cache. */
  static final int BASE_BLOCK = 1024;

  static final int QUERY_BLOCK = 96;

  /** Neighbours that a thread keeps at a time. */
  static final int MOST_KEPT = 1 << 22;

  private ExactNeighbours() {}

  /**
   * Finds the k best points of {@code base} for each query.
   *
   * @param queries prepared by the same space as the base; their bias does not matter
   * @param selfOffset query i is point {@code selfOffset + i} of the base and not its own
   *     neighbour; -1 when queries are not of the base
   * @param progress told the number of queries done, under the name {@code stage}
   */
  public static Neighbours find(
      Points base,
      Points queries,
      int selfOffset,
      int k,
      Workers workers,
      Progress progress,
      String stage)
      throws InterruptedException {
    int n = queries.count();
    int[] ids = new int[Math.multiplyExact(n, k)];
    // Packing the base costs one part in [grain] of the work; queues of long rows cost memory.
    int most = Math.clamp((long) MOST_KEPT / k, 1, 2048);
    int grain =
        Math.clamp(Math.ceilDiv(n, 4 * workers.threads()), Math.min(QUERY_BLOCK, most), most);
    AtomicLong done = new AtomicLong();
    progress.report(stage, 0, n);
    workers.ranges(
        n,
        grain,
        (from, to) -> {
          find(base, queries, from, to, selfOffset, k, ids);
          progress.report(stage, done.addAndGet(to - from), n);
        });
    return new Neighbours(k, ids);
  }

  /**
   * @throws IllegalArgumentException if n points cannot have a graph of k neighbours each
   */
  public static void checkGraph(int n, int k) {
    if (k < 1 || k >= n) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[k] must be between 1 and %d, the other vectors that each of %d has, got %d",
              n - 1,
              n,
              k));
    }
    if ((long) n * k > VectorSource.MAX_VALUES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[k] must be at most %d for %d vectors, got %d: a graph has room for %d neighbours",
              VectorSource.MAX_VALUES / n,
              n,
              k,
              VectorSource.MAX_VALUES));
    }
  }

  /**
   * Finds the k best other points of {@code base} for some of its points.
   *
   * @param points ids of them, in any order
   */
  static Neighbours ofPoints(Points base, int[] points, int k, Workers workers)
      throws InterruptedException {
    Neighbours more =
        find(base, base.choose(points), -1, k + 1, workers, Progress.NONE, "neighbours");
    int[] ids = new int[points.length * k];
    for (int q = 0; q < points.length; q++) {
      int to = q * k;
      for (int j = q * (k + 1); to < (q + 1) * k; j++) {
        if (more.ids()[j] != points[q]) {
          ids[to++] = more.ids()[j];
        }
      }
    }
    return new Neighbours(k, ids);
  }

  private static void find(
      Points base, Points queries, int from, int to, int selfOffset, int k, int[] ids) {
    int d = base.dimension();
    NearestQueue best = new NearestQueue(to - from, k);
    BlockOffers offers = new BlockOffers(best);
    float[] scores = new float[QUERY_BLOCK * BASE_BLOCK];
    int[] points = new int[BASE_BLOCK];
    for (int b = 0; b < base.count(); b += BASE_BLOCK) {
      int columns = Math.min(BASE_BLOCK, base.count() - b);
      Gemm.Packed packed = Gemm.packTransposed(base.vectors(), b * d, columns, d, d);
      for (int j = 0; j < columns; j++) {
        points[j] = b + j;
      }
      for (int q = from; q < to; q += QUERY_BLOCK) {
        int rows = Math.min(QUERY_BLOCK, to - q);
        Gemm.multiply(queries.vectors(), q * d, d, rows, packed, scores, 0, columns, false);
        for (int r = 0; r < rows; r++) {
          int row = q - from + r;
          int self = selfOffset < 0 ? -1 : selfOffset + q + r;
          offers.row(row, scores, r * columns, columns, base.bias(), b, points, 0, self);
        }
      }
    }
    for (int q = from; q < to; q++) {
      best.ids(q - from, ids, q * k);
    }
  }
}
