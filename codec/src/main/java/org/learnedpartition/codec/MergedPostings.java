package org.learnedpartition.codec;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.DocIDMerger;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.IORunnable;

/**
 * Merges rows bin by bin, in the order of the new documents. Walks the ordinals twice, once to
 * write them and once to copy the rows, so that the heap holds no more than the bins' sizes.
 */
final class MergedPostings implements PostingSource {
  private final List<BinCursor> cursors;
  private final DocIDMerger<BinCursor> merger;
  private final DocOrdinals ordinals;
  private final VectorRows vectors;
  private final int bins;
  private final IORunnable checkAborted;

  /**
   * @param vectors of the new segment
   * @param interleaved whether documents of one cursor may lie between those of another
   * @param checkAborted throws when the merge is no longer wanted
   */
  MergedPostings(
      List<BinCursor> cursors,
      boolean interleaved,
      DocOrdinals ordinals,
      VectorRows vectors,
      int bins,
      IORunnable checkAborted)
      throws IOException {
    this.cursors = cursors;
    this.merger = DocIDMerger.of(cursors, interleaved);
    this.ordinals = ordinals;
    this.vectors = vectors;
    this.bins = bins;
    this.checkAborted = checkAborted;
  }

  private void startBin(int bin, boolean seconds) throws IOException {
    checkAborted.run();
    for (BinCursor cursor : cursors) {
      cursor.startBin(bin, seconds);
    }
    merger.reset();
  }

  @Override
  public BinTable writeOrdinals(IndexOutput out) throws IOException {
    int[] firsts = new int[bins];
    int[] seconds = new int[bins];
    for (int bin = 0; bin < bins; bin++) {
      firsts[bin] = writeOrdinals(bin, false, out);
      seconds[bin] = writeOrdinals(bin, true, out);
    }
    return BinTable.ofSizes(firsts, seconds);
  }

  private int writeOrdinals(int bin, boolean seconds, IndexOutput out) throws IOException {
    startBin(bin, seconds);
    int rows = 0;
    for (BinCursor next = merger.next(); next != null; next = merger.next()) {
      out.writeInt(ordinals.ordinal(next.mappedDocID));
      rows++;
    }
    return rows;
  }

  /** The mean over the vectors: what calibration interpolates for. */
  @Override
  public float spill() {
    double sum = 0;
    long vectors = 0;
    for (BinCursor cursor : cursors) {
      sum += (double) cursor.spill() * cursor.bins().vectors();
      vectors += cursor.bins().vectors();
    }
    return (float) (sum / vectors);
  }

  @Override
  public VectorRows vectors() {
    return vectors;
  }

  @Override
  public void writeRows(RowOutput out) throws IOException {
    for (int bin = 0; bin < bins; bin++) {
      writeRows(bin, false, out);
      writeRows(bin, true, out);
    }
  }

  private void writeRows(int bin, boolean seconds, RowOutput out) throws IOException {
    startBin(bin, seconds);
    for (BinCursor next = merger.next(); next != null; next = merger.next()) {
      next.writeRow(bin, ordinals.ordinal(next.mappedDocID), out);
    }
  }
}
