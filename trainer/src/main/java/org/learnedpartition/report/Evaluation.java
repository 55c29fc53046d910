package org.learnedpartition.report;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.graph.ExactNeighbours;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.RankedBins;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * Measures a model on any vectors: it places them as a flush would and routes the queries as a
 * search would.
 *
 * @param routing of the queries; every true neighbour counts
 * @param sizes vectors of each bin
 */
public record Evaluation(Routing routing, int[] sizes) {
  private static final int BATCH = 512;

  /** Rows read at once, in values. */
  private static final int READ_VALUES = 1 << 22;

  /**
   * Measures.
   *
   * @param truth queries × k true neighbours, or null to compute them, for which the base must fit
   *     in memory
   * @param k neighbours of a query, 1 … the number of base vectors
   * @throws IllegalArgumentException if dimensions differ or k is out of range
   */
  public static Evaluation of(
      OpenModel model,
      VectorSource base,
      VectorSource queries,
      int[] truth,
      int k,
      Workers workers,
      Progress progress)
      throws IOException, InterruptedException {
    check(model, base, queries, k);
    int d = base.dimension();
    int n = base.count();
    if (truth == null && (long) n * d > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "the base has "
              + (long) n * d
              + " values, more than fit in memory for exact neighbours: give them with --truth");
    }
    int[] bin = new int[n];
    float[] vectors = place(model, base, bin, truth == null, workers, progress);
    float[] asked = new float[Math.multiplyExact(queries.count(), d)];
    queries.read(0, queries.count(), asked, 0);
    int[] neighbours = truth;
    if (neighbours == null) {
      Space space = Space.fit(model.model().similarity(), vectors, n, d);
      Points documents = space.prepare(vectors, n);
      Points prepared = space.prepare(asked.clone(), queries.count());
      neighbours =
          ExactNeighbours.find(documents, prepared, -1, k, workers, progress, "exact neighbours")
              .ids();
    }
    int bins = model.model().bins();
    int[] sizes = Metrics.sizes(bin, n, bins);
    Routing routing = new Routing(queries.count(), bins, k);
    int[] ids = neighbours;
    AtomicLong done = new AtomicLong();
    workers.ranges(
        queries.count(),
        BATCH,
        (from, to) -> {
          float[] query = new float[d];
          int[] neighbourBins = new int[k];
          for (int q = from; q < to; q++) {
            System.arraycopy(asked, q * d, query, 0, d);
            RankedBins ranked = model.rank(query);
            for (int j = 0; j < k; j++) {
              neighbourBins[j] = bin[ids[q * k + j]];
            }
            routing.set(q, ranked.bins(), ranked.logProbabilities(), sizes, neighbourBins);
          }
          progress.report("routing", done.addAndGet(to - from), queries.count());
        });
    return new Evaluation(routing, sizes);
  }

  private static void check(OpenModel model, VectorSource base, VectorSource queries, int k) {
    int d = model.model().dimension();
    if (base.dimension() != d || queries.dimension() != d) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the model has dimension %d, but the base %d and the queries %d",
              d,
              base.dimension(),
              queries.dimension()));
    }
    if (k < 1 || k > base.count()) {
      throw new IllegalArgumentException(
          "[k] must be between 1 and " + base.count() + " (base vectors), got " + k);
    }
  }

  /** Places the base; returns it if it is to be kept. */
  private static float[] place(
      OpenModel model,
      VectorSource base,
      int[] bin,
      boolean keep,
      Workers workers,
      Progress progress)
      throws IOException, InterruptedException {
    int d = base.dimension();
    int n = base.count();
    int rows = Math.clamp(READ_VALUES / d, 1, n);
    float[] kept = keep ? new float[n * d] : null;
    float[] block = new float[rows * d];
    for (int start = 0; start < n; start += rows) {
      int first = start;
      int count = Math.min(rows, n - first);
      progress.report("placing", first, n);
      base.read(first, count, block, 0);
      checkNotZero(model, block, first, count);
      if (keep) {
        System.arraycopy(block, 0, kept, first * d, count * d);
      }
      workers.ranges(
          count,
          BATCH,
          (from, to) -> {
            float[] batch = Arrays.copyOfRange(block, from * d, to * d);
            int[] placed = new int[to - from];
            model.assign(batch, to - from, placed);
            System.arraycopy(placed, 0, bin, first + from, placed.length);
          });
    }
    progress.report("placing", n, n);
    return kept;
  }

  private static void checkNotZero(OpenModel model, float[] block, int first, int count) {
    if (model.model().similarity() != Similarity.COSINE) {
      return;
    }
    int d = model.model().dimension();
    for (int i = 0; i < count; i++) {
      float largest = 0;
      for (int c = i * d; c < (i + 1) * d; c++) {
        largest = Math.max(largest, Math.abs(block[c]));
      }
      if (largest == 0) {
        throw new IllegalArgumentException(
            "base: row " + (first + i) + " is a zero vector, and cosinesimil has no angle for it");
      }
    }
  }
}
