package org.learnedpartition.codec;

import java.io.IOException;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.DataInput;

/** How enums are written, independent of the order of their constants. */
final class WireNumbers {
  private WireNumbers() {}

  static byte of(VectorEncoding elementType) {
    return switch (elementType) {
      case BYTE -> 0;
      case FLOAT32 -> 1;
    };
  }

  static byte of(VectorSimilarityFunction similarity) {
    return switch (similarity) {
      case EUCLIDEAN -> 0;
      case DOT_PRODUCT -> 1;
      case COSINE -> 2;
      case MAXIMUM_INNER_PRODUCT -> 3;
    };
  }

  /** Reads a byte that can only be the expected one. */
  static void expect(DataInput in, byte expected, String what) throws IOException {
    byte found = in.readByte();
    if (found != expected) {
      throw new CorruptIndexException(what + " is " + found + ", expected " + expected, in);
    }
  }
}
