package org.learnedpartition.graph;

import java.util.Locale;
import org.learnedpartition.data.VectorSource;

/**
 * What heap a graph takes at most, by {@link ClusteredNeighbours} or exact.
 *
 * @param vectors how many, ≥ 1
 * @param dimension of them
 * @param k neighbours of each, ≥ 1
 * @param threads that look for them
 */
public record GraphMemory(int vectors, int dimension, int k, int threads) {
  /** Blocks of vectors and scores, queues and lists of a thread. */
  private static final long OF_A_THREAD = 96L << 20;

  /** Bytes, a mebibyte rounded up. */
  public long mebibytes() {
    long n = vectors;
    long row = (long) dimension * Float.BYTES;
    long points = n * (row + Float.BYTES);
    // To cluster, the sample lies there twice: as it is and divided into groups.
    long clustering = 2L * Clusters.sampleSize(vectors) * row;
    long width = Math.min(n - 1, Math.max(k, ClusteredNeighbours.LEAST_WIDTH));
    // Lists before and after a step, and the followers; then the graph is cut out of a list.
    long lists = n * (3 * width + k) * (Integer.BYTES + 1);
    long clusters = n * (3 * Integer.BYTES + ClusteredNeighbours.MOST_NEAR * Character.BYTES);
    long working = threads * (OF_A_THREAD + n * Integer.BYTES);
    return (points + Math.max(clustering, lists) + clusters + working >> 20) + 1;
  }

  /**
   * @throws IllegalArgumentException if the vectors do not fit into an array, or the whole not into
   *     the heap
   */
  public void check() {
    if ((long) vectors * dimension > VectorSource.MAX_VALUES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d vectors of dimension %d are too many for one graph: at most %d fit",
              vectors,
              dimension,
              VectorSource.MAX_VALUES / dimension));
    }
    long most = Runtime.getRuntime().maxMemory() >> 20;
    if (mebibytes() > most) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a graph of %d vectors of dimension %d with k=%d needs up to %d MiB of heap, but Java"
                  + " may use %d MiB: raise it (LP_JAVA_OPTS=-Xmx…)",
              vectors,
              dimension,
              k,
              mebibytes(),
              most));
    }
  }
}
