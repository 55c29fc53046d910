package org.learnedpartition.codec;

import java.io.IOException;
import org.apache.lucene.codecs.lucene95.OffHeapByteVectorValues;
import org.apache.lucene.codecs.lucene95.OffHeapFloatVectorValues;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.store.IndexInput;
import org.learnedpartition.model.OpenModel;

/**
 * A field's postings in an open segment.
 *
 * @param open the model that placed the rows
 * @param layout of the rows
 * @param spill share of the vectors that were allowed second rows, 0 … 1
 * @param bins where each bin's rows are
 * @param data the .lpp file
 * @param ordinalsOffset where the ordinals of the rows start
 * @param rowsOffset where the rows start
 */
record Postings(
    FieldInfo field,
    OpenModel open,
    RowLayout layout,
    float spill,
    BinTable bins,
    IndexInput data,
    long ordinalsOffset,
    long rowsOffset) {

  /** A new view of the ordinals, one int32 for each row. */
  IndexInput ordinals() throws IOException {
    return data.slice("ordinals", ordinalsOffset, (long) bins.rows() * Integer.BYTES);
  }

  /** A new view of the rows. */
  IndexInput rows() throws IOException {
    return data.slice("rows", rowsOffset, layout.bytes(bins.rows()));
  }

  /** A new view of rows that are vectors, by row. */
  KnnVectorValues vectors(IndexInput rows) {
    return switch (field.getVectorEncoding()) {
      case BYTE ->
          new OffHeapByteVectorValues.DenseOffHeapVectorValues(
              field.getVectorDimension(),
              bins.rows(),
              rows,
              layout.blockBytes(),
              LearnedPartitionVectorsFormat.SCORER,
              field.getVectorSimilarityFunction());
      case FLOAT32 ->
          new OffHeapFloatVectorValues.DenseOffHeapVectorValues(
              field.getVectorDimension(),
              bins.rows(),
              rows,
              layout.blockBytes(),
              LearnedPartitionVectorsFormat.SCORER,
              field.getVectorSimilarityFunction());
    };
  }

  /** Bytes that a search could touch. */
  long bytes() {
    return (long) bins.rows() * Integer.BYTES + layout.bytes(bins.rows());
  }
}
