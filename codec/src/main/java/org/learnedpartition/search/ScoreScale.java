package org.learnedpartition.search;

import org.apache.lucene.index.VectorSimilarityFunction;

/**
 * From Lucene's scores, which are positive, to what estimates are of, as {@link ProbePlan} says.
 *
 * @param similarity the field's
 * @param norm length of the query as the user gave it
 */
public record ScoreScale(VectorSimilarityFunction similarity, double norm) {
  static ScoreScale of(VectorSimilarityFunction similarity, float[] query) {
    double squares = 0;
    for (float component : query) {
      squares += (double) component * component;
    }
    return new ScoreScale(similarity, Math.sqrt(squares));
  }

  /** The value whose score this is; negative infinity for a score below all. */
  public float estimate(float score) {
    if (score <= 0) {
      return Float.NEGATIVE_INFINITY;
    }
    return (float)
        switch (similarity) {
          case EUCLIDEAN -> (1 - 1.0 / score) / 2;
          case DOT_PRODUCT -> (2.0 * score - 1) / norm;
          case COSINE -> 2.0 * score - 1;
          case MAXIMUM_INNER_PRODUCT -> (score < 1 ? 1 - 1.0 / score : score - 1.0) / norm;
        };
  }
}
