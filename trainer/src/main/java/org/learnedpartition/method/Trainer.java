package org.learnedpartition.method;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.learnedpartition.cache.Cache;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.StageClock;
import org.learnedpartition.parallel.Workers;

/** Learns a partition model from vectors. */
public final class Trainer {
  private Trainer() {}

  /**
   * Trains a model. Memory: {@link TrainingPlan#memory}.
   *
   * @param base the documents, or a sample of them; read in order, not closed
   * @param queries real queries, or null: half of them, at most 8,000, judge and calibrate the
   *     model, the others are trained on. Without them held-out documents are the queries
   * @param told is told of stages by several threads
   * @throws IllegalArgumentException if the vectors do not allow it: too few for the bins, queries
   *     of another dimension, a zero vector with cosine; or if the method writes no models
   * @throws IOException if a source cannot be read
   * @throws InterruptedException if the calling thread was interrupted; nothing is left behind
   */
  public static TrainingResult train(
      VectorSource base, VectorSource queries, TrainingOptions options, Progress told)
      throws IOException, InterruptedException {
    return train(base, queries, options, Cache.none(), told);
  }

  /**
   * The same, with parts kept in a cache: what an earlier training left there, whether it ended or
   * was killed, is not made again. The model has the same bits as without it.
   */
  public static TrainingResult train(
      VectorSource base, VectorSource queries, TrainingOptions options, Cache cache, Progress told)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    if (!options.method().writes()) {
      throw new IllegalArgumentException(
          "[method] "
              + options.method().label()
              + " makes no model file, since an index has no evaluator of its router;"
              + " ./lp compare measures it");
    }
    Meter meter = new Meter();
    StageClock progress = new StageClock(told);
    TrainingPlan plan = TrainingPlan.of(base, options);
    plan.memory().check();
    TrainingSet set = TrainingSet.load(base, queries, options, progress);
    int bins = plan.bins().bins();
    try (Workers workers = new Workers(options.threads())) {
      Parts parts = new Parts(set, cache, progress);
      int most = Calibrator.most(set.documents().count(), options.neighbours());
      HeldOut heldOut = new HeldOut(parts, options.neighbours(), most, workers, progress);
      Groundwork groundwork = new Groundwork(parts, options, bins, workers, progress);
      Training training =
          new Training(parts, options, bins, heldOut, groundwork, workers, progress);
      Model learned = BinOrder.of(options.method().learner().learn(training), set, workers);
      Codebooks codebooks = new Codebooks(set, heldOut, options.seed(), workers, progress);
      PartitionModel model =
          new ModelWriter(set, new Assembly(set, heldOut, codebooks, workers, progress))
              .write(
                  learned, options.neighbours(), provenance(set, options, plan.bins(), training));
      progress.report("examining", 0, 1);
      Examination examination = Examination.of(learned, set, heldOut);
      progress.report("examining", 1, 1);
      TrainingAccount account =
          new TrainingAccount(
              set.documents().count(),
              set.documents().count() - set.trained(),
              set.selfOffset() < 0,
              progress.times(),
              meter.heapBytes(),
              meter.cpuSeconds());
      return new TrainingResult(
          model,
          plan,
          training.stages().list(),
          training.losses(),
          examination,
          account,
          training.graphRecall(),
          (System.nanoTime() - start) / 1e9);
    }
  }

  private static SortedMap<String, String> provenance(
      TrainingSet set, TrainingOptions options, BinChoice choice, Training training) {
    SortedMap<String, String> provenance = new TreeMap<>();
    provenance.put("method", options.method().version());
    provenance.put("bins", choice.sentence());
    provenance.put("seed", Long.toString(options.seed()));
    provenance.put("neighbours", Integer.toString(options.neighbours()));
    provenance.put("rounds", Integer.toString(options.rounds()));
    provenance.put("hidden_units", Integer.toString(options.hiddenUnits()));
    if (options.method().takes(Parameter.LABELS)) {
      provenance.put("labels", Integer.toString(options.labels()));
    }
    if (options.method().takes(Parameter.CHOICES)) {
      provenance.put("choices", Integer.toString(options.choices()));
    }
    if (options.method().takes(Parameter.CLUSTERS)) {
      provenance.put("clusters", options.clusters().version());
    }
    provenance.put("target_recall", Double.toString(options.targetRecall()));
    provenance.put("vectors", Integer.toString(set.documents().count()));
    provenance.put("vectors_held_out", Integer.toString(set.documents().count() - set.trained()));
    provenance.put("queries_held_out", Integer.toString(set.judges().count()));
    provenance.put("queries_trained", Integer.toString(set.queries().count()));
    provenance.put("graph_recall", String.format(Locale.ROOT, "%.4f", training.graphRecall()));
    provenance.put("data_sha256", set.fingerprint());
    provenance.put("stages", describe(training.stages().list()));
    return provenance;
  }

  /** Stages on one line: name, candidates mean / 0.95-quantile in percent, whether kept. */
  private static String describe(List<Stage> stages) {
    StringBuilder text = new StringBuilder();
    for (Stage stage : stages) {
      text.append(text.isEmpty() ? "" : "; ")
          .append(
              String.format(
                  Locale.ROOT,
                  "%s %.3f %% / %.3f %% %s",
                  stage.name(),
                  100 * stage.candidates(),
                  100 * stage.candidatesP95(),
                  stage.kept() ? "kept" : "dropped"));
    }
    return text.toString();
  }
}
