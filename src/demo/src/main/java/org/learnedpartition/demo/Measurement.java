package org.learnedpartition.demo;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntConsumer;
import org.apache.lucene.util.VectorUtil;
import org.learnedpartition.search.ProbeParameters;
import org.learnedpartition.sets.text.Embedder;

/**
 * How good and how fast the searches of the demo are, all through REST, one at a time.
 *
 * @param queries how many real queries were asked
 * @param recall mean share of the exact {@value #K} nearest that were found, 0 … 1. A document that
 *     is as near as the last of them counts: different meanings may have the same definition
 * @param scannedShare mean share of all rows that was scanned, 0 … 1; a vector may have two
 * @param probes mean number of bins that were probed
 * @param millis median time of a search, ms
 * @param exactMillis median time of an exact search, ms
 * @param checked how many exact searches were compared with brute force in this process
 * @param agreed how many of those gave the same neighbours
 */
record Measurement(
    int queries,
    double recall,
    double scannedShare,
    double probes,
    double millis,
    double exactMillis,
    int checked,
    int agreed) {
  static final int K = 10;

  /** At least as many as any model has: every bin is scanned. */
  private static final int ALL_BINS = ProbeParameters.MAX_PROBES;

  private static final int CHECKED = 50;

  /** Rounding of float sums taken in another order. */
  private static final double TOLERANCE = 1e-5;

  /**
   * Asks each query both ways, in turns, after a warm-up with some of them.
   *
   * @param queries row-major, {@value Embedder#DIMENSION} values a query
   * @param vectors those in the index, likewise
   * @param done is told of each query that is through
   */
  static Measurement of(DemoIndex index, float[] queries, float[] vectors, IntConsumer done) {
    int n = queries.length / Embedder.DIMENSION;
    for (int q = 0; q < n / 5; q++) {
      index.search(queries, q, K, 0, false, false);
      index.search(queries, q, K, ALL_BINS, false, false);
    }
    long[] nanos = new long[n];
    long[] exactNanos = new long[n];
    double recall = 0;
    int agreed = 0;
    int checked = Math.min(CHECKED, n);
    for (int q = 0; q < n; q++) {
      boolean learnedFirst = q % 2 == 0;
      DemoIndex.Result early =
          index.search(queries, q, K, learnedFirst ? 0 : ALL_BINS, false, false);
      DemoIndex.Result late =
          index.search(queries, q, K, learnedFirst ? ALL_BINS : 0, false, false);
      DemoIndex.Result learned = learnedFirst ? early : late;
      DemoIndex.Result exact = learnedFirst ? late : early;
      nanos[q] = learned.nanos();
      exactNanos[q] = exact.nanos();
      recall += recall(learned, exact);
      if (q < checked && agrees(exact, queries, q, vectors)) {
        agreed++;
      }
      done.accept(1);
    }
    double scanned = 0;
    double probes = 0;
    for (int q = 0; q < n; q++) {
      ProbeProfile profile = index.search(queries, q, K, 0, false, true).profile();
      scanned += profile.share();
      probes += profile.probed();
    }
    return new Measurement(
        n, recall / n, scanned / n, probes / n, median(nanos), median(exactNanos), checked, agreed);
  }

  static double recall(DemoIndex.Result found, DemoIndex.Result exact) {
    Set<Integer> ids = new HashSet<>();
    exact.hits().forEach(hit -> ids.add(hit.id()));
    double last = exact.hits().getLast().score();
    long good =
        found.hits().stream().filter(h -> ids.contains(h.id()) || h.score() >= last).count();
    return Math.min(1, (double) good / exact.hits().size());
  }

  /** Whether no document is nearer than the farthest hit without being a hit. */
  private static boolean agrees(DemoIndex.Result exact, float[] queries, int row, float[] vectors) {
    float[] query =
        Arrays.copyOfRange(queries, row * Embedder.DIMENSION, (row + 1) * Embedder.DIMENSION);
    float[] vector = new float[Embedder.DIMENSION];
    double[] cosines = new double[vectors.length / Embedder.DIMENSION];
    for (int i = 0; i < cosines.length; i++) {
      System.arraycopy(vectors, i * Embedder.DIMENSION, vector, 0, Embedder.DIMENSION);
      cosines[i] = VectorUtil.dotProduct(query, vector);
    }
    double[] hits = exact.hits().stream().mapToDouble(h -> cosines[h.id()]).sorted().toArray();
    Arrays.sort(cosines);
    int k = Math.min(K, cosines.length);
    for (int i = 0; i < k; i++) {
      if (hits.length != k || Math.abs(hits[i] - cosines[cosines.length - k + i]) > TOLERANCE) {
        return false;
      }
    }
    return true;
  }

  private static double median(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2] / 1e6;
  }
}
