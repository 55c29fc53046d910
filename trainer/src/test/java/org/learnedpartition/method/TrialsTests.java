package org.learnedpartition.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.cache.Cache;
import org.learnedpartition.learn.Potential;
import org.learnedpartition.learn.Relaxation;
import org.learnedpartition.method.Trials.Outcome;
import org.learnedpartition.method.Trials.Seen;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Metrics;
import org.learnedpartition.report.Routing;

class TrialsTests {
  private static final int DIMENSION = 8;
  private static final int DOCUMENTS = 2400;
  private static final int QUERIES = 150;
  private static final int BINS = 12;

  private static float[] clustered(int n, long seed) {
    Random fixed = new Random(9);
    float[] centres = new float[50 * DIMENSION];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) fixed.nextGaussian();
    }
    Random random = new Random(seed);
    float[] vectors = new float[n * DIMENSION];
    for (int i = 0; i < n; i++) {
      int c = random.nextInt(50);
      for (int d = 0; d < DIMENSION; d++) {
        vectors[i * DIMENSION + d] =
            centres[c * DIMENSION + d] + 0.4f * (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  private static TrialData data(Similarity similarity, Workers workers) throws Exception {
    return TrialData.of(
        clustered(DOCUMENTS, 1),
        DIMENSION,
        clustered(QUERIES, 2),
        10,
        similarity,
        Cache.none(),
        workers,
        Progress.NONE);
  }

  private static TrainingOptions options(Method method, Similarity similarity) {
    return TrainingOptions.of(similarity)
        .with(o -> o.method = method)
        .with(o -> o.bins = BINS)
        .with(o -> o.hiddenUnits = 8)
        .with(o -> o.seed = 3);
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void everyMethodPlacesAllDocumentsAndItsCandidatesRiseWithRecall(Method method) throws Exception {
    try (Workers workers = new Workers(2)) {
      for (Similarity similarity : new Similarity[] {Similarity.L2, Similarity.COSINE}) {
        Trials trials = new Trials(data(similarity, workers), workers, Progress.NONE);
        Outcome outcome = trials.run(Seen.HALF, options(method, similarity));
        assertEquals(BINS, outcome.sizes().length);
        assertEquals(DOCUMENTS, Arrays.stream(outcome.sizes()).sum());
        assertEquals(QUERIES, outcome.routing().queries());
        assertEquals(1, outcome.routing().atProbes(BINS).recall());
        assertTrue(outcome.routerMacs() >= BINS * DIMENSION);
        assertTrue(outcome.seconds() > 0);
        double candidates = 0;
        for (double recall : new double[] {0.5, 0.8, 0.95, 0.99}) {
          double needed = outcome.routing().toReach(recall).candidates();
          assertTrue(needed >= candidates, method + " at " + recall);
          candidates = needed;
        }
        // Far from bins at random, which need the recall's own share.
        double most = method == Method.BLISS ? 0.9 : 0.6;
        assertTrue(outcome.routing().toReach(0.95).candidates() < most, method + ": " + candidates);
      }
    }
  }

  @Test
  void sizesOfBalancedMethodsHoldForDocumentsThatWereSeen() throws Exception {
    try (Workers workers = new Workers(2)) {
      Trials trials = new Trials(data(Similarity.COSINE, workers), workers, Progress.NONE);
      for (Method method :
          new Method[] {
            Method.BALANCED_KMEANS,
            Method.LINEAR,
            Method.BLISS,
            Method.ALTERNATING,
            Method.GRAPH,
            Method.NEURAL_LSH
          }) {
        int[] sizes = trials.run(Seen.ALL, options(method, Similarity.COSINE)).sizes();
        double imbalance = Metrics.imbalance(sizes);
        assertTrue(imbalance <= PriceBalance.EPSILON + 0.03, method + ": " + imbalance);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"KMEANS", "BALANCED_KMEANS", "LINEAR", "ALTERNATING"})
  void secondRowsAreOfTheShareAskedForAndFindNeighboursToo(Method method) throws Exception {
    try (Workers workers = new Workers(2)) {
      for (Similarity similarity : new Similarity[] {Similarity.L2, Similarity.COSINE}) {
        Trials trials = new Trials(data(similarity, workers), workers, Progress.NONE);
        TrainingOptions options = options(method, similarity);
        Outcome none = trials.run(Seen.HALF, options);
        double[] before = new double[BINS];
        for (double share : new double[] {0, 0.05, 0.33, 1}) {
          Outcome some = trials.run(Seen.HALF, options, Placement.MODEL, share);
          assertEquals(DOCUMENTS, some.documents());
          int rows = Arrays.stream(some.sizes()).sum();
          assertEquals((1 + share) * DOCUMENTS, rows, 0.02 * DOCUMENTS, method + ": " + share);
          assertEquals(none.routerMacs(), some.routerMacs());
          for (int t = 1; t <= BINS; t++) {
            double recall = some.routing().atProbes(t).recall();
            assertTrue(recall >= before[t - 1], method + ": recall of " + t + " at " + share);
            before[t - 1] = recall;
          }
        }
        assertTrue(before[0] > none.routing().atProbes(1).recall() + 0.02, method + " with all");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void inTheirPartitionDocumentsLieWhereLearningPutThem(long seed) throws Exception {
    try (Workers workers = new Workers(2)) {
      Trials trials = new Trials(data(Similarity.COSINE, workers), workers, Progress.NONE);
      // Each document is in the bin of its nearest centre, so the model says the same but for what
      // the rounding of its weights moves.
      TrainingOptions kmeans = options(Method.KMEANS, Similarity.COSINE).with(o -> o.seed = seed);
      Outcome placed = trials.run(Seen.ALL, kmeans);
      Outcome left = trials.run(Seen.ALL, kmeans, Placement.PARTITION, 0);
      for (int t = 1; t <= BINS; t++) {
        Routing.Measured at = placed.routing().atProbes(t);
        assertEquals(at.recall(), left.routing().atProbes(t).recall(), 0.01, "seed " + seed);
        assertEquals(at.candidates(), left.routing().atProbes(t).candidates(), 0.01);
      }
      // The cut keeps neighbours together that the means of its bins do not.
      TrainingOptions graph = options(Method.GRAPH, Similarity.COSINE).with(o -> o.seed = seed);
      int[] cut = trials.run(Seen.ALL, graph, Placement.PARTITION, 0).sizes();
      int most = (int) ((1 + PriceBalance.EPSILON) * DOCUMENTS / BINS);
      assertTrue(Arrays.stream(cut).max().orElseThrow() <= most, Arrays.toString(cut));
      assertEquals(DOCUMENTS, Arrays.stream(cut).sum());
      assertTrue(!Arrays.equals(cut, trials.run(Seen.ALL, graph).sizes()));
    }
  }

  @Test
  void unseenDocumentsAreInNoPartition() throws Exception {
    try (Workers workers = new Workers(1)) {
      Trials trials = new Trials(data(Similarity.L2, workers), workers, Progress.NONE);
      TrainingOptions kmeans = options(Method.KMEANS, Similarity.L2);
      TrainingOptions chooses = options(Method.SELF_CONSISTENT, Similarity.L2);
      TrainingOptions sample = kmeans.with(o -> o.sample = 2000);
      for (Executable refused :
          List.<Executable>of(
              () -> trials.run(Seen.HALF, kmeans, Placement.PARTITION, 0),
              () -> trials.run(Seen.ALL, kmeans, Placement.PARTITION, 0.1),
              () -> trials.run(Seen.ALL, sample, Placement.PARTITION, 0),
              () -> trials.run(Seen.ALL, chooses, Placement.PARTITION, 0))) {
        String why = assertThrows(IllegalArgumentException.class, refused).getMessage();
        assertTrue(why.contains("only where all are trained on"), why);
      }
    }
  }

  @Test
  void anOutcomeDoesNotDependOnWhatRanBeforeNorOnThreads() throws Exception {
    TrainingOptions linear = options(Method.LINEAR, Similarity.L2);
    try (Workers one = new Workers(1);
        Workers three = new Workers(3)) {
      Outcome alone =
          new Trials(data(Similarity.L2, one), one, Progress.NONE).run(Seen.ALL, linear);
      Trials trials = new Trials(data(Similarity.L2, three), three, Progress.NONE);
      trials.run(Seen.ALL, options(Method.SELF_CONSISTENT, Similarity.L2));
      trials.run(Seen.HALF, linear);
      trials.run(Seen.ALL, options(Method.MLP, Similarity.L2).with(o -> o.labels = 1));
      Outcome later = trials.run(Seen.ALL, linear);
      assertArrayEquals(alone.sizes(), later.sizes());
      assertEquals(alone.routing().toReach(0.9), later.routing().toReach(0.9));
      Outcome spilled = trials.run(Seen.ALL, linear, Placement.MODEL, 0.2);
      trials.run(Seen.HALF, linear);
      assertEquals(
          spilled.routing().toReach(0.9),
          trials.run(Seen.ALL, linear, Placement.MODEL, 0.2).routing().toReach(0.9));
      assertEquals(
          alone.routing().toReach(0.9), trials.run(Seen.ALL, linear).routing().toReach(0.9));
      Outcome other = trials.run(Seen.ALL, linear.with(o -> o.seed = 4));
      assertNotEquals(alone.routing().toReach(0.9), other.routing().toReach(0.9));
    }
  }

  @Test
  void aRelaxedCutCollapsesWithoutBalanceAndNotWithIt() throws Exception {
    try (Workers workers = new Workers(2)) {
      Trials trials = new Trials(data(Similarity.COSINE, workers), workers, Progress.NONE);
      TrainingOptions options =
          options(Method.SOFT_RELAXATION, Similarity.COSINE).with(o -> o.hiddenUnits = 0);
      double[] largest = new double[2];
      for (int balance = 0; balance < 2; balance++) {
        Relaxation weights = new Relaxation(1, balance, 0, 0, 600);
        int[] sizes = trials.run(Seen.ALL, options.with(o -> o.relaxation = weights)).sizes();
        largest[balance] = (double) Arrays.stream(sizes).max().orElseThrow() / DOCUMENTS;
      }
      // These clusters are far apart: documents in a cloud collapse more.
      assertTrue(largest[0] > 3.0 / BINS, "without balance a bin holds " + largest[0]);
      assertTrue(largest[1] < 2.0 / BINS, "with balance a bin holds " + largest[1]);
    }
  }

  @Test
  void potentialsAreTheRouterOfCentresUntilAQueryClimbs() throws Exception {
    try (Workers workers = new Workers(2)) {
      Trials trials = new Trials(data(Similarity.L2, workers), workers, Progress.NONE);
      Outcome centres = trials.run(Seen.ALL, options(Method.BALANCED_KMEANS, Similarity.L2));
      TrainingOptions options = options(Method.POTENTIAL, Similarity.L2);
      Outcome none =
          trials.run(Seen.ALL, options.with(o -> o.potential = new Potential(0, 5, 0.5)));
      // Documents are placed by weights that are not rounded, which moves a few of them.
      int moved = 0;
      for (int c = 0; c < BINS; c++) {
        moved += Math.abs(centres.sizes()[c] - none.sizes()[c]);
      }
      assertTrue(moved <= 12, moved + " documents");
      assertEquals(
          centres.routing().toReach(0.9).candidates(),
          none.routing().toReach(0.9).candidates(),
          0.005);
      assertEquals(centres.routerMacs(), none.routerMacs());
      Outcome climbed =
          trials.run(Seen.ALL, options.with(o -> o.potential = new Potential(2, 5, 0.5)));
      assertArrayEquals(none.sizes(), climbed.sizes());
      assertNotEquals(none.routing().toReach(0.9), climbed.routing().toReach(0.9));
      assertEquals(5 * centres.routerMacs(), climbed.routerMacs());
    }
  }

  @Test
  void queriesToLearnFromAndASampleChangeWhatIsLearnt() throws Exception {
    try (Workers workers = new Workers(2)) {
      TrialData data = data(Similarity.L2, workers);
      TrialData more = data.learning(clustered(600, 3));
      for (Method method : new Method[] {Method.LINEAR, Method.SELF_CONSISTENT}) {
        TrainingOptions options = options(method, Similarity.L2);
        Trials trials = new Trials(data, workers, Progress.NONE);
        Routing.Measured usual = trials.run(Seen.ALL, options).routing().toReach(0.9);
        Outcome sampled = trials.run(Seen.ALL, options.with(o -> o.sample = 1200));
        assertNotEquals(usual, sampled.routing().toReach(0.9));
        assertEquals(DOCUMENTS, Arrays.stream(sampled.sizes()).sum(), "all documents are placed");
        Outcome learnt = new Trials(more, workers, Progress.NONE).run(Seen.ALL, options);
        assertNotEquals(usual, learnt.routing().toReach(0.9));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void halfOfTheDocumentsAreDistinctAndChangeWithTheSeed(long seed) {
    int n = 1001;
    float[] base = new float[n * 2];
    for (int i = 0; i < base.length; i++) {
      base[i] = i;
    }
    TrialData data = new TrialData(base, 2, new float[2], new int[1], 1, new float[0]);
    float[] half = Trials.half(data, seed);
    assertEquals(n / 2 * 2, half.length);
    Set<Float> rows = new HashSet<>();
    int low = 0;
    for (int i = 0; i < half.length; i += 2) {
      assertEquals(0, half[i] % 2, "whole rows");
      assertEquals(half[i] + 1, half[i + 1], "whole rows");
      rows.add(half[i]);
      low += half[i] < n ? 1 : 0;
    }
    assertEquals(n / 2, rows.size());
    assertTrue(Math.abs(low - n / 4) < 60, low + " of the first half");
    assertTrue(!Arrays.equals(half, Trials.half(data, seed + 10)));
  }
}
