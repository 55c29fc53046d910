package org.learnedpartition.codec;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.store.IndexOutput;
import org.learnedpartition.model.Quantizer;

/** Writes rows one behind the other, in blocks; the last is filled up with zeros. */
final class RowOutput {
  private final IndexOutput out;
  private final RowLayout layout;
  private final VectorRows vectors;
  private final Quantizer.Encoder encoder;
  private final byte[] block;
  private final byte[] codes;
  private final float[] vector;
  private int rows;

  /**
   * @param vectors what is encoded
   * @param quantizer null if rows are vectors
   */
  RowOutput(IndexOutput out, RowLayout layout, VectorRows vectors, Quantizer quantizer) {
    this.out = out;
    this.layout = layout;
    this.vectors = vectors;
    this.encoder = quantizer == null ? null : quantizer.encoder();
    this.block = new byte[layout.blockBytes()];
    this.codes = new byte[quantizer == null ? 0 : quantizer.codes()];
    this.vector = new float[vectors.dimension()];
  }

  /** Writes a row that another segment has in the same encoding, by the same model. */
  void copy(RowInput in, int row) throws IOException {
    byte[] from = in.block(row);
    if (encoder == null) {
      out.writeBytes(from, from.length);
    } else {
      layout.codes().copy(from, 0, row % layout.blockRows(), block, 0, rows);
      next();
    }
  }

  /**
   * Writes the row of a vector.
   *
   * @param index of the vector
   * @param bin that it was placed in
   */
  void encode(int index, int bin) throws IOException {
    if (encoder == null) {
      vectors.write(index, out);
    } else {
      vectors.copy(index, vector, 0);
      float constant = encoder.encode(vector, 0, bin, codes, 0);
      layout.codes().put(block, 0, rows, codes, constant);
      next();
    }
  }

  private void next() throws IOException {
    if (++rows == layout.blockRows()) {
      flush();
    }
  }

  private void flush() throws IOException {
    out.writeBytes(block, block.length);
    Arrays.fill(block, (byte) 0);
    rows = 0;
  }

  /** Writes the last block. */
  void finish() throws IOException {
    if (rows > 0) {
      flush();
    }
  }
}
