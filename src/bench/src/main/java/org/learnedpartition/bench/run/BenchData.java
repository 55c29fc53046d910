package org.learnedpartition.bench.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.bench.spec.Data;
import org.learnedpartition.data.NeighbourFile;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.sets.DataSet;
import org.learnedpartition.sets.GroundTruth;

/**
 * The vectors and queries of one part of a benchmark: a sample of a data set's base in a seeded
 * order, which is the order of indexing, and a sample of its queries. Samples of growing size hold
 * one another.
 */
final class BenchData {
  /** True neighbours that are known of each query: more than k, as some may be deleted. */
  static final int NEIGHBOURS = GroundTruth.K;

  private final DataSet set;
  private final String label;
  private final int[] order;
  private final long seed;
  private final int dimension;
  private final float[][] queries;
  private int[][] truth;

  private BenchData(
      DataSet set, String label, int[] order, long seed, int dimension, float[][] queries) {
    this.set = set;
    this.label = label;
    this.order = order;
    this.seed = seed;
    this.dimension = dimension;
    this.queries = queries;
  }

  /**
   * Opens a sample.
   *
   * @param root folder of the data sets
   * @param rows vectors of the sample, 0 for all
   * @param count queries at most
   * @throws IllegalArgumentException if the set has fewer vectors, or its files do not fit together
   */
  static BenchData open(
      Path root, Data data, int rows, int count, long seed, Workers workers, Progress progress)
      throws IOException, InterruptedException {
    DataSet set = DataSet.open(root, data.set());
    DataSet.Queries files = set.queries(data.queries());
    try (VectorSource base = set.base();
        VectorSource asked = VectorSource.open(set.folder().resolve(files.vectors()))) {
      if (rows > base.count()) {
        throw new IllegalArgumentException(
            "[rows] of data set ["
                + data.set()
                + "] must be at most "
                + base.count()
                + ", its vectors, got "
                + rows);
      }
      if (asked.dimension() != base.dimension()) {
        throw new IllegalArgumentException(
            "the data set ["
                + data.set()
                + "] has vectors of dimension "
                + base.dimension()
                + ", but its queries ["
                + data.queries()
                + "] are of dimension "
                + asked.dimension());
      }
      int n = rows == 0 ? base.count() : rows;
      int[] order = Arrays.copyOf(Shuffle.of(base.count(), seed), n);
      int[] chosen = Arrays.copyOf(Shuffle.of(asked.count(), seed), Math.min(count, asked.count()));
      float[][] queries = new float[chosen.length][base.dimension()];
      for (int q = 0; q < chosen.length; q++) {
        asked.read(chosen[q], 1, queries[q], 0);
      }
      BenchData made = new BenchData(set, data.label(), order, seed, base.dimension(), queries);
      if (n == base.count() && files.truth() != null) {
        made.truth = read(set, files, asked.count(), n, chosen);
      } else {
        made.truth = compute(made, workers, progress);
      }
      return made;
    }
  }

  private static int[][] read(DataSet set, DataSet.Queries files, int queries, int n, int[] chosen)
      throws IOException {
    int k = Math.min(n, NEIGHBOURS);
    int[] ids = NeighbourFile.read(set.folder().resolve(files.truth()), queries, n, k);
    int[][] truth = new int[chosen.length][];
    for (int q = 0; q < chosen.length; q++) {
      truth[q] = Arrays.copyOfRange(ids, chosen[q] * k, (chosen[q] + 1) * k);
    }
    return truth;
  }

  private static int[][] compute(BenchData data, Workers workers, Progress progress)
      throws IOException, InterruptedException {
    int k = Math.min(data.size(), NEIGHBOURS);
    float[] asked = new float[data.queries.length * data.dimension];
    for (int q = 0; q < data.queries.length; q++) {
      System.arraycopy(data.queries[q], 0, asked, q * data.dimension, data.dimension);
    }
    try (VectorSource base = new SampleSource(data.vectors());
        VectorSource queries = VectorSource.of(asked, data.dimension)) {
      int[] ids =
          GroundTruth.of(data.similarity(), base, data.size(), queries, k, workers, progress).ids();
      int[][] truth = new int[data.queries.length][k];
      for (int i = 0; i < ids.length; i++) {
        truth[i / k][i % k] = data.order[ids[i]];
      }
      return truth;
    }
  }

  /** Name of the set, and of the queries if they are not the usual ones. */
  String label() {
    return label;
  }

  DataSet set() {
    return set;
  }

  Similarity similarity() {
    return set.similarity();
  }

  /** Row of the data set that is indexed at a position. */
  int row(int position) {
    return order[position];
  }

  /** Vectors of the sample. */
  int size() {
    return order.length;
  }

  int dimension() {
    return dimension;
  }

  float[][] queries() {
    return queries;
  }

  /** Rows of the nearest vectors of each query, nearest first; {@link #NEIGHBOURS} if there are. */
  int[][] truth() {
    return truth;
  }

  /** The vectors in the order of indexing; each call opens the file anew. */
  Vectors vectors() throws IOException {
    return new Vectors(set.base(), order, similarity());
  }

  long seed() {
    return seed;
  }

  /**
   * SHA-256 of a file of the set.
   *
   * @throws IllegalArgumentException if {@code set.json} does not tell it
   */
  String sha256(String file) {
    String sum = set.description().sha256().get(file);
    if (sum == null) {
      throw new IllegalArgumentException(
          "the set.json of the data set ["
              + set.name()
              + "] tells no sha256 of ["
              + file
              + "]; make the set again with ./lp data");
    }
    return sum;
  }

  /** Tells the sample from others. */
  String fingerprint() {
    return sha256(set.description().base())
        + " "
        + similarity().space()
        + " "
        + order.length
        + " "
        + seed;
  }
}
