package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpenModelTests {
  private static final int DIMENSION = 12;
  private static final int BINS = 40;

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void ranksAsBruteForceOverCentresDoes(Similarity similarity) {
    assertRanksAsBruteForce(TestModels.linear(DIMENSION, BINS, similarity, 17), BINS);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void binsThatTheRouterLeavesOutFollowNearestCentreFirst(Similarity similarity) {
    assertRanksAsBruteForce(TestModels.linear(DIMENSION, BINS, 7, similarity, 18), 7);
  }

  private static void assertRanksAsBruteForce(PartitionModel model, int ranked) {
    Random random = new Random(19);
    try (OpenModel open = OpenModel.open(model)) {
      for (int i = 0; i < 100; i++) {
        float[] vector = vector(random);
        RankedBins all = open.rank(vector);
        assertArrayEquals(bruteForce(model, vector), all.bins());
        double mass = 0;
        for (int j = 0; j < ranked; j++) {
          mass += Math.exp(all.logProbabilities()[j]);
        }
        assertTrue(mass < 1 + 1e-4, () -> "more than all: " + all);
        for (int j = ranked; j < BINS; j++) {
          assertEquals(Float.NEGATIVE_INFINITY, all.logProbabilities()[j]);
        }
      }
    }
  }

  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    for (int d = 0; d < DIMENSION; d++) {
      vector[d] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static int[] bruteForce(PartitionModel model, float[] vector) {
    double[] farness = new double[model.bins()];
    for (int bin = 0; bin < model.bins(); bin++) {
      for (int d = 0; d < model.dimension(); d++) {
        double centre = model.centres().get(bin * model.dimension() + d);
        farness[bin] +=
            model.similarity() == Similarity.L2
                ? (vector[d] - centre) * (vector[d] - centre)
                : -vector[d] * centre;
      }
    }
    return IntStream.range(0, model.bins())
        .boxed()
        .sorted(Comparator.comparingDouble(bin -> farness[bin]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
