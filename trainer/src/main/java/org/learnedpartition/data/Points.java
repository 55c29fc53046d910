package org.learnedpartition.data;

import java.util.Objects;

/**
 * Vectors prepared by a {@link Space}: the similarity of a query {@code q} to point {@code i} grows
 * with {@code q·x[i] + bias[i]}, whatever the similarity was.
 *
 * @param vectors row-major, at least {@code count × dimension} values
 * @param count number of points, ≥ 0
 * @param dimension components of a point, ≥ 1
 * @param bias one value a point, at least {@code count}
 */
public record Points(float[] vectors, int count, int dimension, float[] bias) {
  public Points {
    Objects.checkFromIndexSize(0, (long) count * dimension, vectors.length);
    Objects.checkFromIndexSize(0, count, bias.length);
  }

  /** The first points; shares the arrays. */
  public Points first(int n) {
    Objects.checkIndex(n, count + 1);
    return new Points(vectors, n, dimension, bias);
  }

  /** Copies points. */
  public Points range(int from, int n) {
    Objects.checkFromIndexSize(from, n, count);
    float[] rows = new float[n * dimension];
    System.arraycopy(vectors, from * dimension, rows, 0, rows.length);
    float[] biases = new float[n];
    System.arraycopy(bias, from, biases, 0, n);
    return new Points(rows, n, dimension, biases);
  }

  /** Copies the points with these ids, in their order. */
  public Points choose(int[] ids) {
    float[] rows = new float[Math.multiplyExact(ids.length, dimension)];
    float[] biases = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      Objects.checkIndex(ids[i], count);
      System.arraycopy(vectors, ids[i] * dimension, rows, i * dimension, dimension);
      biases[i] = bias[ids[i]];
    }
    return new Points(rows, ids.length, dimension, biases);
  }
}
