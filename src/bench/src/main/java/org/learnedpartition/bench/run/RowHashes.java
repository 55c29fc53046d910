package org.learnedpartition.bench.run;

import java.util.Arrays;

/** Hashes of vectors, 8 bytes each: equal ones are taken for equal vectors. */
final class RowHashes {
  private final long[] hashes;

  RowHashes(int rows) {
    this.hashes = new long[rows];
  }

  /** Sets the hash of a row; rows may be set by several threads. */
  void set(int row, float[] values, int offset, int dimension) {
    hashes[row] = hash(values, offset, dimension);
  }

  /** Ends the setting of rows. */
  void sort() {
    Arrays.sort(hashes);
  }

  /** Rows that have an exact twin; call {@link #sort} before. */
  int twins() {
    int twins = 0;
    for (int i = 0; i < hashes.length; i++) {
      boolean before = i > 0 && hashes[i - 1] == hashes[i];
      boolean after = i + 1 < hashes.length && hashes[i + 1] == hashes[i];
      twins += before || after ? 1 : 0;
    }
    return twins;
  }

  /** Whether a vector is one of the rows; call {@link #sort} before. */
  boolean has(float[] vector) {
    return Arrays.binarySearch(hashes, hash(vector, 0, vector.length)) >= 0;
  }

  /** 64 bits, mixed after each value: among a million rows two collide once in 30 million sets. */
  private static long hash(float[] values, int offset, int dimension) {
    long hash = dimension;
    for (int i = offset; i < offset + dimension; i++) {
      // Minus zero equals zero.
      hash = (hash ^ Float.floatToIntBits(values[i] + 0f)) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 32;
    }
    return hash;
  }
}
