package org.learnedpartition.sets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.data.VectorWriter;
import org.learnedpartition.graph.ExactNeighbours;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * The exact nearest base rows of queries, nearest first, equal distances by smaller row.
 *
 * <p>Single precision finds {@value #SPARE} candidates more than are wanted, which double precision
 * then orders. For L2 single precision sees base and queries moved to the vectors' midst, since far
 * from the origin it tells no neighbours. The base is read in blocks, so that it need not fit in
 * memory.
 *
 * @param k neighbours of a query, ≥ 1
 * @param ids queries × k base rows
 * @param distances queries × k: squared L2, 1 - cosine, or the inner product's negative
 */
public record GroundTruth(int k, int[] ids, float[] distances) {
  /** Neighbours in the truth files of this project. */
  public static final int K = 100;

  /** Rounding of single precision moves a neighbour by fewer places than this. */
  private static final int SPARE = 28;

  /** Values of base in memory: 128 MB, and for L2 as many that were moved. */
  private static final int BLOCK_VALUES = 1 << 25;

  private static final int GRAIN = 64;

  public GroundTruth {
    if (k < 1 || ids.length % k != 0 || ids.length != distances.length) {
      throw new IllegalArgumentException(
          ids.length + " ids and " + distances.length + " distances are not rows of k=" + k);
    }
  }

  /**
   * Finds the k nearest of the first {@code rows} vectors of {@code base} for each query.
   *
   * @param similarity vectors have length 1 if it is cosine
   * @param progress told the work done under the name {@code truth}
   */
  public static GroundTruth of(
      Similarity similarity,
      VectorSource base,
      int rows,
      VectorSource queries,
      int k,
      Workers workers,
      Progress progress)
      throws IOException, InterruptedException {
    return of(similarity, base, rows, queries, k, BLOCK_VALUES, workers, progress);
  }

  static GroundTruth of(
      Similarity similarity,
      VectorSource base,
      int rows,
      VectorSource queries,
      int k,
      int blockValues,
      Workers workers,
      Progress progress)
      throws IOException, InterruptedException {
    Objects.checkIndex(rows - 1, base.count());
    if (k < 1 || k > rows) {
      throw new IllegalArgumentException(
          "[k] must be between 1 and " + rows + " (base vectors), got " + k);
    }
    int d = base.dimension();
    if (queries.dimension() != d) {
      throw new IllegalArgumentException(
          "queries have dimension " + queries.dimension() + ", and the base " + d);
    }
    int n = queries.count();
    int most = VectorSource.MAX_VALUES / Math.max(d, k + SPARE);
    if (n > most) {
      throw new IllegalArgumentException(
          "there are "
              + n
              + " queries: at most "
              + most
              + " of dimension "
              + d
              + " can have "
              + k
              + " neighbours each");
    }
    float[] asked = new float[n * d];
    queries.read(0, n, asked, 0);
    boolean move = similarity == Similarity.L2;
    Points points = new Points(move ? new float[n * d] : asked, n, d, new float[n]);
    Origin origin = null;
    int block = Math.clamp(blockValues / d, 1, rows);
    long total = (long) Math.ceilDiv(rows, block) * n;
    Nearest nearest = new Nearest(n, k);
    float[] vectors = new float[block * d];
    float[] moved = move ? new float[block * d] : vectors;
    for (int from = 0; from < rows; from += block) {
      int count = Math.min(block, rows - from);
      base.read(from, count, vectors, 0);
      if (move) {
        if (origin == null) {
          origin = Origin.amid(vectors, count, d);
          origin.subtract(asked, n, points.vectors());
        }
        origin.subtract(vectors, count, moved);
      }
      Points some = new Points(moved, count, d, bias(similarity, moved, count, d));
      long before = from / block * (long) n;
      Neighbours found =
          ExactNeighbours.find(
              some,
              points,
              -1,
              Math.min(count, k + SPARE),
              workers,
              (stage, done, of) -> progress.report(stage, before + done, total),
              "truth");
      int first = from;
      workers.ranges(
          n,
          GRAIN,
          (start, end) -> {
            for (int q = start; q < end; q++) {
              for (int i = q * found.k(); i < (q + 1) * found.k(); i++) {
                int row = found.ids()[i];
                nearest.offer(
                    q, distance(similarity, asked, q * d, vectors, row * d, d), first + row);
              }
            }
          });
    }
    return nearest.truth();
  }

  /**
   * The distance as truth files have it, in double precision.
   *
   * @param similarity vectors have length 1 if it is cosine
   */
  public static double distance(
      Similarity similarity, float[] a, int aOffset, float[] b, int bOffset, int dimension) {
    double sum = 0;
    if (similarity == Similarity.L2) {
      for (int i = 0; i < dimension; i++) {
        double x = (double) a[aOffset + i] - b[bOffset + i];
        sum += x * x;
      }
      return sum;
    }
    for (int i = 0; i < dimension; i++) {
      sum += (double) a[aOffset + i] * b[bOffset + i];
    }
    return similarity == Similarity.COSINE ? 1 - sum : -sum;
  }

  private static float[] bias(Similarity similarity, float[] vectors, int count, int d) {
    float[] bias = new float[count];
    if (similarity == Similarity.L2) {
      for (int i = 0; i < count; i++) {
        double squares = 0;
        for (int j = i * d; j < (i + 1) * d; j++) {
          squares += (double) vectors[j] * vectors[j];
        }
        bias[i] = (float) (-squares / 2);
      }
    }
    return bias;
  }

  public int queries() {
    return ids.length / k;
  }

  /**
   * @param ids {@code .ivecs} file to write
   * @param distances {@code .fvecs} file to write
   */
  public void write(Path ids, Path distances) throws IOException {
    try (VectorWriter rows = VectorWriter.create(ids, k);
        VectorWriter far = VectorWriter.create(distances, k)) {
      rows.write(this.ids, 0, queries());
      far.write(this.distances, 0, queries());
      far.finish();
      rows.finish();
    }
  }

  /** The best k so far; different queries may be offered to by different threads. */
  private static final class Nearest {
    private final int k;
    private final int[] ids;
    private final double[] distances;

    private Nearest(int queries, int k) {
      this.k = k;
      this.ids = new int[Math.multiplyExact(queries, k)];
      this.distances = new double[ids.length];
      Arrays.fill(ids, Integer.MAX_VALUE);
      Arrays.fill(distances, Double.POSITIVE_INFINITY);
    }

    private void offer(int query, double distance, int id) {
      int at = query * k + k - 1;
      if (!before(distance, id, at)) {
        return;
      }
      while (at > query * k && before(distance, id, at - 1)) {
        distances[at] = distances[at - 1];
        ids[at] = ids[at - 1];
        at--;
      }
      distances[at] = distance;
      ids[at] = id;
    }

    private boolean before(double distance, int id, int at) {
      return distance < distances[at] || distance == distances[at] && id < ids[at];
    }

    private GroundTruth truth() {
      float[] rounded = new float[distances.length];
      for (int i = 0; i < rounded.length; i++) {
        rounded[i] = (float) distances[i];
      }
      return new GroundTruth(k, ids, rounded);
    }
  }
}
