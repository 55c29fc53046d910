package org.learnedpartition.codec;

import org.apache.lucene.index.FieldInfo;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.vector.BlockLayout;
import org.learnedpartition.vector.QueryTable;

/**
 * How rows lie in the .lpp file: in blocks of equal length, of one row (the vector itself) or of 16
 * (codes, transposed).
 *
 * @param encoding of the rows
 * @param codes how a block holds codes; null if rows are vectors
 * @param blockRows rows of a block
 * @param blockBytes length of a block, in bytes
 */
record RowLayout(Encoding encoding, BlockLayout codes, int blockRows, int blockBytes) {
  static RowLayout of(Encoding encoding, FieldInfo field) {
    int dimension = field.getVectorDimension();
    if (encoding == Encoding.X1) {
      return new RowLayout(encoding, null, 1, dimension * field.getVectorEncoding().byteSize);
    }
    BlockLayout codes = new BlockLayout(encoding.codes(dimension), encoding != Encoding.X4);
    return new RowLayout(encoding, codes, QueryTable.BLOCK_ROWS, codes.blockBytes());
  }

  /** Number of blocks of so many rows; the last may not be full. */
  int blocks(int rows) {
    return Math.ceilDiv(rows, blockRows);
  }

  /** Length of so many rows, in bytes. */
  long bytes(int rows) {
    return (long) blocks(rows) * blockBytes;
  }
}
