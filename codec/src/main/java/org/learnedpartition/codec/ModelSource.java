package org.learnedpartition.codec;

import org.apache.lucene.index.VectorSimilarityFunction;
import org.learnedpartition.model.PartitionModel;

/**
 * Where the writer gets a field's model: asked at every flush and merge, because a model may
 * arrive, or change, while an index is open. Answers at once.
 */
@FunctionalInterface
public interface ModelSource {
  /** No field has a model: everything stays flat. */
  ModelSource NONE = (field, dimension, similarity) -> null;

  /**
   * @return the model for new segments of the field, or null to write them flat
   */
  PartitionModel modelFor(String field, int dimension, VectorSimilarityFunction similarity);
}
