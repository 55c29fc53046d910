package org.learnedpartition.bench.run;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.util.FixedBitSet;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.graph.NearestQueue;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.vector.Gemm;

/**
 * The exact nearest accepted rows of each query, for many filters in one pass over the base: each
 * block of it is multiplied with the queries once. Some more rows than wanted are kept by their
 * score in single precision, then put in order in double precision.
 */
final class FilteredTruth {
  /** Rows kept beyond k: more than single precision confuses near the k-th. */
  private static final int SLACK = 16;

  private static final int QUERY_BLOCK = 96;

  /** A packed block of the base and its scores stay in the second-level cache. */
  private static final int BASE_BLOCK = 1024;

  private final int k;
  private final Points queries;
  private final List<FixedBitSet[]> filters;
  private final NearestQueue[] best;

  /**
   * @param queries prepared as the base will be
   * @param filters for each filter the rows that each query may find; null for all rows
   */
  FilteredTruth(int k, Points queries, List<FixedBitSet[]> filters) {
    this.k = k;
    this.queries = queries;
    this.filters = filters;
    this.best = new NearestQueue[filters.size()];
    Arrays.setAll(best, f -> new NearestQueue(queries.count(), k + SLACK));
  }

  /** Offers all rows. */
  void search(BaseBlocks base, Workers workers) throws IOException, InterruptedException {
    int d = queries.dimension();
    base.read(
        "filtered truth",
        (first, points) -> {
          Gemm.Packed[] packed = new Gemm.Packed[Math.ceilDiv(points.count(), BASE_BLOCK)];
          workers.ranges(
              points.count(),
              BASE_BLOCK,
              (from, to) ->
                  packed[from / BASE_BLOCK] =
                      Gemm.packTransposed(points.vectors(), from * d, to - from, d, d));
          workers.ranges(
              queries.count(),
              QUERY_BLOCK,
              (from, to) -> {
                float[] scores = new float[(to - from) * BASE_BLOCK];
                for (int b = 0; b < packed.length; b++) {
                  int n = packed[b].columns();
                  Gemm.multiply(
                      queries.vectors(), from * d, d, to - from, packed[b], scores, 0, n, false);
                  for (int q = from; q < to; q++) {
                    offer(q, first, points, b * BASE_BLOCK, n, scores, (q - from) * n);
                  }
                }
              });
        });
  }

  private void offer(
      int query, int first, Points points, int from, int n, float[] scores, int offset) {
    for (int i = 0; i < n; i++) {
      scores[offset + i] += points.bias()[from + i];
    }
    int row = first + from;
    for (int f = 0; f < best.length; f++) {
      FixedBitSet accepted = filters.get(f)[query];
      float threshold = best[f].threshold(query);
      for (int at = 0; at < n; at += Long.SIZE) {
        // The last word of a set has no bits beyond its length.
        long word = accepted == null ? -1L : accepted.getBits()[(row + at) >> 6];
        if (n - at < Long.SIZE) {
          word &= (1L << (n - at)) - 1;
        }
        for (; word != 0; word &= word - 1) {
          int i = at + Long.numberOfTrailingZeros(word);
          if (scores[offset + i] >= threshold) {
            best[f].offer(query, scores[offset + i], row + i);
            threshold = best[f].threshold(query);
          }
        }
      }
    }
  }

  /**
   * The k nearest accepted rows of each query for a filter, nearest first, equally near ones by
   * smaller row; fewer where fewer are accepted.
   *
   * @param vectors the queries as they were given
   */
  int[][] rows(int filter, VectorSource base, Similarity similarity, float[] vectors)
      throws IOException {
    int d = base.dimension();
    float[] row = new float[d];
    int[] kept = new int[k + SLACK];
    int[][] truth = new int[queries.count()][];
    for (int q = 0; q < truth.length; q++) {
      best[filter].ids(q, kept, 0);
      Scored[] scored = new Scored[kept.length];
      int n = 0;
      for (; n < kept.length && kept[n] >= 0; n++) {
        base.read(kept[n], 1, row, 0);
        scored[n] = new Scored(kept[n], Exact.score(similarity, vectors, q * d, row, 0, d));
      }
      Arrays.sort(scored, 0, n, Scored.NEAREST_FIRST);
      truth[q] = new int[Math.min(n, k)];
      for (int i = 0; i < truth[q].length; i++) {
        truth[q][i] = scored[i].row;
      }
    }
    return truth;
  }

  private record Scored(int row, double score) {
    static final Comparator<Scored> NEAREST_FIRST =
        Comparator.comparingDouble(Scored::score).reversed().thenComparingInt(Scored::row);
  }
}
