package org.learnedpartition.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Metrics;

class PriceBalanceTests {
  private static final int DIMENSION = 8;

  /** Clusters of very different sizes: the first holds half of the points. */
  private static float[] skewed(int n, int seed) {
    Random random = new Random(seed);
    float[] centres = new float[20 * DIMENSION];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) random.nextGaussian();
    }
    float[] vectors = new float[n * DIMENSION];
    for (int i = 0; i < n; i++) {
      int c = random.nextBoolean() ? 0 : random.nextInt(20);
      for (int d = 0; d < DIMENSION; d++) {
        vectors[i * DIMENSION + d] =
            centres[c * DIMENSION + d] + 0.3f * (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void clustersAreBalancedAndEveryPointTakesItsBestAfterPrices(Similarity similarity)
      throws Exception {
    int n = 6400;
    int bins = 32;
    float[] vectors = skewed(n, 3);
    Points points = Space.fit(similarity, vectors, n, DIMENSION).prepare(vectors, n);
    try (Workers workers = new Workers(2)) {
      Clustering clusters =
          BalancedKMeans.cluster(points, bins, similarity, 1, workers, Progress.NONE);
      int[] sizes = Metrics.sizes(clusters.bin(), n, bins);
      assertTrue(
          Metrics.imbalance(sizes) <= PriceBalance.EPSILON + 1e-9,
          "imbalance " + Metrics.imbalance(sizes));
      for (int i = 0; i < n; i++) {
        int own = clusters.bin()[i];
        for (int c = 0; c < bins; c++) {
          assertTrue(
              score(points, clusters, i, own) >= score(points, clusters, i, c) - 1e-4,
              "point " + i + " is better off in " + c);
        }
      }
    }
  }

  private static double score(Points points, Clustering clusters, int i, int c) {
    double dot = 0;
    for (int d = 0; d < DIMENSION; d++) {
      dot += (double) points.vectors()[i * DIMENSION + d] * clusters.centres()[c * DIMENSION + d];
    }
    return dot + clusters.bias()[c] - clusters.prices()[c];
  }

  @Test
  void pointsMoveToBinsThatTheirListsDidNotHold() throws Exception {
    int n = 30_000;
    int bins = 256;
    float[] vectors = skewed(n, 4);
    Points points = Space.fit(Similarity.L2, vectors, n, DIMENSION).prepare(vectors, n);
    int[] bin = new int[n];
    int[] best = new int[n];
    try (Workers workers = new Workers(2)) {
      Centres centres = new Centres(points, bins, false, 5, workers);
      centres.fitSample(1, Progress.NONE);
      Scorer scorer = centres.scorer();
      float[] prices = PriceBalance.balance(points, scorer, new float[bins], 16, bin, workers);
      double imbalance = Metrics.imbalance(Metrics.sizes(bin, n, bins));
      assertTrue(imbalance <= PriceBalance.EPSILON + 1e-9, "imbalance " + imbalance);
      BestBins.find(points, scorer, prices, best, workers);
      assertArrayEquals(best, bin);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void pricesNeverMakeTheLargestBinLarger(int seed) throws Exception {
    int n = 500;
    int bins = 40;
    float[] vectors = skewed(n, seed);
    Points points = Space.fit(Similarity.L2, vectors, n, DIMENSION).prepare(vectors, n);
    Scorer scorer =
        Network.ofCentres(points.range(0, bins).vectors(), new float[bins], DIMENSION, 3).forward();
    int[] before = new int[n];
    int[] after = new int[n];
    try (Workers workers = new Workers(2)) {
      BestBins.find(points, scorer, new float[bins], before, workers);
      float[] prices = PriceBalance.balance(points, scorer, new float[bins], after, workers);
      assertTrue(
          Metrics.imbalance(Metrics.sizes(after, n, bins))
              <= Metrics.imbalance(Metrics.sizes(before, n, bins)),
          "seed " + seed);
      double sum = 0;
      for (float price : prices) {
        sum += price;
      }
      assertEquals(0, sum / bins, 1e-4, "prices have mean 0");
      int[] again = new int[n];
      BestBins.find(points, scorer, prices, again, workers);
      assertArrayEquals(again, after);
    }
  }
}
