package org.learnedpartition.bench.run;

import org.learnedpartition.model.Similarity;

/** Similarity of two vectors in double precision. */
final class Exact {
  private Exact() {}

  /**
   * Grows with similarity: minus the squared distance, the cosine, or the inner product.
   *
   * @param b holds the other vector from {@code offset}
   */
  static double score(Similarity similarity, float[] a, float[] b, int offset) {
    double dot = 0;
    double distance = 0;
    double aSquares = 0;
    double bSquares = 0;
    for (int i = 0; i < a.length; i++) {
      double x = a[i];
      double y = b[offset + i];
      dot += x * y;
      distance += (x - y) * (x - y);
      aSquares += x * x;
      bSquares += y * y;
    }
    return switch (similarity) {
      case L2 -> -distance;
      case COSINE -> dot / Math.sqrt(aSquares * bSquares);
      case INNER_PRODUCT -> dot;
    };
  }
}
