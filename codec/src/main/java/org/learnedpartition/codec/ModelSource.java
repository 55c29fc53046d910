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
   * @return the model for new segments of the field, or null if there is none, or none yet: a flush
   *     then writes them flat, a merge keeps the model that most of its vectors are placed by
   */
  PartitionModel modelFor(String field, int dimension, VectorSimilarityFunction similarity);
}
