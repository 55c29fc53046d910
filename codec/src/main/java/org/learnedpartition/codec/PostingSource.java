package org.learnedpartition.codec;

import java.io.IOException;
import org.apache.lucene.store.IndexOutput;

/** What a field's postings are written from: at a flush the router, at a merge also postings. */
interface PostingSource {
  /** Writes the ordinal of each row: by bin, first rows first, then by ordinal. Called first. */
  BinTable writeOrdinals(IndexOutput out) throws IOException;

  /** Share of the vectors that were allowed second rows, 0 … 1. */
  float spill();

  /** Vectors that rows are made of, by {@link RowOutput#encode}. */
  VectorRows vectors();

  /** Writes the rows in the same order. */
  void writeRows(RowOutput out) throws IOException;
}
