package org.learnedpartition.data;

import java.io.IOException;
import java.util.Objects;
import org.learnedpartition.model.Manifest;

/** Vectors in an array. */
final class ArraySource implements VectorSource {
  private final float[] vectors;
  private final int dimension;

  ArraySource(float[] vectors, int dimension) {
    if (dimension < 1 || dimension > Manifest.MAX_DIMENSION) {
      throw new IllegalArgumentException(
          "[dimension] must be between 1 and " + Manifest.MAX_DIMENSION + ", got " + dimension);
    }
    if (vectors.length == 0 || vectors.length % dimension != 0) {
      throw new IllegalArgumentException(
          vectors.length
              + " values are not a positive number of vectors of dimension "
              + dimension);
    }
    this.vectors = vectors;
    this.dimension = dimension;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int count() {
    return vectors.length / dimension;
  }

  @Override
  public void read(int from, int rows, float[] into, int offset) throws IOException {
    Objects.checkFromIndexSize(from, rows, count());
    int bad = Finite.firstBad(vectors, from * dimension, rows * dimension);
    if (bad >= 0) {
      throw new IOException("vector " + bad / dimension + " " + Finite.says(vectors[bad]));
    }
    System.arraycopy(vectors, from * dimension, into, offset, rows * dimension);
  }

  @Override
  public void close() {}
}
