package org.learnedpartition.codec;

import java.io.IOException;
import org.apache.lucene.index.DocIDMerger;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.IndexInput;

/** Walks the first or the second rows of one bin at a time, in the order of their documents. */
abstract class BinCursor extends DocIDMerger.Sub {
  private int row = -1;
  private int end;

  /**
   * @param docMap from the documents of the rows to those of the new segment
   */
  BinCursor(MergeState.DocMap docMap) {
    super(docMap);
  }

  abstract BinTable bins();

  /** Share of the vectors that were allowed second rows, 0 … 1. */
  abstract float spill();

  abstract int docOf(int row) throws IOException;

  /**
   * Writes the row that the cursor is at.
   *
   * @param bin that the row is in
   * @param ordinal of its vector in the new segment
   */
  abstract void writeRow(int bin, int ordinal, RowOutput out) throws IOException;

  /**
   * Goes before the rows of a bin.
   *
   * @param seconds whether its second rows are walked, or its first ones
   */
  final void startBin(int bin, boolean seconds) {
    row = (seconds ? bins().seconds(bin) : bins().start(bin)) - 1;
    end = seconds ? bins().end(bin) : bins().seconds(bin);
  }

  final int row() {
    return row;
  }

  @Override
  public final int nextDoc() throws IOException {
    return ++row < end ? docOf(row) : DocIdSetIterator.NO_MORE_DOCS;
  }

  /**
   * Rows of a segment that the same model placed: they stay in their bins. In the same encoding
   * they are copied, and nothing is computed.
   *
   * @param layout of the new segment's rows
   */
  static BinCursor ofPostings(
      Postings postings, KnnVectorValues values, MergeState.DocMap docMap, RowLayout layout)
      throws IOException {
    IndexInput ordinals = postings.ordinals();
    RowInput rows = layout.equals(postings.layout()) ? new RowInput(postings.rows(), layout) : null;
    int[] buffer = new int[BlockScorer.SIZE];
    return new BinCursor(docMap) {
      private int buffered = -buffer.length;

      @Override
      BinTable bins() {
        return postings.bins();
      }

      @Override
      float spill() {
        return postings.spill();
      }

      @Override
      int docOf(int row) throws IOException {
        if (row < buffered || row >= buffered + buffer.length) {
          buffered = row;
          ordinals.seek((long) row * Integer.BYTES);
          ordinals.readInts(buffer, 0, Math.min(buffer.length, bins().rows() - row));
        }
        return values.ordToDoc(buffer[row - buffered]);
      }

      @Override
      void writeRow(int bin, int ordinal, RowOutput out) throws IOException {
        if (rows == null) {
          out.encode(ordinal, bin);
        } else {
          out.copy(rows, row());
        }
      }
    };
  }

  /** Rows that were placed for this merge. */
  static BinCursor ofPlacement(Placement placement, VectorRows vectors) {
    return new BinCursor(doc -> doc) {
      @Override
      BinTable bins() {
        return placement.bins();
      }

      @Override
      float spill() {
        return placement.spill();
      }

      @Override
      int docOf(int row) {
        return vectors.ordToDoc(placement.ordinal(row));
      }

      @Override
      void writeRow(int bin, int ordinal, RowOutput out) throws IOException {
        out.encode(ordinal, bin);
      }
    };
  }
}
