package org.learnedpartition.graph;

import java.util.concurrent.atomic.AtomicLong;
import org.learnedpartition.data.Points;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.vector.Gemm;

/** Exact nearest neighbours: all scores, by blocks of the matrix product. */
public final class ExactNeighbours {
  /** A block of base, packed, and its scores stay in the second-level cache. */
  private static final int BASE_BLOCK = 1024;

  private static final int QUERY_BLOCK = 96;

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
    // Packing the base costs one part in [grain] of the work.
    int grain = Math.max(QUERY_BLOCK, Math.min(2048, Math.ceilDiv(n, 4 * workers.threads())));
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

  private static void find(
      Points base, Points queries, int from, int to, int selfOffset, int k, int[] ids) {
    int d = base.dimension();
    NearestQueue best = new NearestQueue(to - from, k);
    float[] scores = new float[QUERY_BLOCK * BASE_BLOCK];
    for (int b = 0; b < base.count(); b += BASE_BLOCK) {
      int columns = Math.min(BASE_BLOCK, base.count() - b);
      Gemm.Packed packed = Gemm.packTransposed(base.vectors(), b * d, columns, d, d);
      for (int q = from; q < to; q += QUERY_BLOCK) {
        int rows = Math.min(QUERY_BLOCK, to - q);
        Gemm.multiply(queries.vectors(), q * d, d, rows, packed, scores, 0, columns, false);
        for (int r = 0; r < rows; r++) {
          int self = selfOffset < 0 ? -1 : selfOffset + q + r;
          offer(best, q - from + r, scores, r * columns, columns, base.bias(), b, self);
        }
      }
    }
    for (int q = from; q < to; q++) {
      best.ids(q - from, ids, q * k);
    }
  }

  private static void offer(
      NearestQueue best,
      int row,
      float[] scores,
      int offset,
      int columns,
      float[] bias,
      int firstId,
      int self) {
    float threshold = best.threshold(row);
    for (int j = 0; j < columns; j++) {
      float score = scores[offset + j] + bias[firstId + j];
      if (score >= threshold && firstId + j != self) {
        best.offer(row, score, firstId + j);
        threshold = best.threshold(row);
      }
    }
  }
}
