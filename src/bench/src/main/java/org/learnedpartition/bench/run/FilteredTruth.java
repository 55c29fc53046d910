package org.learnedpartition.bench.run;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntUnaryOperator;
import org.apache.lucene.util.FixedBitSet;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.data.Points;
import org.learnedpartition.graph.NearestQueue;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.vector.Gemm;

/**
 * The exact nearest accepted vectors of each query, for many filters in one pass over the base:
 * each block of it is multiplied with the queries once. Some more than wanted are kept by their
 * score in single precision, then put in order in double precision.
 */
final class FilteredTruth {
  /** Vectors kept beyond k: more than single precision confuses near the k-th. */
  private static final int SLACK = 16;

  private static final int QUERY_BLOCK = 96;

  /** A packed block of the base and its scores stay in the second-level cache. */
  private static final int BASE_BLOCK = 1024;

  private final int k;
  private final Points queries;
  private final FixedBitSet[][] sets;
  private final IntUnaryOperator anchorOf;
  private final NearestQueue[] best;

  /**
   * @param queries prepared as the base will be
   * @param sets for each filter the accepted positions, one set for all queries or one an anchor; a
   *     null set accepts all
   * @param anchorOf a query
   */
  FilteredTruth(int k, Points queries, FixedBitSet[][] sets, IntUnaryOperator anchorOf) {
    this.k = k;
    this.queries = queries;
    this.sets = sets;
    this.anchorOf = anchorOf;
    this.best = new NearestQueue[sets.length];
    Arrays.setAll(best, f -> new NearestQueue(queries.count(), k + SLACK));
  }

  /** Offers all vectors. */
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
    int position = first + from;
    for (int f = 0; f < best.length; f++) {
      FixedBitSet accepted = sets[f][sets[f].length == 1 ? 0 : anchorOf.applyAsInt(query)];
      float threshold = best[f].threshold(query);
      for (int at = 0; at < n; at += Long.SIZE) {
        // The last word of a set has no bits beyond its length.
        long word = accepted == null ? -1L : accepted.getBits()[(position + at) >> 6];
        if (n - at < Long.SIZE) {
          word &= (1L << (n - at)) - 1;
        }
        for (; word != 0; word &= word - 1) {
          int i = at + Long.numberOfTrailingZeros(word);
          if (scores[offset + i] >= threshold) {
            best[f].offer(query, scores[offset + i], position + i);
            threshold = best[f].threshold(query);
          }
        }
      }
    }
  }

  /**
   * Rows of the k nearest accepted vectors of each query for a filter, nearest first, equally near
   * ones by smaller row; fewer where fewer are accepted.
   *
   * @param vectors that were offered
   * @param asked the queries as they were given
   */
  int[][] rows(int filter, Vectors vectors, float[][] asked) throws IOException {
    float[] vector = new float[vectors.dimension()];
    int[] kept = new int[k + SLACK];
    int[][] truth = new int[queries.count()][];
    for (int q = 0; q < truth.length; q++) {
      best[filter].ids(q, kept, 0);
      Scored[] scored = new Scored[kept.length];
      int n = 0;
      for (; n < kept.length && kept[n] >= 0; n++) {
        vectors.read(kept[n], vector, 0);
        scored[n] =
            new Scored(
                vectors.row(kept[n]), Exact.score(vectors.similarity(), asked[q], vector, 0));
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
