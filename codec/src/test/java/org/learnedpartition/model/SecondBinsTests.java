package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SecondBinsTests {
  private static final int DIMENSION = 7;
  private static final int BINS = 30;
  private static final int COUNT = 300;

  private static float[] vectors(long seed) {
    Random random = new Random(seed);
    float[] vectors = new float[COUNT * DIMENSION];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = (float) random.nextGaussian() * 2;
    }
    return vectors;
  }

  /** By the paper's formula, over the eight best bins by the router besides the own. */
  @ParameterizedTest
  @EnumSource(Similarity.class)
  void secondBinIsThatOfTheLeastLoss(Similarity similarity) {
    PartitionModel model = TestModels.linear(DIMENSION, BINS, similarity, 3);
    float[] vectors = vectors(4);
    int[] bins = new int[COUNT];
    int[] alone = new int[COUNT];
    int[] seconds = new int[COUNT];
    float[] losses = new float[COUNT];
    try (OpenModel open = OpenModel.open(model)) {
      open.assign(vectors, COUNT, bins, seconds, losses);
      open.assign(vectors, COUNT, alone);
      assertArrayEquals(alone, bins);
      for (int i = 0; i < COUNT; i++) {
        float[] vector = Arrays.copyOfRange(vectors, i * DIMENSION, (i + 1) * DIMENSION);
        int[] ranked = open.rank(vector).first(9);
        assertEquals(ranked[0], bins[i]);
        int second =
            IntStream.range(1, 9)
                .map(rank -> ranked[rank])
                .boxed()
                .min(Comparator.comparingDouble(bin -> loss(model, vector, ranked[0], bin)))
                .orElseThrow();
        assertEquals(second, seconds[i]);
        assertEquals(loss(model, vector, ranked[0], second), losses[i], 1e-4 * losses[i]);
      }
    }
  }

  /** Of all alternatives that of the least loss, after the bins' factors. */
  @Test
  void factorsTurnSecondRowsAwayFromABin() {
    PartitionModel plain = TestModels.linear(DIMENSION, BINS, Similarity.L2, 14);
    Random random = new Random(15);
    List<Double> factors = new ArrayList<>();
    for (int c = 0; c < BINS; c++) {
      factors.add(0.25 + 3 * random.nextDouble());
    }
    PartitionModel model = TestModels.spilling(plain, factors);
    float[] vectors = vectors(16);
    int[] bins = new int[COUNT];
    int[] others = new int[COUNT * OpenModel.ALTERNATIVES];
    float[] theirs = new float[COUNT * OpenModel.ALTERNATIVES];
    int[] seconds = new int[COUNT];
    float[] losses = new float[COUNT];
    try (OpenModel open = OpenModel.open(plain)) {
      open.alternatives(vectors, COUNT, bins, others, theirs);
    }
    int changed = 0;
    try (OpenModel open = OpenModel.open(model)) {
      open.assign(vectors, COUNT, bins, seconds, losses);
      for (int i = 0; i < COUNT; i++) {
        int least = i * OpenModel.ALTERNATIVES;
        int plainest = least;
        for (int j = least; j < (i + 1) * OpenModel.ALTERNATIVES; j++) {
          assertTrue(others[j] >= 0 && others[j] != bins[i]);
          least =
              theirs[j] * factors.get(others[j]) < theirs[least] * factors.get(others[least])
                  ? j
                  : least;
          plainest = theirs[j] < theirs[plainest] ? j : plainest;
        }
        assertEquals(others[least], seconds[i]);
        double loss = theirs[least] * factors.get(others[least]);
        assertEquals(loss, losses[i], 1e-5 * loss);
        changed += least == plainest ? 0 : 1;
      }
    }
    assertTrue(changed > COUNT / 10, changed + " changed");
  }

  @Test
  void aShareOfTheVectorsHasSecondRows() {
    PartitionModel plain = TestModels.linear(DIMENSION, BINS, Similarity.L2, 12);
    PartitionModel model = TestModels.spilling(plain);
    float[] vectors = vectors(13);
    int[] bins = new int[COUNT];
    int[] all = new int[COUNT];
    float[] losses = new float[COUNT];
    int[] placed = new int[COUNT];
    int[] seconds = new int[COUNT];
    try (OpenModel open = OpenModel.open(model)) {
      open.assign(vectors, COUNT, bins, all, losses);
      for (double share : new double[] {0, 0.3, 0.5, 1}) {
        open.assign(vectors, COUNT, share, placed, seconds);
        assertArrayEquals(bins, placed);
        for (int i = 0; i < COUNT; i++) {
          boolean has = losses[i] <= model.spill().most(share);
          assertEquals(has ? all[i] : bins[i], seconds[i], "vector " + i + ", share " + share);
        }
      }
      assertArrayEquals(all, seconds);
    }
    try (OpenModel open = OpenModel.open(plain)) {
      open.assign(vectors, COUNT, 1, placed, seconds);
      assertArrayEquals(placed, seconds);
    }
  }

  private static double loss(PartitionModel model, float[] vector, int own, int bin) {
    double squares = 0;
    for (float component : vector) {
      squares += component * component;
    }
    double scale = model.similarity() == Similarity.COSINE ? 1 / Math.sqrt(squares) : 1;
    double first = 0;
    double second = 0;
    double both = 0;
    for (int d = 0; d < DIMENSION; d++) {
      double r = vector[d] * scale - model.centres().get(own * DIMENSION + d);
      double other = vector[d] * scale - model.centres().get(bin * DIMENSION + d);
      first += r * r;
      second += other * other;
      both += r * other;
    }
    return (second + both * both / first) / first;
  }

  /** Prices count for second bins as they do for first ones: dear bins take no part. */
  @Test
  void dearBinsAreNotChosen() {
    PartitionModel model = TestModels.linear(DIMENSION, BINS, Similarity.L2, 5);
    float[] prices = new float[BINS];
    Arrays.fill(prices, 0, 20, 1000);
    SecondBins others = new SecondBins(model, prices);
    float[] scores = new float[BINS];
    float[] vectors = vectors(6);
    for (int i = 0; i < COUNT; i++) {
      int second = others.choose(scores, 0, vectors, i * DIMENSION, 25);
      assertTrue(second >= 20 && second != 25, () -> "bin " + second);
      assertTrue(others.loss() >= 0 && Float.isFinite(others.loss()));
    }
  }

  @Test
  void aBinIsAloneWhereTheNetworkRanksNoOther() {
    float[] vectors = vectors(7);
    int[] bins = new int[COUNT];
    int[] seconds = new int[COUNT];
    float[] losses = new float[COUNT];
    PartitionModel one = TestModels.foreign(DIMENSION, BINS, 1, Similarity.L2, 8);
    try (OpenModel open = OpenModel.open(one)) {
      open.assign(vectors, COUNT, bins, seconds, losses);
      assertArrayEquals(bins, seconds);
    }
    PartitionModel two = TestModels.foreign(DIMENSION, BINS, 2, Similarity.L2, 8);
    try (OpenModel open = OpenModel.open(two)) {
      open.assign(vectors, COUNT, bins, seconds, losses);
      for (int i = 0; i < COUNT; i++) {
        float[] vector = Arrays.copyOfRange(vectors, i * DIMENSION, (i + 1) * DIMENSION);
        assertArrayEquals(open.rank(vector).first(2), new int[] {bins[i], seconds[i]});
      }
    }
  }

  @Test
  void aVectorAtItsCentreHasNoOtherBin() {
    PartitionModel model = TestModels.linear(DIMENSION, BINS, Similarity.L2, 9);
    float[] centre = new float[DIMENSION];
    model.centres().get(3 * DIMENSION, centre);
    SecondBins others = new SecondBins(model, new float[BINS]);
    assertEquals(3, others.choose(new float[BINS], 0, centre, 0, 3));
  }

  @Test
  void arraysThatAreTooShortAreRefused() {
    PartitionModel model = TestModels.linear(DIMENSION, BINS, Similarity.L2, 10);
    try (OpenModel open = OpenModel.open(model)) {
      float[] vectors = vectors(11);
      assertThrows(
          IllegalArgumentException.class,
          () -> open.assign(vectors, 2, new int[2], new int[1], new float[2]));
      assertThrows(
          IllegalArgumentException.class,
          () -> open.assign(vectors, 2, new int[2], new int[2], new float[1]));
      int[] others = new int[2 * OpenModel.ALTERNATIVES];
      assertThrows(
          IllegalArgumentException.class,
          () -> open.alternatives(vectors, 2, new int[2], others, new float[others.length - 1]));
    }
  }
}
