package org.learnedpartition.bench.run;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What was found out about a sample of a data set before anything is timed. What would make figures
 * wrong is refused; what one should know when reading them is told.
 *
 * @param dataset its label
 * @param n vectors
 * @param dimension of vectors and queries
 * @param queries of the sample
 * @param truthQueries queries whose ground truth was compared with all vectors, and agreed
 * @param twins vectors that are equal to another one
 * @param queriesInBase queries that are equal to a vector
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record InputChecks(
    String dataset,
    int n,
    int dimension,
    int queries,
    int truthQueries,
    int twins,
    int queriesInBase) {
  /** Queries whose truth is compared: a truth of another base or order fails with the first. */
  static final int TRUTH_QUERIES = 20;

  /** How far from 1 the length of a vector of a cosine set may be. */
  private static final double LENGTH_TOLERANCE = 1e-3;

  private static final int BLOCK_VALUES = 1 << 20;
  private static final double GIB = 1L << 30;

  /**
   * Checks a sample; reads the vectors once and holds 8 bytes of each.
   *
   * @param dataset label that messages begin with
   * @param truth rows of the nearest vectors of each query, nearest first
   * @param k neighbours that are asked for
   * @throws IllegalArgumentException if figures would be wrong: one sentence that says what to do
   */
  public static InputChecks of(
      String dataset,
      Vectors vectors,
      float[][] queries,
      int[][] truth,
      int k,
      long seed,
      Workers workers,
      Progress progress)
      throws IOException, InterruptedException {
    int d = vectors.dimension();
    int n = vectors.size();
    boolean unit = vectors.similarity() == Similarity.COSINE;
    for (int q = 0; q < queries.length; q++) {
      query(dataset, q, queries[q], d, unit);
    }
    if (truth.length != queries.length) {
      throw refusal(
          dataset, "its ground truth has %d rows for %d queries", truth.length, queries.length);
    }
    RowHashes hashes = new RowHashes(n);
    TruthCheck check = new TruthCheck(vectors, queries, truth, Math.min(k, n), TRUTH_QUERIES, seed);
    AtomicInteger bad = new AtomicInteger(n);
    VectorSource source = new SampleSource(vectors);
    int size = Math.clamp(BLOCK_VALUES / d, 1, n);
    float[] block = new float[size * d];
    for (int from = 0; from < n; from += size) {
      int first = from;
      int rows = Math.min(size, n - first);
      source.read(first, rows, block, 0);
      workers.ranges(
          rows,
          256,
          (begin, end) -> {
            for (int i = begin; i < end; i++) {
              hashes.set(first + i, block, i * d, d);
              if (unit && !isUnit(block, i * d, d)) {
                bad.accumulateAndGet(first + i, Math::min);
              }
            }
          });
      check.offer(first, block, rows, workers);
      progress.report("checks", first + rows, n);
    }
    if (bad.get() < n) {
      throw refusal(dataset, "row %d of its base does not have length 1", vectors.row(bad.get()));
    }
    String problem = check.problem();
    if (problem != null) {
      throw refusal(dataset, "its ground truth %s", problem);
    }
    hashes.sort();
    int inBase = 0;
    for (float[] query : queries) {
      inBase += hashes.has(query) ? 1 : 0;
    }
    return new InputChecks(dataset, n, d, queries.length, check.sample(), hashes.twins(), inBase);
  }

  private static void query(String dataset, int q, float[] query, int d, boolean unit) {
    if (query.length != d) {
      throw refusal(dataset, "query %d has dimension %d, its base has %d", q, query.length, d);
    }
    for (float value : query) {
      if (!Float.isFinite(value)) {
        throw refusal(dataset, "query %d has the component %s", q, value);
      }
    }
    if (unit && !isUnit(query, 0, d)) {
      throw refusal(dataset, "query %d does not have length 1", q);
    }
  }

  private static boolean isUnit(float[] values, int offset, int dimension) {
    double squares = 0;
    for (int i = offset; i < offset + dimension; i++) {
      squares += (double) values[i] * values[i];
    }
    return Math.abs(Math.sqrt(squares) - 1) <= LENGTH_TOLERANCE;
  }

  private static IllegalArgumentException refusal(
      String dataset, String format, Object... arguments) {
    return new IllegalArgumentException(
        "the data set ["
            + dataset
            + "] cannot be measured: "
            + String.format(Locale.ROOT, format, arguments)
            + "; make the set anew with ./lp data");
  }

  /**
   * Whether indexes and the heap fit in memory together, so that searches read no disk.
   *
   * @param indexBytes of all indexes that are open at the same time
   * @return one sentence that says what to do, or null if they do
   */
  public static String memoryProblem(long indexBytes) {
    return memoryProblem(indexBytes, Runtime.getRuntime().maxMemory(), Machine.memoryBytes());
  }

  static String memoryProblem(long indexBytes, long heapBytes, long memoryBytes) {
    if (indexBytes + heapBytes <= memoryBytes) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "indexes of %.1f GiB and a heap of %.1f GiB do not fit in %.1f GiB of memory, so searches"
            + " will read the disk: give Java a smaller heap with LP_JAVA_OPTS=-Xmx..., or measure"
            + " fewer formats or rows",
        indexBytes / GIB,
        heapBytes / GIB,
        memoryBytes / GIB);
  }

  /** One line for the reader of the log. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %,d vectors and %,d queries of %d dimensions, truth agrees for %d queries, %.2f %% of"
            + " the vectors have a twin, %d queries are in the base",
        dataset,
        n,
        queries,
        dimension,
        truthQueries,
        100.0 * twins / n,
        queriesInBase);
  }
}
