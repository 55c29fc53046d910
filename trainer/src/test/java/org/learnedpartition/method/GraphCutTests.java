package org.learnedpartition.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.report.Metrics;

class GraphCutTests {
  private static final int DIMENSION = 8;
  private static final int BINS = 10;

  @ParameterizedTest
  @EnumSource(names = {"GRAPH", "NEURAL_LSH", "ALTERNATING"})
  void modelsOfACutPlaceDocumentsEvenlyAndNearTheirNeighbours(Method method) throws Exception {
    long seed = 4;
    Random random = new Random(seed);
    int n = 3000;
    float[] vectors = new float[n * DIMENSION];
    for (int i = 0; i < n; i++) {
      int c = random.nextInt(60);
      for (int d = 0; d < DIMENSION; d++) {
        vectors[i * DIMENSION + d] =
            (float) (Math.sin(c * 5.1 + d * 1.7) + 0.2 * random.nextGaussian());
      }
    }
    TrainingOptions options =
        TrainingOptions.of(Similarity.COSINE)
            .with(o -> o.method = method)
            .with(o -> o.clusters = Method.GRAPH)
            .with(o -> o.hiddenUnits = 16)
            .with(o -> o.bins = BINS)
            .with(o -> o.seed = seed);
    TrainingResult result =
        Trainer.train(VectorSource.of(vectors, DIMENSION), null, options, Progress.NONE);
    assertEquals(method.version(), result.model().manifest().provenance().get("method"));
    int[] bin = new int[n];
    try (OpenModel open = OpenModel.open(result.model())) {
      open.assign(vectors, n, bin);
    }
    double imbalance = Metrics.imbalance(Metrics.sizes(bin, n, BINS));
    assertTrue(imbalance <= PriceBalance.EPSILON + 0.1, method + ": " + imbalance);
    // Bins at random need nearly all for this recall.
    double candidates = result.stages().getLast().candidates();
    assertTrue(candidates < 0.5, method + ": " + candidates);
  }
}
