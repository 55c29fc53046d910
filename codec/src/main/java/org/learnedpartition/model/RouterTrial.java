package org.learnedpartition.model;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/**
 * Tries a router on a few vectors, alone and in a batch, and refuses one that breaks its contract.
 */
final class RouterTrial {
  /** Largest sum of a row's probabilities: one and the rounding of many terms. */
  private static final double MAX_MASS = 1.01;

  /** Largest relative difference of a log-probability between a batch and a single vector. */
  private static final float BATCH_TOLERANCE = 1e-3f;

  private static final int BATCH = 3;
  private static final float[] SCALES = {0, 1, 1e-3f, 1e3f, 1, 30};

  private RouterTrial() {}

  /**
   * @param what name of the router in messages
   * @throws InvalidModelException if a rule of {@link Router} is broken
   */
  static void check(Router router, String what) {
    int dimension = router.dimension();
    int ranked = router.ranked();
    float[] vectors = vectors(dimension);
    int[] bins = new int[BATCH * ranked];
    float[] logProbabilities = new float[BATCH * ranked];
    int[] single = new int[ranked];
    float[] singleLogProbabilities = new float[ranked];
    for (int first = 0; first < SCALES.length; first += BATCH) {
      float[] batch = Arrays.copyOfRange(vectors, first * dimension, (first + BATCH) * dimension);
      router.route(batch, BATCH, bins, logProbabilities);
      for (int row = 0; row < BATCH; row++) {
        float[] vector = Arrays.copyOfRange(batch, row * dimension, (row + 1) * dimension);
        router.route(vector, 1, single, singleLogProbabilities);
        String name = "model's " + what + ", tried on a vector of scale " + SCALES[first + row];
        checkRow(single, singleLogProbabilities, name);
        for (int j = 0; j < ranked; j++) {
          float alone = singleLogProbabilities[j];
          float inBatch = logProbabilities[row * ranked + j];
          // Equal infinities have no difference.
          if (alone != inBatch
              && !(Math.abs(alone - inBatch) <= BATCH_TOLERANCE * Math.max(1, Math.abs(alone)))) {
            throw new InvalidModelException(
                name + ", gave " + alone + " alone but " + inBatch + " in a batch");
          }
        }
      }
    }
  }

  private static void checkRow(int[] bins, float[] logProbabilities, String name) {
    if (logProbabilities[0] == Float.NEGATIVE_INFINITY) {
      throw new InvalidModelException(
          name
              + ", gave no ranking: expected bins of the model and log-probabilities that are"
              + " numbers, at most 0, not increasing");
    }
    BitSet seen = new BitSet();
    double mass = 0;
    for (int j = 0; j < bins.length; j++) {
      if (seen.get(bins[j])) {
        throw new InvalidModelException(name + ", ranked bin " + bins[j] + " twice");
      }
      seen.set(bins[j]);
      mass += Math.exp(logProbabilities[j]);
    }
    if (mass > MAX_MASS) {
      throw new InvalidModelException(
          name + ", gave probabilities that sum to " + mass + ", more than 1");
    }
  }

  /** Random directions at each scale; the same on every machine. */
  private static float[] vectors(int dimension) {
    Random random = new Random(42);
    float[] vectors = new float[SCALES.length * dimension];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = (float) random.nextGaussian() * SCALES[i / dimension];
    }
    return vectors;
  }
}
