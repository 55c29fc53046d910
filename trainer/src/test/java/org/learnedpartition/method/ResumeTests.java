package org.learnedpartition.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.learnedpartition.cache.Cache;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.method.Trials.Seen;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class ResumeTests {
  private static final int DIMENSION = 6;

  @TempDir private Path folder;

  private static float[] vectors(int n, int seed) {
    Random random = new Random(seed);
    float[] vectors = new float[n * DIMENSION];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = (float) random.nextGaussian() + (i / DIMENSION % 7) * (i % DIMENSION % 2);
    }
    return vectors;
  }

  private static TrainingOptions options(Method method) {
    return TrainingOptions.of(Similarity.L2)
        .with(o -> o.method = method)
        .with(o -> o.bins = 8)
        .with(o -> o.hiddenUnits = 4)
        .with(o -> o.threads = 2);
  }

  private Cache cache() {
    return Cache.in(folder, 1 << 30, warning -> {});
  }

  private static String train(TrainingOptions options, Cache cache, Progress progress)
      throws Exception {
    VectorSource queries = VectorSource.of(vectors(300, 2), DIMENSION);
    return Trainer.train(
            VectorSource.of(vectors(2500, 1), DIMENSION), queries, options, cache, progress)
        .model()
        .id();
  }

  /** Ends a training where it is. */
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"SELF_CONSISTENT", "BLISS", "ALTERNATING", "LINEAR", "KMEANS"})
  void stoppedTrainingGoesOnToTheSameModel(Method method) throws Exception {
    TrainingOptions options = options(method);
    String undisturbed = train(options, Cache.none(), Progress.NONE);
    String id = null;
    int stops = 0;
    for (int most = 3; id == null; most += 17) {
      AtomicInteger reports = new AtomicInteger();
      int last = most;
      try {
        id =
            train(
                options,
                cache(),
                (stage, done, total) -> {
                  if (reports.incrementAndGet() > last) {
                    throw new Stop();
                  }
                });
      } catch (Stop e) {
        stops++;
      }
    }
    assertEquals(undisturbed, id, stops + " stops");
    assertTrue(stops > 1, stops + " stops");
  }

  @Test
  void finishedPartsAreNotMadeAgain() throws Exception {
    TrainingOptions options = options(Method.SELF_CONSISTENT);
    String first = train(options, cache(), Progress.NONE);
    List<String> stages = Collections.synchronizedList(new ArrayList<>());
    assertEquals(first, train(options, cache(), (stage, done, total) -> stages.add(stage)));
    List<String> made =
        stages.stream().filter(stage -> !stage.contains("from the cache")).distinct().toList();
    assertTrue(made.contains("codebooks"), made::toString);
    Pattern kept = Pattern.compile("(exact )?neighbours.*|k-means.*|linear|mlp|(mlp )?round.*");
    assertTrue(made.stream().noneMatch(kept.asMatchPredicate()), made::toString);
  }

  @Test
  void otherOptionsSeedsAndVectorsMakeOtherModels() throws Exception {
    TrainingOptions options = options(Method.SELF_CONSISTENT);
    train(options, cache(), Progress.NONE);
    for (TrainingOptions other :
        List.of(
            options.with(o -> o.seed = 7),
            options.with(o -> o.bins = 9),
            options.with(o -> o.hiddenUnits = 5),
            options.with(o -> o.method = Method.MLP).with(o -> o.labels = 3),
            options.with(o -> o.method = Method.LINEAR).with(o -> o.clusters = Method.KMEANS),
            options.with(o -> o.sample = 1200))) {
      assertEquals(
          train(other, Cache.none(), Progress.NONE),
          train(other, cache(), Progress.NONE),
          other.toString());
    }
  }

  @Test
  void trialsMeasureTheSameFromTheCache() throws Exception {
    TrainingOptions options = options(Method.LINEAR);
    List<Trials.Outcome> outcomes = new ArrayList<>();
    for (Cache cache : List.of(Cache.none(), cache(), cache())) {
      try (Workers workers = new Workers(2)) {
        TrialData data =
            TrialData.of(
                vectors(2000, 1),
                DIMENSION,
                vectors(100, 2),
                10,
                Similarity.L2,
                cache,
                workers,
                Progress.NONE);
        outcomes.add(new Trials(data, cache, workers, Progress.NONE).run(Seen.HALF, options));
      }
    }
    for (Trials.Outcome outcome : outcomes) {
      assertEquals(outcomes.getFirst().routing().toReach(0.9), outcome.routing().toReach(0.9));
    }
    // What came from the cache counts as long as it took to make.
    assertTrue(outcomes.get(2).seconds() > 0.5 * outcomes.get(1).seconds());
  }
}
