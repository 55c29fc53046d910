package org.learnedpartition.method;

import org.learnedpartition.cache.Cache;
import org.learnedpartition.cache.Key;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.graph.ExactNeighbours;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * What methods are tried on.
 *
 * @param base row-major documents, as the user gave them
 * @param dimension components of a vector
 * @param queries row-major, of the same dimension; never trained on
 * @param truth queries × k rows of the base, the true neighbours of each query
 * @param k neighbours of a query
 * @param learn row-major queries to train on, none of {@code queries}; empty if there are none
 */
public record TrialData(
    float[] base, int dimension, float[] queries, int[] truth, int k, float[] learn) {
  public TrialData {
    if (base.length % dimension != 0
        || queries.length % dimension != 0
        || queries.length == 0
        || learn.length % dimension != 0
        || truth.length != queries.length / dimension * k) {
      throw new IllegalArgumentException(
          "expected whole vectors of dimension "
              + dimension
              + ", a query, and "
              + k
              + " true neighbours of each query");
    }
  }

  /** How many documents there are. */
  public int documents() {
    return base.length / dimension;
  }

  /** This data with queries to train on. */
  public TrialData learning(float[] learn) {
    return new TrialData(base, dimension, queries, truth, k, learn);
  }

  /** Data whose true neighbours are computed, or found in a cache. */
  public static TrialData of(
      float[] base,
      int dimension,
      float[] queries,
      int k,
      Similarity similarity,
      Cache cache,
      Workers workers,
      Progress progress)
      throws InterruptedException {
    int n = base.length / dimension;
    Space space = Space.fit(similarity, base, n, dimension);
    Points documents = space.prepare(base.clone(), n);
    Points asked = space.prepare(queries.clone(), queries.length / dimension);
    String stage = "exact neighbours";
    Key key =
        cache
            .key(stage)
            .with("base", base)
            .with("dimension", dimension)
            .with("queries", queries)
            .with("similarity", similarity.space())
            .with("k", k);
    Neighbours truth =
        cache.get(
            key,
            new Parts.NeighboursForm(),
            progress,
            () -> ExactNeighbours.find(documents, asked, -1, k, workers, progress, stage));
    return new TrialData(base, dimension, queries, truth.ids(), k, new float[0]);
  }
}
