package org.learnedpartition.sets;

import java.util.Arrays;

/**
 * A vector amid others: distances to it are of the order of their distances to each other. It is
 * one of them, so that vectors of whole numbers stay whole when it is subtracted, and their equal
 * distances equal.
 */
final class Origin {
  private final float[] values;

  private Origin(float[] values) {
    this.values = values;
  }

  /**
   * The vector nearest to the mean.
   *
   * @param vectors row-major, at least {@code count × dimension} values
   * @param count ≥ 1
   */
  static Origin amid(float[] vectors, int count, int dimension) {
    double[] mean = new double[dimension];
    for (int i = 0; i < count * dimension; i++) {
      mean[i % dimension] += (double) vectors[i] / count;
    }
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int row = 0; row < count; row++) {
      double sum = 0;
      for (int i = 0; i < dimension; i++) {
        double x = vectors[row * dimension + i] - mean[i];
        sum += x * x;
      }
      if (sum < least) {
        least = sum;
        nearest = row;
      }
    }
    int from = nearest * dimension;
    return new Origin(Arrays.copyOfRange(vectors, from, from + dimension));
  }

  /**
   * @param count rows of {@code vectors} to move
   * @param into receives them
   */
  void subtract(float[] vectors, int count, float[] into) {
    int dimension = values.length;
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < dimension; i++) {
        into[row * dimension + i] = vectors[row * dimension + i] - values[i];
      }
    }
  }
}
