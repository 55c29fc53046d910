package org.learnedpartition.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.learnedpartition.cache.Cache;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.method.BinChoice;
import org.learnedpartition.method.Folds;
import org.learnedpartition.method.Method;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class TuningTests {
  private static final int DIMENSION = 6;
  private static final int TRIALS = 8;

  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();

  private static float[] vectors() {
    Random random = new Random(3);
    float[] vectors = new float[1500 * DIMENSION];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = (float) random.nextGaussian() + (i / DIMENSION % 9) * (i % DIMENSION % 2);
    }
    return vectors;
  }

  private static TrainingOptions options(Method method) {
    return TrainingOptions.of(Similarity.L2).with(o -> o.method = method).with(o -> o.threads = 2);
  }

  private Folds folds(Workers workers, Cache cache) throws Exception {
    TrainingOptions options = options(Method.LINEAR);
    VectorSource base = VectorSource.of(vectors(), DIMENSION);
    return Folds.load(base, options, 3, cache, workers, Progress.NONE);
  }

  private List<Tuning.Best> tune(Path out, Consumer<String> teller) throws Exception {
    try (Workers workers = new Workers(2)) {
      Cache cache = Cache.in(folder.resolve("cache"), 1 << 30, told::add);
      return new Tuning(out, new Tuning.Plan(TRIALS, 3))
          .run(folds(workers, cache), options(Method.LINEAR), teller);
    }
  }

  @Test
  void runThatStoppedGoesOnToTheSameTrials() throws Exception {
    Path whole = folder.resolve("whole");
    List<Tuning.Best> best = tune(whole, told::add);
    assertEquals(TRIALS, told.size());
    assertTrue(best.size() >= MedianRule.LEAST, told::toString);

    Path parts = folder.resolve("parts");
    RuntimeException stop = new RuntimeException("stop");
    assertEquals(
        stop,
        assertThrows(
            RuntimeException.class,
            () ->
                tune(
                    parts,
                    line -> {
                      if (line.startsWith("trial 3")) {
                        throw stop;
                      }
                    })));
    List<String> again = new ArrayList<>();
    assertEquals(
        best.stream().map(Tuning.Best::options).toList(),
        tune(parts, again::add).stream().map(Tuning.Best::options).toList());
    assertEquals(3, again.stream().filter(line -> line.endsWith("there already")).count());
    assertTrue(Files.readString(parts.resolve("tune.html")).contains("Trials over time"));
    List<String> table = Files.readAllLines(parts.resolve("trials.csv"));
    assertEquals(1 + TRIALS, table.size());
    assertTrue(table.getFirst().startsWith("trial,bins,labels,clusters,folds"), table.getFirst());
  }

  @Test
  void bestCostsLeastOfTheTrialsOnAllFolds() throws Exception {
    List<Tuning.Best> best = tune(folder.resolve("out"), told::add);
    List<Double> costs = new ArrayList<>();
    for (Tuning.Best each : best) {
      String line = each.summary();
      costs.add(Double.parseDouble(line.substring(line.indexOf(": ") + 2, line.indexOf(" %"))));
    }
    assertEquals(costs.stream().sorted().toList(), costs);
    assertNotEquals(costs.getFirst(), costs.getLast());
  }

  @Test
  void figuresDependOnTheFoldAndNotOnTheCache() throws Exception {
    TrainingOptions options = options(Method.SELF_CONSISTENT).with(o -> o.bins = 8);
    try (Workers workers = new Workers(2)) {
      Cache cache = Cache.in(folder, 1 << 30, told::add);
      Folds.Outcome first = folds(workers, cache).run(options, 0);
      for (Cache other : List.of(cache, Cache.none())) {
        Folds.Outcome again = folds(workers, other).run(options, 0);
        assertEquals(first.cost(), again.cost());
        assertEquals(first.candidatesP95(), again.candidatesP95());
      }
      assertTrue(first.cost() > first.candidates(), "routing costs");
      assertNotEquals(first.cost(), folds(workers, cache).run(options, 1).cost());
    }
  }

  @Test
  void methodWithoutParametersIsRefusedWhereBinsAreGiven() {
    TrainingOptions options = options(Method.KMEANS).with(o -> o.bins = 8);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> SearchSpace.of(options, 1000, DIMENSION))
            .getMessage()
            .contains("nothing to tune"));
  }

  @Test
  void pointsAndOptionsAreOneAnothersInverse() {
    SearchSpace space = SearchSpace.of(options(Method.BLISS), 100_000, 100);
    List<Integer> places = new ArrayList<>();
    for (Dimension dimension : space.dimensions()) {
      places.add(dimension.size() - 1);
    }
    assertEquals(places, space.places(space.values(places)));
    TrainingOptions options = space.options(space.values(places));
    assertEquals(4 * BinChoice.of(100_000, 100_000, 100).bins(), options.bins());
    assertEquals(512, options.hiddenUnits());
    assertEquals(8, options.choices());
  }
}
