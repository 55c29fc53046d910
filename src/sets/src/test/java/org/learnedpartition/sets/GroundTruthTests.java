package org.learnedpartition.sets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class GroundTruthTests {
  private static final int D = 17;
  private static final int BASE = 700;
  private static final int QUERIES = 70;
  private static final int K = 30;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  /** Coarse values, so that equal distances abound. */
  private float[] vectors(int count, Similarity similarity) {
    float[] vectors = new float[count * D];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] =
          similarity == Similarity.COSINE ? (float) random.nextGaussian() : random.nextInt(3);
    }
    return vectors;
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void truthIsWhatBruteForceFindsWhateverTheBlocks(Similarity similarity) throws Exception {
    float[] base = vectors(BASE, similarity);
    System.arraycopy(base, 0, base, 300 * D, 50 * D);
    float[] queries = vectors(QUERIES, similarity);
    int rows = BASE - 13;
    for (int block : new int[] {1, 200 * D, 1 << 20}) {
      try (Workers workers = new Workers(2)) {
        GroundTruth truth =
            GroundTruth.of(
                similarity,
                VectorSource.of(base, D),
                rows,
                VectorSource.of(queries, D),
                K,
                block,
                workers,
                Progress.NONE);
        assertEquals(QUERIES, truth.queries());
        for (int q = 0; q < QUERIES; q++) {
          int query = q * D;
          double[] distances = new double[rows];
          Arrays.setAll(
              distances, i -> GroundTruth.distance(similarity, queries, query, base, i * D, D));
          Integer[] order = new Integer[rows];
          Arrays.setAll(order, i -> i);
          Arrays.sort(order, Comparator.comparingDouble(i -> distances[i]));
          for (int i = 0; i < K; i++) {
            assertEquals(order[i], truth.ids()[q * K + i], "seed " + seed + ", block " + block);
            assertEquals((float) distances[order[i]], truth.distances()[q * K + i]);
          }
        }
      }
    }
  }

  @Test
  void neighboursAreTrueFarFromTheOrigin() throws Exception {
    float offset = 100_000;
    float[] base = new float[BASE * D];
    float[] queries = new float[QUERIES * D];
    for (float[] vectors : new float[][] {base, queries}) {
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = offset * (1 + i % D) + (float) random.nextGaussian();
      }
    }
    for (int block : new int[] {1, 200 * D, 1 << 20}) {
      try (Workers workers = new Workers(2)) {
        GroundTruth truth =
            GroundTruth.of(
                Similarity.L2,
                VectorSource.of(base, D),
                BASE,
                VectorSource.of(queries, D),
                K,
                block,
                workers,
                Progress.NONE);
        for (int q = 0; q < QUERIES; q++) {
          int query = q * D;
          int[] nearest =
              IntStream.range(0, BASE)
                  .boxed()
                  .sorted(
                      Comparator.comparingDouble(
                          i -> GroundTruth.distance(Similarity.L2, queries, query, base, i * D, D)))
                  .limit(K)
                  .mapToInt(i -> i)
                  .toArray();
          assertArrayEquals(
              nearest, Arrays.copyOfRange(truth.ids(), q * K, (q + 1) * K), "seed " + seed);
        }
      }
    }
  }

  @Test
  void moreQueriesThanAnArrayHoldsAreRefusedInASentence() {
    VectorSource many =
        new VectorSource() {
          @Override
          public int dimension() {
            return D;
          }

          @Override
          public int count() {
            return Integer.MAX_VALUE;
          }

          @Override
          public void read(int from, int rows, float[] into, int offset) {
            throw new AssertionError("nothing is read");
          }

          @Override
          public void close() {}
        };
    try (Workers workers = new Workers(1)) {
      VectorSource three = VectorSource.of(new float[3 * D], D);
      String said =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> GroundTruth.of(Similarity.L2, three, 3, many, 2, workers, Progress.NONE))
              .getMessage();
      assertTrue(said.contains("queries: at most " + (Integer.MAX_VALUE - 8) / 30), said);
    }
  }

  @Test
  void distancesAreThoseOfTheTruthFiles() {
    float[] a = {0, 1, 0};
    float[] b = {9, 0.6f, 0.8f, 0};
    assertEquals(
        0.8, GroundTruth.distance(Similarity.L2, a, 0, new float[] {0.4f, .2f, 0}, 0, 3), 1e-6);
    assertEquals(0.2, GroundTruth.distance(Similarity.COSINE, a, 0, b, 1, 3), 1e-6);
    assertEquals(-0.8, GroundTruth.distance(Similarity.INNER_PRODUCT, a, 0, b, 1, 3), 1e-6);
  }

  @Test
  void moreNeighboursThanVectorsAreRefused() {
    try (Workers workers = new Workers(1)) {
      VectorSource three = VectorSource.of(new float[3 * D], D);
      assertThrows(
          IllegalArgumentException.class,
          () -> GroundTruth.of(Similarity.L2, three, 3, three, 4, workers, Progress.NONE));
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> GroundTruth.of(Similarity.L2, three, 4, three, 1, workers, Progress.NONE));
    }
  }

  @Test
  void aTruthHasWholeRows() {
    assertThrows(
        IllegalArgumentException.class, () -> new GroundTruth(2, new int[3], new float[3]));
    assertArrayEquals(new int[2], new GroundTruth(2, new int[2], new float[2]).ids());
  }
}
