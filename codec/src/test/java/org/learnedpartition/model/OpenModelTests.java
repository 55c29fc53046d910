package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpenModelTests {
  private static final int DIMENSION = 12;
  private static final int BINS = 40;
  private static final int THREADS = 4;

  @AfterEach
  void allIsClosed() {
    assertEquals(0, OpenModel.openCount());
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void ranksAsBruteForceOverCentresDoes(Similarity similarity) {
    assertRanksAsBruteForce(TestModels.linear(DIMENSION, BINS, similarity, 17), BINS);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void binsThatARouterOfOtherOperatorsLeavesOutFollowNearestCentreFirst(Similarity similarity) {
    assertRanksAsBruteForce(TestModels.foreign(DIMENSION, BINS, 7, similarity, 18), 7);
    assertRanksAsBruteForce(TestModels.foreign(DIMENSION, BINS, BINS, similarity, 18), BINS);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void aRouterOfDenseLayersLeavesNoBinOut(Similarity similarity) {
    assertRanksAsBruteForce(TestModels.linear(DIMENSION, BINS, 7, similarity, 18), BINS);
  }

  private static void assertRanksAsBruteForce(PartitionModel model, int ranked) {
    Random random = new Random(19);
    try (OpenModel open = OpenModel.open(model)) {
      for (int i = 0; i < 100; i++) {
        float[] vector = vectors(random, 1);
        RankedBins all = open.rank(vector);
        assertArrayEquals(bruteForce(model, vector), all.first(BINS));
        double mass = 0;
        for (int j = 0; j < ranked; j++) {
          mass += Math.exp(all.logProbability(j));
        }
        assertEquals(ranked == BINS ? 1 : mass, mass, 1e-4);
        assertTrue(mass < 1 + 1e-4, () -> "more than all: " + all);
        for (int j = ranked; j < BINS; j++) {
          assertEquals(Float.NEGATIVE_INFINITY, all.logProbability(j));
        }
      }
    }
  }

  private static float[] vectors(Random random, int count) {
    float[] vectors = new float[count * DIMENSION];
    for (int d = 0; d < vectors.length; d++) {
      vectors[d] = (float) random.nextGaussian();
    }
    return vectors;
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

  @Test
  void aModelIsLoadedOnceAndFreedWithItsLastReference() {
    PartitionModel model = TestModels.linear(DIMENSION, BINS, Similarity.L2, 20);
    assertNull(OpenModel.share(model.id()));
    OpenModel first = OpenModel.open(model);
    OpenModel second = OpenModel.open(TestModels.linear(DIMENSION, BINS, Similarity.L2, 20));
    OpenModel third = OpenModel.share(model.id());
    assertSame(first, second);
    assertSame(first, third);
    assertEquals(3, OpenModel.openCount());
    first.close();
    second.close();
    float[] vector = vectors(new Random(1), 1);
    assertArrayEquals(bruteForce(model, vector), third.rank(vector).first(BINS));
    third.close();
    assertNull(OpenModel.share(model.id()));
    assertThrows(IllegalStateException.class, () -> third.rank(vector));
    assertThrows(IllegalStateException.class, third::close);
    try (OpenModel again = OpenModel.open(model)) {
      assertNotSame(first, again);
    }
  }

  @Test
  void modelsOpenedAtOnceShareOneRouter() throws Exception {
    PartitionModel model = TestModels.linear(DIMENSION, BINS, Similarity.L2, 21);
    CountDownLatch ready = new CountDownLatch(THREADS);
    List<OpenModel> opened = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<OpenModel>> opening = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        opening.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return OpenModel.open(model);
                }));
      }
      for (Future<OpenModel> open : opening) {
        opened.add(open.get());
      }
    }
    opened.forEach(open -> assertSame(opened.getFirst(), open));
    assertEquals(THREADS, OpenModel.openCount());
    opened.forEach(OpenModel::close);
  }

  @Test
  void concurrentRoutingEqualsSerialRouting() throws Exception {
    int count = 700;
    float[] vectors = vectors(new Random(22), count);
    try (OpenModel open =
        OpenModel.open(TestModels.linear(DIMENSION, BINS, Similarity.COSINE, 22))) {
      int[] bins = new int[count * BINS];
      float[] logProbabilities = new float[count * BINS];
      open.router().route(vectors, count, bins, logProbabilities);
      try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
        List<Future<?>> work = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
          int batch = t + 1;
          work.add(
              threads.submit(
                  () -> {
                    int[] own = new int[batch * BINS];
                    float[] ownLogProbabilities = new float[batch * BINS];
                    float[] some = new float[batch * DIMENSION];
                    for (int i = 0; i + batch <= count; i += batch) {
                      System.arraycopy(vectors, i * DIMENSION, some, 0, some.length);
                      open.router().route(some, batch, own, ownLogProbabilities);
                      for (int j = 0; j < own.length; j++) {
                        assertEquals(bins[i * BINS + j], own[j]);
                        assertEquals(logProbabilities[i * BINS + j], ownLogProbabilities[j], 1e-5f);
                      }
                    }
                  }));
        }
        for (Future<?> done : work) {
          done.get();
        }
      }
    }
  }

  @Test
  void documentsGoToTheBestBinAfterPrices() {
    PartitionModel free = TestModels.linear(DIMENSION, BINS, Similarity.L2, 23);
    float[] prices = new float[BINS];
    Random random = new Random(23);
    for (int bin = 0; bin < BINS; bin++) {
      prices[bin] = 20 * random.nextFloat();
    }
    float[] centres = TestModels.centres(DIMENSION, BINS, Similarity.L2, 23);
    PartitionModel priced =
        PartitionModel.of(
            TestModels.manifest(DIMENSION, BINS, BINS, Similarity.L2, prices, 23),
            free.routerOnnx(),
            null,
            centres,
            TestModels.calibration(BINS),
            List.of());
    int count = 600;
    float[] vectors = vectors(random, count);
    int[] assigned = new int[count];
    int moved = 0;
    try (OpenModel open = OpenModel.open(priced)) {
      open.assign(vectors, count, assigned);
      for (int i = 0; i < count; i++) {
        RankedBins all = open.rank(row(vectors, i));
        int best = 0;
        for (int j = 1; j < BINS; j++) {
          if (all.logProbability(j) - prices[all.bin(j)]
              > all.logProbability(best) - prices[all.bin(best)]) {
            best = j;
          }
        }
        assertEquals(all.bin(best), assigned[i], "vector " + i);
        moved += best == 0 ? 0 : 1;
      }
    }
    assertTrue(moved > 0, "prices moved nothing");
  }

  @Test
  void theBinOfADocumentDoesNotDependOnItsBatch() {
    Random random = new Random(29);
    int count = 500;
    float[] vectors = vectors(random, count);
    int[] together = new int[count];
    int[] some = new int[count];
    try (OpenModel open = OpenModel.open(TestModels.linear(DIMENSION, BINS, Similarity.L2, 29))) {
      open.assign(vectors, count, together);
      for (int from = 0; from < count; ) {
        int n = Math.min(count - from, 1 + random.nextInt(120));
        float[] batch = Arrays.copyOfRange(vectors, from * DIMENSION, (from + n) * DIMENSION);
        open.assign(batch, n, some);
        assertArrayEquals(
            Arrays.copyOfRange(together, from, from + n), Arrays.copyOf(some, n), "from " + from);
        from += n;
      }
    }
  }

  @Test
  void aVectorThatWasJustRankedIsNotRoutedAgain() {
    float[] vectors = vectors(new Random(30), 3);
    try (OpenModel open = OpenModel.open(TestModels.linear(DIMENSION, BINS, Similarity.L2, 30))) {
      for (int i = 0; i < 9; i++) {
        open.rank(row(vectors, i % 3));
      }
      assertEquals(3, open.routings());
    }
  }

  private static float[] row(float[] vectors, int row) {
    return Arrays.copyOfRange(vectors, row * DIMENSION, (row + 1) * DIMENSION);
  }

  @Test
  void documentHeadPlacesDocumentsAndTheRouterRanksForQueries() {
    // The head knows other centres than the router, and names two bins only.
    float[] centres = TestModels.centres(DIMENSION, BINS, Similarity.L2, 24);
    float[] headCentres = TestModels.centres(DIMENSION, BINS, Similarity.L2, 25);
    PartitionModel model =
        PartitionModel.of(
            TestModels.manifest(DIMENSION, BINS, BINS, Similarity.L2, new float[0], 24),
            TestModels.linearRouter(centres, DIMENSION, BINS, BINS, Similarity.L2)
                .build()
                .toByteArray(),
            TestModels.linearRouter(headCentres, DIMENSION, BINS, 2, Similarity.L2)
                .build()
                .toByteArray(),
            centres,
            TestModels.calibration(BINS),
            List.of());
    PartitionModel other = TestModels.linear(DIMENSION, BINS, Similarity.L2, 25);
    float[] vectors = vectors(new Random(24), 50);
    int[] assigned = new int[50];
    try (OpenModel open = OpenModel.open(PartitionModel.read(bytes(model)))) {
      open.assign(vectors, 50, assigned);
      for (int i = 0; i < 50; i++) {
        assertEquals(bruteForce(other, row(vectors, i))[0], assigned[i]);
        assertArrayEquals(
            bruteForce(model, row(vectors, i)), open.rank(row(vectors, i)).first(BINS));
      }
    }
  }

  private static byte[] bytes(PartitionModel model) {
    byte[] bytes = new byte[model.file().remaining()];
    model.file().get(bytes);
    return bytes;
  }

  @Test
  void whereTheRouterOverflowsCentresDecide() {
    PartitionModel model = TestModels.linear(DIMENSION, BINS, Similarity.L2, 26);
    float[] vectors = vectors(new Random(26), 4);
    for (int i = DIMENSION; i < 3 * DIMENSION; i++) {
      vectors[i] *= 3e37f;
    }
    int[] assigned = new int[4];
    try (OpenModel open = OpenModel.open(model)) {
      float[] logProbabilities = new float[BINS];
      open.router().route(row(vectors, 1), 1, new int[BINS], logProbabilities);
      assertEquals(Float.NEGATIVE_INFINITY, logProbabilities[0], "choose larger values");
      open.assign(vectors, 4, assigned);
      for (int i = 0; i < 4; i++) {
        RankedBins all = open.rank(row(vectors, i));
        assertEquals(assigned[i], all.bin(0));
        assertEquals(BINS, IntStream.of(all.first(BINS)).distinct().count());
        if (i == 0 || i == 3) {
          assertArrayEquals(bruteForce(model, row(vectors, i)), all.first(BINS));
        }
      }
    }
  }

  @Test
  void badArgumentsAreNamed() {
    try (OpenModel open = OpenModel.open(TestModels.linear(DIMENSION, BINS, Similarity.L2, 27))) {
      Router router = open.router();
      assertMessage(
          "array of vectors has 23 values, expected 12 for each of 2",
          () -> router.route(new float[23], 2, new int[80], new float[80]));
      assertMessage(
          "array of bins has 79 values, expected 40 for each of 2",
          () -> router.route(new float[24], 2, new int[79], new float[80]));
      assertMessage(
          "log-probabilities has 79",
          () -> router.route(new float[24], 2, new int[80], new float[79]));
      assertMessage(
          "for each of 2147483647 vectors",
          () -> router.route(new float[24], Integer.MAX_VALUE, new int[80], new float[80]));
      assertMessage(
          "for each of -1 vectors",
          () -> router.route(new float[24], -1, new int[80], new float[80]));
      float[] vectors = new float[24];
      vectors[15] = Float.NaN;
      assertMessage(
          "vector 1 has a component that is not finite at 3",
          () -> router.route(vectors, 2, new int[80], new float[80]));
      assertMessage("dimension 11, the model 12", () -> open.rank(new float[11]));
      assertMessage(
          "room for 1 vectors of dimension", () -> open.assign(new float[24], 2, new int[1]));
      router.route(new float[0], 0, new int[0], new float[0]);
      open.assign(new float[0], 0, new int[0]);
    }
  }

  private static void assertMessage(String words, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message.contains(words), message);
  }

  @Test
  void aModelThatFailsItsTrialIsRefusedAndForgotten() {
    ModelProto.Builder router =
        TestModels.linearRouter(
            TestModels.centres(DIMENSION, BINS, Similarity.L2, 28),
            DIMENSION,
            BINS,
            BINS,
            Similarity.L2);
    // Scores instead of log-probabilities.
    router.getGraphBuilder().getNodeBuilder(1).setOpType("Identity").clearAttribute();
    PartitionModel model =
        TestModels.around(router.build(), DIMENSION, BINS, BINS, Similarity.L2, 28);
    for (int i = 0; i < 2; i++) {
      Refusals.assertRefused(() -> OpenModel.open(model), "router", "tried on a vector");
    }
    assertNull(OpenModel.share(model.id()));
  }
}
