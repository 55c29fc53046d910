package org.learnedpartition.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Evaluation;

/** What a model promises is what searches get. */
class CalibrationPromiseTests {
  private static final int DIMENSION = 12;
  private static final int BASE = 5000;
  private static final int QUERIES = 1500;
  private static final double TOLERANCE = 0.015;

  /** What the judges and the queries miss by chance. */
  private static final double ERRORS = 3;

  /** Points about places that are the same for all seeds, as far from them as asked for. */
  private static float[] points(int n, long seed, double spread) {
    Random fixed = new Random(1);
    float[] places = new float[80 * DIMENSION];
    for (int i = 0; i < places.length; i++) {
      places[i] = (float) fixed.nextGaussian();
    }
    Random random = new Random(seed);
    float[] points = new float[n * DIMENSION];
    for (int i = 0; i < n; i++) {
      int place = random.nextInt(80) * DIMENSION;
      for (int d = 0; d < DIMENSION; d++) {
        points[i * DIMENSION + d] = places[place + d] + (float) (spread * random.nextGaussian());
      }
    }
    return points;
  }

  private static VectorSource source(float[] points) {
    return VectorSource.of(points, DIMENSION);
  }

  private static PartitionModel train(float[] base, float[] queries) throws Exception {
    TrainingOptions options =
        TrainingOptions.of(Similarity.L2)
            .with(o -> o.bins = 48)
            .with(o -> o.hiddenUnits = 0)
            .with(o -> o.sample = BASE);
    return Trainer.train(
            source(base), queries == null ? null : source(queries), options, Progress.NONE)
        .model();
  }

  private static List<Evaluation.Promise> promises(
      PartitionModel model, float[] base, float[] queries, double spill) throws Exception {
    List<Evaluation> evaluations = new ArrayList<>();
    try (OpenModel open = OpenModel.open(model);
        Workers workers = new Workers(2)) {
      Evaluation.each(
          List.of(open),
          source(base),
          source(queries),
          null,
          10,
          spill,
          workers,
          Progress.NONE,
          (m, evaluation) -> evaluations.add(evaluation));
    }
    List<Evaluation.Promise> promises = evaluations.getFirst().promises();
    assertEquals(Evaluation.KS.size() * Evaluation.ASKED.size(), promises.size());
    return promises;
  }

  private static void assertKept(String what, List<Evaluation.Promise> promises) {
    for (Evaluation.Promise promise : promises) {
      double chance = ERRORS * promise.got().error() * Math.sqrt(1 + (double) QUERIES / 750);
      double over = promise.got().recall() - promise.asked();
      String message = what + ": " + promise;
      assertTrue(over >= -TOLERANCE - chance, message);
      // Less than one bin cannot be probed.
      assertTrue(over <= TOLERANCE + chance || promise.got().probes() == 1, message);
    }
  }

  @ParameterizedTest
  @CsvSource({"11, 0.5", "12, 0", "13, 1"})
  void freshQueriesGetTheRecallAskedFor(long seed, double spill) throws Exception {
    float[] base = points(BASE, seed, 0.7);
    float[] queries = points(QUERIES, seed + 100, 0.7);
    PartitionModel model = train(base, null);
    String what = "seed " + seed;
    assertKept(what, promises(model, base, queries, spill));
    // Other documents of the same distribution, none of which the model saw.
    assertKept(what, promises(model, points(BASE, seed + 200, 0.7), queries, spill));
  }

  /** Ten neighbours among all are two of the sample, so fewer bins are probed, and enough. */
  @Test
  void anIndexDenserThanTheSampleGetsNoLessThanAskedFor() throws Exception {
    float[] base = points(5 * BASE, 31, 0.7);
    float[] queries = points(QUERIES, 32, 0.7);
    for (Evaluation.Promise promise : promises(train(base, null), base, queries, 0.5)) {
      double chance = ERRORS * promise.got().error() * 2;
      assertTrue(
          promise.got().recall() >= promise.asked() - TOLERANCE - chance, promise.toString());
    }
  }

  /** Queries farther out than documents are promised too much, unless there is a sample of them. */
  @Test
  void queriesOfAnotherKindGetItWhenSomeAreGiven() throws Exception {
    float[] base = points(BASE, 21, 0.5);
    float[] asked = points(2 * QUERIES, 22, 1);
    float[] queries = points(QUERIES, 23, 1);
    List<Evaluation.Promise> without = promises(train(base, null), base, queries, 0.5);
    assertTrue(
        without.stream().anyMatch(p -> p.got().recall() < p.asked() - 3 * TOLERANCE),
        "no gap to close: " + without);
    assertKept("given", promises(train(base, asked), base, queries, 0.5));
  }
}
