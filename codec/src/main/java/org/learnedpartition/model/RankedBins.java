package org.learnedpartition.model;

/**
 * Every bin of a model once, most probable first.
 *
 * @param bins bin numbers, 0 … B-1, each once
 * @param logProbabilities natural log of the probability that the vector's neighbours lie in {@code
 *     bins[i]}, not increasing; {@link Float#NEGATIVE_INFINITY} for bins that the router does not
 *     rank, which come last, nearest centre first
 */
public record RankedBins(int[] bins, float[] logProbabilities) {
  public RankedBins {
    if (bins.length != logProbabilities.length) {
      throw new IllegalArgumentException(
          "a ranking has "
              + bins.length
              + " bins but "
              + logProbabilities.length
              + " probabilities");
    }
  }
}
