package org.learnedpartition.data;

import java.util.Arrays;
import org.learnedpartition.model.Similarity;

/**
 * The space in which training sees vectors, x' = (x - mean) · scale, so that temperatures and
 * learning rates mean the same for all data: cosine vectors have length 1; L2 vectors are centred
 * and have root mean square length 1; inner product vectors are scaled so, and not centred.
 *
 * @param similarity what is near
 * @param mean zeros but for L2
 * @param scale positive; 1 for cosine, where each vector has its own
 */
public record Space(Similarity similarity, float[] mean, float scale) {
  /**
   * Fits the space to vectors as the user gave them.
   *
   * @param vectors row-major, {@code count × dimension} finite values
   */
  public static Space fit(Similarity similarity, float[] vectors, int count, int dimension) {
    float[] mean = new float[dimension];
    if (similarity == Similarity.COSINE) {
      return new Space(similarity, mean, 1);
    }
    if (similarity == Similarity.L2) {
      double[] sum = new double[dimension];
      for (int i = 0; i < count; i++) {
        for (int d = 0; d < dimension; d++) {
          sum[d] += vectors[i * dimension + d];
        }
      }
      for (int d = 0; d < dimension; d++) {
        mean[d] = (float) (sum[d] / count);
      }
    }
    double squares = 0;
    for (int i = 0; i < count; i++) {
      for (int d = 0; d < dimension; d++) {
        double x = vectors[i * dimension + d] - mean[d];
        squares += x * x;
      }
    }
    double rms = Math.sqrt(squares / count);
    // Equal vectors: any scale will do.
    return new Space(similarity, mean, rms > 0 ? (float) (1 / rms) : 1);
  }

  public int dimension() {
    return mean.length;
  }

  /**
   * Prepares vectors in place.
   *
   * @return the points, which share the array
   * @throws IllegalArgumentException for a zero vector when the similarity is cosine
   */
  public Points prepare(float[] vectors, int count) {
    int dimension = mean.length;
    float[] bias = new float[count];
    for (int i = 0; i < count; i++) {
      int row = i * dimension;
      if (similarity == Similarity.COSINE) {
        normalise(vectors, row, dimension, i);
      } else {
        float squares = 0;
        for (int d = 0; d < dimension; d++) {
          float x = (vectors[row + d] - mean[d]) * scale;
          vectors[row + d] = x;
          squares += x * x;
        }
        bias[i] = similarity == Similarity.L2 ? -squares / 2 : 0;
      }
    }
    return new Points(vectors, count, dimension, bias);
  }

  private static void normalise(float[] vectors, int row, int dimension, int index) {
    double squares = 0;
    for (int d = 0; d < dimension; d++) {
      squares += (double) vectors[row + d] * vectors[row + d];
    }
    if (squares == 0) {
      throw new IllegalArgumentException(
          "vector " + index + " is zero, and the similarity cosinesimil has no angle for it");
    }
    float factor = (float) (1 / Math.sqrt(squares));
    for (int d = 0; d < dimension; d++) {
      vectors[row + d] *= factor;
    }
  }

  /** Turns prepared vectors back in place; cosine vectors keep their length of 1. */
  public void restore(float[] vectors) {
    if (similarity == Similarity.COSINE) {
      return;
    }
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = vectors[i] / scale + mean[i % mean.length];
    }
  }

  @Override
  public String toString() {
    return similarity.space() + ", scale " + scale + ", mean " + Arrays.hashCode(mean);
  }
}
