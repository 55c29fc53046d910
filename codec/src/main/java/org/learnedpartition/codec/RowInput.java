package org.learnedpartition.codec;

import java.io.IOException;
import org.apache.lucene.store.IndexInput;

/** Rows of a segment, block by block, for one thread that reads them more or less in order. */
final class RowInput {
  private final IndexInput in;
  private final RowLayout layout;
  private final byte[] block;
  private int loaded = -1;

  RowInput(IndexInput in, RowLayout layout) {
    this.in = in;
    this.layout = layout;
    this.block = new byte[layout.blockBytes()];
  }

  /** The block that holds a row; valid until the next call. */
  byte[] block(int row) throws IOException {
    int number = row / layout.blockRows();
    if (number != loaded) {
      in.seek((long) number * layout.blockBytes());
      in.readBytes(block, 0, block.length);
      loaded = number;
    }
    return block;
  }
}
