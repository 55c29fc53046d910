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

  private void startBin(int bin) throws IOException {
    checkAborted.run();
    for (BinCursor cursor : cursors) {
      cursor.startBin(bin);
    }
    merger.reset();
  }

  @Override
  public BinTable writeOrdinals(IndexOutput out) throws IOException {
    int[] sizes = new int[bins];
    for (int bin = 0; bin < bins; bin++) {
      startBin(bin);
      for (BinCursor next = merger.next(); next != null; next = merger.next()) {
        out.writeInt(ordinals.ordinal(next.mappedDocID));
        sizes[bin]++;
      }
    }
    return BinTable.ofSizes(sizes);
  }

  @Override
  public VectorRows vectors() {
    return vectors;
  }

  @Override
  public void writeRows(RowOutput out) throws IOException {
    for (int bin = 0; bin < bins; bin++) {
      startBin(bin);
      for (BinCursor next = merger.next(); next != null; next = merger.next()) {
        next.writeRow(bin, ordinals.ordinal(next.mappedDocID), out);
      }
    }
  }
}
