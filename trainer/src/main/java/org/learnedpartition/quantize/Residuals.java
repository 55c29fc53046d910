package org.learnedpartition.quantize;

import java.util.Objects;

/**
 * What vectors have besides the centres of their bins.
 *
 * @param values row-major, at least {@code count × dimension}
 * @param count ≥ 1
 * @param dimension components of one, ≥ 1
 */
public record Residuals(float[] values, int count, int dimension) {
  public Residuals {
    if (count < 1 || dimension < 1) {
      throw new IllegalArgumentException(
          "expected at least one residual of at least one component, got "
              + count
              + " of "
              + dimension);
    }
    Objects.checkFromIndexSize(0, (long) count * dimension, values.length);
  }

  double component(int row, int d) {
    return values[row * dimension + d];
  }
}
