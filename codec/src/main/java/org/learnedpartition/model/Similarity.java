package org.learnedpartition.model;

import java.util.Locale;
import org.apache.lucene.index.VectorSimilarityFunction;

/** How near two vectors are, under the names that the k-NN plugin gives its spaces. */
public enum Similarity {
  /** Squared Euclidean distance. */
  L2("l2"),
  /** Cosine of the angle; a zero vector has none. */
  COSINE("cosinesimil"),
  /** Inner product, unbounded. */
  INNER_PRODUCT("innerproduct");

  private final String space;

  Similarity(String space) {
    this.space = space;
  }

  /**
   * The name in manifests and mappings: {@code l2}, {@code cosinesimil} or {@code innerproduct}.
   */
  public String space() {
    return space;
  }

  /**
   * @throws IllegalArgumentException if no similarity has that name
   */
  public static Similarity ofSpace(String space) {
    for (Similarity s : values()) {
      if (s.space.equals(space)) {
        return s;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "unknown space [%s]: expected one of [l2, cosinesimil, innerproduct]",
            space));
  }

  /**
   * Whether this model's order of neighbours is the function's; a dot product is of unit vectors.
   */
  public boolean serves(VectorSimilarityFunction function) {
    return switch (this) {
      case L2 -> function == VectorSimilarityFunction.EUCLIDEAN;
      case COSINE ->
          function == VectorSimilarityFunction.COSINE
              || function == VectorSimilarityFunction.DOT_PRODUCT;
      case INNER_PRODUCT -> function == VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
    };
  }
}
