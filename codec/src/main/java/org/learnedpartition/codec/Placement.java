package org.learnedpartition.codec;

import java.io.IOException;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.IORunnable;
import org.learnedpartition.model.OpenModel;

/**
 * Vectors placed by the router: routed in batches, then sorted by bin with a counting sort. Takes
 * six bytes of heap a vector, besides the batch.
 */
final class Placement implements PostingSource {
  /** Vectors routed in one call: enough to pay for it, and 8 MB at most. */
  private static final int BATCH = 128;

  private final VectorRows vectors;
  private final int[] sources;
  private final BinTable bins;
  private final int[] ordinals;
  private final IORunnable checkAborted;

  private Placement(
      VectorRows vectors, int[] sources, BinTable bins, int[] ordinals, IORunnable checkAborted) {
    this.vectors = vectors;
    this.sources = sources;
    this.bins = bins;
    this.ordinals = ordinals;
    this.checkAborted = checkAborted;
  }

  /**
   * Routes vectors.
   *
   * @param vectors where they are read from, now and when they are written
   * @param count how many are placed
   * @param ordinals their ordinals in the new segment, ascending; null for 0 … count - 1
   * @param sources where in {@code vectors} the vector of each ordinal is; null for the same number
   * @param checkAborted throws when the work is no longer wanted
   */
  static Placement of(
      OpenModel open,
      VectorRows vectors,
      int count,
      int[] ordinals,
      int[] sources,
      IORunnable checkAborted)
      throws IOException {
    int dimension = vectors.dimension();
    float[] batch = new float[Math.min(count, BATCH) * dimension];
    int[] batchBins = new int[Math.min(count, BATCH)];
    // A bin's number fits 16 bits.
    char[] binOf = new char[count];
    int[] sizes = new int[open.model().bins()];
    for (int from = 0; from < count; from += BATCH) {
      checkAborted.run();
      int n = Math.min(BATCH, count - from);
      for (int i = 0; i < n; i++) {
        vectors.copy(source(sources, ordinal(ordinals, from + i)), batch, i * dimension);
      }
      open.assign(batch, n, batchBins);
      for (int i = 0; i < n; i++) {
        int bin = batchBins[i];
        if (bin < 0 || bin >= sizes.length) {
          throw new IllegalStateException(
              open.model() + " placed a vector in bin " + bin + " of " + sizes.length);
        }
        binOf[from + i] = (char) bin;
        sizes[bin]++;
      }
    }
    BinTable bins = BinTable.ofSizes(sizes);
    int[] next = new int[sizes.length];
    for (int bin = 0; bin < next.length; bin++) {
      next[bin] = bins.start(bin);
    }
    int[] sorted = new int[count];
    for (int i = 0; i < count; i++) {
      sorted[next[binOf[i]]++] = ordinal(ordinals, i);
    }
    return new Placement(vectors, sources, bins, sorted, checkAborted);
  }

  private static int ordinal(int[] ordinals, int i) {
    return ordinals == null ? i : ordinals[i];
  }

  private static int source(int[] sources, int ordinal) {
    return sources == null ? ordinal : sources[ordinal];
  }

  BinTable bins() {
    return bins;
  }

  int ordinal(int row) {
    return ordinals[row];
  }

  @Override
  public BinTable writeOrdinals(IndexOutput out) throws IOException {
    for (int bin = 0; bin < bins.bins(); bin++) {
      checkAborted.run();
      for (int row = bins.start(bin); row < bins.end(bin); row++) {
        out.writeInt(ordinals[row]);
      }
    }
    return bins;
  }

  @Override
  public VectorRows vectors() {
    return vectors;
  }

  @Override
  public void writeRows(RowOutput out) throws IOException {
    for (int bin = 0; bin < bins.bins(); bin++) {
      checkAborted.run();
      for (int row = bins.start(bin); row < bins.end(bin); row++) {
        out.encode(source(sources, ordinals[row]), bin);
      }
    }
  }
}
