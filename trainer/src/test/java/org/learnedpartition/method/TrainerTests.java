package org.learnedpartition.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Quantizer;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.Spill;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Evaluation;
import org.learnedpartition.report.Metrics;
import org.learnedpartition.vector.BlockLayout;
import org.learnedpartition.vector.QueryTable;

class TrainerTests {
  private static final int DIMENSION = 10;

  private static float[] clustered(int n, int seed, float offset) {
    Random fixed = new Random(1);
    float[] centres = new float[60 * DIMENSION];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) fixed.nextGaussian();
    }
    Random random = new Random(seed);
    float[] vectors = new float[n * DIMENSION];
    for (int i = 0; i < n; i++) {
      int c = random.nextInt(60);
      for (int d = 0; d < DIMENSION; d++) {
        vectors[i * DIMENSION + d] =
            offset + centres[c * DIMENSION + d] + 0.5f * (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  private static TrainingOptions linear(Similarity similarity) {
    return TrainingOptions.of(similarity).with(o -> o.hiddenUnits = 0);
  }

  private static TrainingResult train(float[] vectors, float[] queries, TrainingOptions options)
      throws Exception {
    return Trainer.train(
        VectorSource.of(vectors, DIMENSION),
        queries == null ? null : VectorSource.of(queries, DIMENSION),
        options,
        Progress.NONE);
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void secondRowsGatherInNoBin(Similarity similarity) throws Exception {
    float[] vectors = clustered(8000, 3, 0);
    TrainingOptions options = linear(similarity).with(o -> o.bins = 32);
    PartitionModel model = train(vectors, null, options).model();
    double even = imbalance(model, vectors);
    double before = imbalance(withoutFactors(model), vectors);
    assertTrue(even < 0.2 && even < 0.6 * before, even + ", without factors " + before);
  }

  private static double imbalance(PartitionModel model, float[] vectors) throws Exception {
    int n = vectors.length / DIMENSION;
    int[] bin = new int[n];
    int[] second = new int[n];
    try (OpenModel open = OpenModel.open(model)) {
      open.assign(vectors, n, 0.5, bin, second);
    }
    return Metrics.imbalance(Metrics.rows(bin, second, model.bins()));
  }

  private static PartitionModel withoutFactors(PartitionModel model) {
    float[] centres = new float[model.bins() * DIMENSION];
    model.centres().get(centres);
    Spill spill = model.spill();
    return PartitionModel.of(
        model.manifest(),
        model.routerOnnx(),
        null,
        centres,
        model.calibration(),
        List.of(),
        new Spill(spill.losses(), List.of(), spill.curves()));
  }

  @ParameterizedTest
  @CsvSource({"L2,0,0", "L2,256,1000", "COSINE,0,0", "COSINE,16,0", "INNER_PRODUCT,0,0"})
  void modelPlacesItsOwnVectorsAsItsManifestSays(Similarity similarity, int hidden, float offset)
      throws Exception {
    float[] vectors = clustered(3000, 2, offset);
    TrainingOptions options =
        TrainingOptions.of(similarity)
            .with(o -> o.bins = 16)
            .with(o -> o.threads = 2)
            .with(o -> o.hiddenUnits = hidden);
    PartitionModel model = train(vectors, null, options).model();
    assertEquals(similarity, model.similarity());
    int[] bin = new int[3000];
    int[] sizes = new int[16];
    double[] sums = new double[16 * DIMENSION];
    try (OpenModel open = OpenModel.open(model)) {
      open.assign(vectors, 3000, bin);
    }
    for (int i = 0; i < 3000; i++) {
      sizes[bin[i]]++;
      double squares = 0;
      for (int d = 0; d < DIMENSION; d++) {
        double x = vectors[i * DIMENSION + d];
        squares += x * x;
      }
      double unit = similarity == Similarity.COSINE ? 1 / Math.sqrt(squares) : 1;
      for (int d = 0; d < DIMENSION; d++) {
        sums[bin[i] * DIMENSION + d] += unit * vectors[i * DIMENSION + d];
      }
    }
    for (int c = 0; c < 16; c++) {
      // A vector on the edge of two bins may fall either way after rounding.
      assertEquals(sizes[c], model.manifest().binSizes()[c], 3, "bin " + c);
      for (int d = 0; d < DIMENSION; d++) {
        assertEquals(
            sums[c * DIMENSION + d] / sizes[c],
            model.centres().get(c * DIMENSION + d),
            0.05,
            "centre " + c);
      }
    }
  }

  @Test
  void sameDataOptionsAndSeedGiveTheSameModelWithAnyThreads() throws Exception {
    float[] vectors = clustered(2500, 3, 0);
    TrainingOptions options =
        TrainingOptions.of(Similarity.COSINE).with(o -> o.bins = 16).with(o -> o.hiddenUnits = 8);
    String one = train(vectors, null, options.with(o -> o.threads = 1)).model().id();
    assertEquals(one, train(vectors, null, options.with(o -> o.threads = 1)).model().id());
    assertEquals(one, train(vectors, null, options.with(o -> o.threads = 3)).model().id());
    assertNotEquals(one, train(vectors, null, options.with(o -> o.seed = 7)).model().id());
  }

  @ParameterizedTest
  @CsvSource({"L2,0", "L2,1000", "COSINE,0", "INNER_PRODUCT,0"})
  void marginsHoldForQueriesAndDocumentsThatWereNotTrainedOn(Similarity similarity, float offset)
      throws Exception {
    PartitionModel model =
        train(clustered(6000, 2, offset), null, linear(similarity).with(o -> o.bins = 16)).model();
    assertEquals(EnumSet.allOf(Encoding.class), model.encodings());
    int documents = 2000;
    int queries = 200;
    float[] vectors = clustered(documents, 7, offset);
    float[] asked = clustered(queries, 8, offset);
    int[] bin = new int[documents];
    try (OpenModel open = OpenModel.open(model)) {
      open.assign(vectors, documents, bin);
    }
    double error = 0;
    for (Encoding encoding : model.encodings()) {
      Quantizer quantizer = model.quantizer(encoding);
      if (quantizer == null) {
        continue;
      }
      String which = encoding + " " + quantizer.codebook();
      assertTrue(quantizer.codebook().error() > error, which);
      error = quantizer.codebook().error();
      BlockLayout layout = new BlockLayout(quantizer.codes(), encoding != Encoding.X4);
      Quantizer.Encoder encoder = quantizer.encoder();
      byte[] codes = new byte[quantizer.codes()];
      byte[] block = new byte[layout.blockBytes()];
      float[] scores = new float[QueryTable.BLOCK_ROWS];
      int within = 0;
      int neighbours = 0;
      for (int q = 0; q < queries; q++) {
        float[] prepared =
            quantizer.prepare(Arrays.copyOfRange(asked, q * DIMENSION, (q + 1) * DIMENSION));
        double[] score = new double[documents];
        for (int i = 0; i < documents; i++) {
          score[i] = quantizer.score(prepared, vectors, i * DIMENSION);
        }
        double tenth = Arrays.stream(score).sorted().skip(documents - 10).findFirst().getAsDouble();
        QueryTable table = quantizer.table(prepared);
        for (int i = 0; i < documents; i++) {
          if (score[i] >= tenth) {
            layout.put(
                block, 0, 5, codes, encoder.encode(vectors, i * DIMENSION, bin[i], codes, 0));
            table.scan(block, 0, 0, scores);
            double estimate = quantizer.base(prepared, bin[i]) + scores[5];
            double margin = quantizer.margin(0.9, prepared).of((float) score[i]);
            within += score[i] - estimate <= margin ? 1 : 0;
            neighbours++;
          }
        }
      }
      double share = (double) within / neighbours;
      assertEquals(0.9, share, 0.05, which);
    }
    assertTrue(model.quantizer(Encoding.X4).codebook().error() < 0.001);
    assertTrue(model.quantizer(Encoding.X32).codebook().error() < 0.5);
  }

  @Test
  void noStageIsKeptThatDoesNotPay() throws Exception {
    for (int seed : new int[] {1, 2, 3}) {
      TrainingResult result =
          train(
              clustered(4000, seed, 0),
              null,
              linear(Similarity.L2)
                  .with(o -> o.bins = 16)
                  .with(o -> o.seed = seed)
                  .with(o -> o.rounds = 3));
      List<Stage> stages = result.stages();
      assertEquals("centroids", stages.getFirst().name());
      double best = Double.POSITIVE_INFINITY;
      for (Stage stage : stages) {
        assertEquals(stage.candidates() < best, stage.kept(), "seed " + seed + ": " + stages);
        best = stage.kept() ? stage.candidates() : best;
      }
      assertTrue(result.model().manifest().provenance().get("stages").contains("centroids"));
    }
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void plainKMeansPutsEachVectorInTheBinOfItsNearestCentre(Similarity similarity) throws Exception {
    int n = 3000;
    float[] vectors = clustered(n, 11, 1);
    TrainingResult result =
        train(
            vectors,
            null,
            linear(similarity).with(o -> o.method = Method.KMEANS).with(o -> o.bins = 20));
    PartitionModel model = result.model();
    assertEquals(Method.KMEANS.version(), model.manifest().provenance().get("method"));
    assertEquals(List.of("centroids"), result.stages().stream().map(Stage::name).toList());
    for (float price : model.manifest().prices()) {
      assertEquals(0, price);
    }
    int[] bin = new int[n];
    int agree = 0;
    try (OpenModel open = OpenModel.open(model)) {
      open.assign(vectors, n, bin);
      for (int i = 0; i < n; i++) {
        float[] vector = Arrays.copyOfRange(vectors, i * DIMENSION, (i + 1) * DIMENSION);
        // Without prices documents and queries go to the same bin.
        assertEquals(open.rank(vector).bin(0), bin[i]);
        agree += nearestCentre(model, vector) == bin[i] ? 1 : 0;
      }
    }
    // The model's centres are the means of the bins, one move on from those that chose the bins.
    assertTrue(agree >= 0.97 * n, agree + " of " + n);
  }

  private static int nearestCentre(PartitionModel model, float[] vector) {
    int best = -1;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < model.bins(); c++) {
      double dot = 0;
      double squares = 0;
      for (int d = 0; d < DIMENSION; d++) {
        double x = model.centres().get(c * DIMENSION + d);
        dot += x * vector[d];
        squares += x * x;
      }
      double score =
          model.similarity() == Similarity.L2 ? dot - squares / 2 : dot / Math.sqrt(squares);
      if (score > bestScore) {
        bestScore = score;
        best = c;
      }
    }
    return best;
  }

  @Test
  void linearBaselineIsKeptEvenIfWorseAndLeavesTheClusteringAsItIs() throws Exception {
    // Noise with few vectors a bin has little to learn, so that the router loses to the centres.
    Random random = new Random(12);
    int n = 4000;
    float[] vectors = new float[n * DIMENSION];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = (float) random.nextGaussian();
    }
    TrainingOptions options =
        linear(Similarity.L2).with(o -> o.bins = 800).with(o -> o.targetRecall = 0.5);
    TrainingResult result = train(vectors, null, options.with(o -> o.method = Method.LINEAR));
    List<Stage> stages = result.stages();
    assertEquals(List.of("centroids", "linear"), stages.stream().map(Stage::name).toList());
    assertTrue(stages.get(1).candidates() > stages.get(0).candidates(), stages.toString());
    assertTrue(stages.get(1).kept());
    TrainingResult balanced =
        train(vectors, null, options.with(o -> o.method = Method.BALANCED_KMEANS));
    int[] bin = new int[n];
    int[] balancedBin = new int[n];
    try (OpenModel one = OpenModel.open(result.model());
        OpenModel other = OpenModel.open(balanced.model())) {
      one.assign(vectors, n, bin);
      other.assign(vectors, n, balancedBin);
      int moved = 0;
      int reordered = 0;
      for (int i = 0; i < n; i++) {
        float[] vector = Arrays.copyOfRange(vectors, i * DIMENSION, (i + 1) * DIMENSION);
        moved += bin[i] == balancedBin[i] ? 0 : 1;
        int[] order = one.rank(vector).first(one.model().bins());
        int[] otherOrder = other.rank(vector).first(other.model().bins());
        reordered += Arrays.equals(order, otherOrder) ? 0 : 1;
      }
      // Clusters of five points of noise are about equally near, and a router's weights are
      // rounded.
      assertTrue(moved <= n / 10, moved + " vectors moved");
      assertTrue(reordered > n / 2, reordered + " rankings differ");
    }
  }

  @Test
  void aMethodWithoutModelFilesIsRefusedBeforeItTrains() {
    TrainingOptions options =
        TrainingOptions.of(Similarity.L2).with(o -> o.method = Method.POTENTIAL);
    VectorSource some = VectorSource.of(new float[8], 4);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Trainer.train(some, null, options, Progress.NONE))
            .getMessage();
    assertTrue(message.contains("[method] potential") && message.contains("lp compare"), message);
  }

  @Test
  void unknownMethodIsRefusedWithTheNamesOfAll() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Method.ofLabel("k-means")).getMessage();
    assertEquals(
        "[method] must be one of kmeans, kmeans-standard, kmeans-spherical, kmeans-shallow,"
            + " balanced-kmeans, graph, linear, mlp, balanced-kmeans-shortlist, linear-shortlist,"
            + " mlp-shortlist, bliss, neural-lsh, alternating, soft-relaxation, potential,"
            + " self-consistent, got [k-means]",
        message);
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> TrainingOptions.of(Similarity.L2).with(o -> o.method = null))
            .getMessage();
    assertTrue(message.contains(Method.labels()), message);
    for (Method method : Method.values()) {
      assertEquals(method, Method.ofLabel(method.label()));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void calibrationPromisesNoMoreThanFreshVectorsGive(double spill) throws Exception {
    PartitionModel model =
        train(clustered(8000, 4, 0), null, linear(Similarity.L2).with(o -> o.bins = 32)).model();
    Calibration calibration = model.calibration(spill);
    assertEquals(32, calibration.probes().getLast().setting());
    assertEquals(List.of(1.0, 1.0, 1.0), calibration.probes().getLast().recalls());
    assertEquals(List.of(1, 10, 100), calibration.ks());
    assertFalse(calibration.mass().isEmpty());
    // Other vectors of the same distribution, as many: an index that the model never saw.
    float[] base = clustered(8000, 5, 0);
    float[] queries = clustered(300, 6, 0);
    try (OpenModel open = OpenModel.open(model);
        Workers workers = new Workers(2)) {
      List<Evaluation> evaluations = new ArrayList<>();
      Evaluation.each(
          List.of(open),
          VectorSource.of(base, DIMENSION),
          VectorSource.of(queries, DIMENSION),
          null,
          10,
          spill,
          workers,
          Progress.NONE,
          (m, evaluation) -> evaluations.add(evaluation));
      Evaluation evaluation = evaluations.getFirst();
      var routing = evaluation.routing();
      assertEquals(8000, evaluation.vectors());
      assertEquals(8000 * (1 + spill), IntStream.of(evaluation.sizes()).sum(), 8000 * 0.03);
      assertTrue(evaluation.search().recall() >= 0.93, evaluation.search().toString());
      for (Calibration.Point p : calibration.probes()) {
        var at = routing.atProbes((int) p.setting());
        double promised = p.recalls().get(1);
        assertTrue(
            at.recall() >= promised - 0.02,
            p.setting() + " probes promise " + promised + ", give " + at.recall());
      }
    }
  }

  @Test
  void realQueriesAreTrainedOnAndJudge() throws Exception {
    TrainingResult result =
        train(
            clustered(3000, 7, 0),
            clustered(2401, 8, 0),
            linear(Similarity.L2).with(o -> o.bins = 16));
    var provenance = result.model().manifest().provenance();
    assertEquals("1201", provenance.get("queries_held_out"));
    assertEquals("1200", provenance.get("queries_trained"));
    assertEquals(1201, result.model().calibration().queries());
  }

  @Test
  void vectorsThatCannotBeLearntAreRefusedWithTheReason() {
    TrainingOptions cosine = TrainingOptions.of(Similarity.COSINE);
    float[] vectors = clustered(500, 1, 0);
    float[] zero = vectors.clone();
    Arrays.fill(zero, 123 * DIMENSION, 124 * DIMENSION, 0);
    assertTrue(refusal(zero, null, cosine).contains("row 123 is a zero vector"));
    assertTrue(refusal(clustered(50, 1, 0), null, cosine).contains("too few"));
    assertTrue(refusal(vectors, null, cosine.with(o -> o.bins = 300)).contains("at most 250"));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    Trainer.train(
                        VectorSource.of(vectors, DIMENSION),
                        VectorSource.of(vectors, DIMENSION * 2),
                        cosine,
                        Progress.NONE))
            .getMessage();
    assertTrue(message.contains("20") && message.contains("10"), message);
  }

  private static String refusal(float[] vectors, float[] queries, TrainingOptions options) {
    return assertThrows(IllegalArgumentException.class, () -> train(vectors, queries, options))
        .getMessage();
  }

  @Test
  void sampleOfTheBaseIsTrainedOn() throws Exception {
    TrainingResult result =
        train(clustered(3000, 7, 0), null, linear(Similarity.L2).with(o -> o.sample = 1000));
    assertEquals("1000", result.model().manifest().provenance().get("vectors"));
    int placed = 0;
    for (int size : result.model().manifest().binSizes()) {
      placed += size;
    }
    assertEquals(1000, placed);
  }

  @Test
  void moreBinsThanARowRanksAreCalibratedToTheLast() throws Exception {
    PartitionModel model =
        train(
                clustered(2400, 7, 0),
                null,
                linear(Similarity.L2).with(o -> o.bins = 1100).with(o -> o.rounds = 0))
            .model();
    assertEquals(1024, model.manifest().ranked());
    assertEquals(1100, model.calibration().probes().getLast().setting());
    assertEquals(List.of(1.0, 1.0, 1.0), model.calibration().probes().getLast().recalls());
  }

  @Test
  void equalVectorsStillGiveAModel() throws Exception {
    float[] vectors = new float[400 * DIMENSION];
    Arrays.fill(vectors, 0.5f);
    for (Similarity similarity : Similarity.values()) {
      PartitionModel model = train(vectors, null, linear(similarity)).model();
      assertEquals(16, model.bins());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exact neighbours", "k-means", "neighbours", "linear", "placing"})
  void interruptEndsTrainingInEveryStage(String stage) throws Exception {
    float[] vectors = clustered(3000, 1, 0);
    AtomicReference<Throwable> end = new AtomicReference<>();
    Thread[] thread = new Thread[1];
    thread[0] =
        new Thread(
            () -> {
              try {
                Trainer.train(
                    VectorSource.of(vectors, DIMENSION),
                    null,
                    TrainingOptions.of(Similarity.L2)
                        .with(o -> o.bins = 16)
                        .with(o -> o.threads = 2),
                    (name, done, total) -> {
                      if (name.equals(stage)) {
                        thread[0].interrupt();
                      }
                    });
              } catch (Exception e) {
                end.set(e);
              }
            });
    thread[0].start();
    thread[0].join();
    assertTrue(end.get() instanceof InterruptedException, stage + ": " + end.get());
  }

  @ParameterizedTest
  @CsvSource({"1", "65537", "-1"})
  void binsOutOfRangeAreRefused(int bins) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> TrainingOptions.of(Similarity.L2).with(o -> o.bins = bins))
            .getMessage();
    assertTrue(message.contains("[bins] must be between 2 and 65536, got " + bins), message);
  }
}
