package org.learnedpartition.codec;

import java.io.IOException;
import org.apache.lucene.index.DocIDMerger;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;

/** Walks the rows of one bin at a time, in the order of their documents. */
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

  abstract int docOf(int row) throws IOException;

  abstract void copyRows(int from, int to, IndexOutput out) throws IOException;

  final void startBin(int bin) {
    row = bins().start(bin) - 1;
    end = bins().end(bin);
  }

  final int row() {
    return row;
  }

  @Override
  public final int nextDoc() throws IOException {
    return ++row < end ? docOf(row) : DocIdSetIterator.NO_MORE_DOCS;
  }

  /** Rows of a segment that the same model placed: they are copied, nothing is computed. */
  static BinCursor ofPostings(Postings postings, KnnVectorValues values, MergeState.DocMap docMap)
      throws IOException {
    IndexInput ordinals = postings.ordinals();
    IndexInput rows = postings.rows();
    int rowBytes = Postings.rowBytes(postings.field());
    int[] buffer = new int[BlockScorer.SIZE];
    return new BinCursor(docMap) {
      private int buffered = -buffer.length;

      @Override
      BinTable bins() {
        return postings.bins();
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
      void copyRows(int from, int to, IndexOutput out) throws IOException {
        rows.seek((long) from * rowBytes);
        out.copyBytes(rows, (long) (to - from) * rowBytes);
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
      int docOf(int row) {
        return vectors.ordToDoc(placement.ordinal(row));
      }

      @Override
      void copyRows(int from, int to, IndexOutput out) throws IOException {
        placement.writeRows(from, to, out);
      }
    };
  }
}
