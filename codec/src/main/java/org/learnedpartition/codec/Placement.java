package org.learnedpartition.codec;

import java.io.IOException;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.IORunnable;
import org.learnedpartition.model.OpenModel;

/**
 * Vectors placed by the router: routed in batches, then sorted by bin with a counting sort. Takes
 * six bytes of heap a vector, where there is spill two more and four a second row, besides the
 * batch.
 */
final class Placement implements PostingSource {
  /** Vectors routed in one call: enough to pay for it, and 8 MB at most. */
  private static final int BATCH = 128;

  private final VectorRows vectors;
  private final int[] sources;
  private final float spill;
  private final BinTable bins;
  private final int[] ordinals;
  private final IORunnable checkAborted;

  private Placement(
      VectorRows vectors,
      int[] sources,
      float spill,
      BinTable bins,
      int[] ordinals,
      IORunnable checkAborted) {
    this.vectors = vectors;
    this.sources = sources;
    this.spill = spill;
    this.bins = bins;
    this.ordinals = ordinals;
    this.checkAborted = checkAborted;
  }

  /**
   * Routes vectors.
   *
   * @param spill share of the vectors that may have second rows, 0 … 1; where the model does not
   *     say which, none has
   * @param vectors where they are read from, now and when they are written
   * @param count how many are placed
   * @param ordinals their ordinals in the new segment, ascending; null for 0 … count - 1
   * @param sources where in {@code vectors} the vector of each ordinal is; null for the same number
   * @param checkAborted throws when the work is no longer wanted
   */
  static Placement of(
      OpenModel open,
      float spill,
      VectorRows vectors,
      int count,
      int[] ordinals,
      int[] sources,
      IORunnable checkAborted)
      throws IOException {
    boolean spills = spill > 0 && open.model().spill() != null;
    int dimension = vectors.dimension();
    int batchSize = Math.min(count, BATCH);
    float[] batch = new float[batchSize * dimension];
    int[] batchBins = new int[batchSize];
    int[] batchSeconds = new int[batchSize];
    // A bin's number fits 16 bits. The second bin of a vector that has one row is its own.
    char[] binOf = new char[count];
    char[] secondOf = spills ? new char[count] : binOf;
    for (int from = 0; from < count; from += BATCH) {
      checkAborted.run();
      int n = Math.min(BATCH, count - from);
      for (int i = 0; i < n; i++) {
        vectors.copy(source(sources, ordinal(ordinals, from + i)), batch, i * dimension);
      }
      open.assign(batch, n, spill, batchBins, batchSeconds);
      for (int i = 0; i < n; i++) {
        binOf[from + i] = (char) checked(open, batchBins[i]);
        secondOf[from + i] = (char) batchSeconds[i];
      }
    }
    BinTable bins = count(open.model().bins(), binOf, secondOf);
    int[] sorted = sort(bins, binOf, secondOf, ordinals);
    return new Placement(vectors, sources, spills ? spill : 0, bins, sorted, checkAborted);
  }

  private static int checked(OpenModel open, int bin) {
    int bins = open.model().bins();
    if (bin < 0 || bin >= bins) {
      throw new IllegalStateException(
          open.model() + " placed a vector in bin " + bin + " of " + bins);
    }
    return bin;
  }

  private static BinTable count(int bins, char[] binOf, char[] secondOf) {
    int[] firsts = new int[bins];
    int[] seconds = new int[bins];
    for (int i = 0; i < binOf.length; i++) {
      firsts[binOf[i]]++;
      if (secondOf[i] != binOf[i]) {
        seconds[secondOf[i]]++;
      }
    }
    return BinTable.ofSizes(firsts, seconds);
  }

  /** The ordinals of the rows. */
  private static int[] sort(BinTable bins, char[] binOf, char[] secondOf, int[] ordinals) {
    int[] nextFirst = new int[bins.bins()];
    int[] nextSecond = new int[bins.bins()];
    for (int bin = 0; bin < bins.bins(); bin++) {
      nextFirst[bin] = bins.start(bin);
      nextSecond[bin] = bins.seconds(bin);
    }
    int[] sorted = new int[bins.rows()];
    for (int i = 0; i < binOf.length; i++) {
      sorted[nextFirst[binOf[i]]++] = ordinal(ordinals, i);
      if (secondOf[i] != binOf[i]) {
        sorted[nextSecond[secondOf[i]]++] = ordinal(ordinals, i);
      }
    }
    return sorted;
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
  public float spill() {
    return spill;
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
