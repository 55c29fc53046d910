package org.learnedpartition.codec;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;

/**
 * Has a small model for every dimension and similarity, with random codebooks. Its margins say that
 * estimates may be wrong by any amount, so that all vectors that are probed are scored exactly.
 * About half of them have second rows by the default spill.
 */
final class RandomModels implements ModelSource {
  private static final float ANY = 1e20f;

  private final int bins;
  private final long seed;
  private final Map<String, PartitionModel> models = new ConcurrentHashMap<>();

  RandomModels(int bins, long seed) {
    this.bins = bins;
    this.seed = seed;
  }

  @Override
  public PartitionModel modelFor(String field, int dimension, VectorSimilarityFunction similarity) {
    Similarity served =
        switch (similarity) {
          case EUCLIDEAN -> Similarity.L2;
          case DOT_PRODUCT, COSINE -> Similarity.COSINE;
          case MAXIMUM_INNER_PRODUCT -> Similarity.INNER_PRODUCT;
        };
    return models.computeIfAbsent(
        served + "/" + dimension,
        key -> TestModels.spilling(TestModels.coded(dimension, bins, served, seed, ANY)));
  }
}
