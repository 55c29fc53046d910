package org.learnedpartition.method;

import java.util.Locale;
import java.util.function.Consumer;
import org.learnedpartition.learn.Potential;
import org.learnedpartition.learn.Relaxation;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.search.ProbeParameters;

/**
 * How to train.
 *
 * @param method the way to a partition and a router; it says which of the {@link Parameter}s below
 *     it takes, and does not use the others
 * @param similarity the order of neighbours that the index will ask for
 * @param bins number of bins, 2 … 65,536, or 0 to choose by the number of vectors, see {@link
 *     BinChoice}
 * @param seed of every random choice; the same data, options and seed give the same model, whatever
 *     the number of threads
 * @param threads 1 … 1024
 * @param targetRecall recall@{@code neighbours} at which stages are judged by their candidates, 0.5
 *     … 0.999
 * @param neighbours k: neighbours that a query is trained and judged on, 1 … 100
 * @param rounds in which documents move to other bins, 0 … 20; the self-consistent method keeps the
 *     best of them, if any is better than none
 * @param hiddenUnits units of the router's hidden layer, 0 for linear routers only, at most 4096;
 *     the self-consistent method tries it last
 * @param labels nearest neighbours of a query whose bins a router is trained on, 1 … 100
 * @param choices best bins of which a document takes the least filled, 1 … 100
 * @param clusters a method that clusters: the bins that a router learns to rank
 * @param relaxation weights of the losses of a relaxed cut
 * @param potential how a query climbs the potentials of centres
 * @param sample vectors read of the base at most; more are sampled evenly
 */
public record TrainingOptions(
    Method method,
    Similarity similarity,
    int bins,
    long seed,
    int threads,
    double targetRecall,
    int neighbours,
    int rounds,
    int hiddenUnits,
    int labels,
    int choices,
    Method clusters,
    Relaxation relaxation,
    Potential potential,
    int sample) {

  public TrainingOptions {
    if (method == null) {
      throw new IllegalArgumentException("[method] must be one of " + Method.labels());
    }
    if (similarity == null) {
      throw new IllegalArgumentException("[similarity] must be given");
    }
    if (bins != 0) {
      range("bins", bins, 2, Manifest.MAX_BINS);
    }
    range("threads", threads, 1, 1024);
    range("neighbours", neighbours, 1, 100);
    range("rounds", rounds, 0, 20);
    range("hidden_units", hiddenUnits, 0, 4096);
    range("labels", labels, 1, 100);
    range("choices", choices, 1, 100);
    if (clusters == null || !clusters.clusters()) {
      throw new IllegalArgumentException(
          "[clusters] must be one of "
              + Method.labels(Method::clusters)
              + ", got ["
              + (clusters == null ? null : clusters.label())
              + "]");
    }
    if (!method.learner().startsAt(clusters.clusterer())) {
      throw new IllegalArgumentException(
          "[clusters] of the method "
              + method.label()
              + " must be a k-means, whose centres place documents, got ["
              + clusters.label()
              + "]: the method "
              + Method.NEURAL_LSH.label()
              + " ranks the bins of a graph");
    }
    range("sample", sample, 1000, 100_000_000);
    if (!(targetRecall >= 0.5 && targetRecall <= 0.999)) {
      throw new IllegalArgumentException(
          "[target_recall] must be between 0.5 and 0.999, got " + targetRecall);
    }
  }

  private static void range(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "[%s] must be between %d and %d, got %d", name, min, max, value));
    }
  }

  /**
   * The defaults: the self-consistent method, bins by the number of vectors, seed 42, all
   * processors, recall@10 of 0.95, two rounds, a hidden layer of 256 units where it pays, ten
   * labels, two choices, balanced clusters, at most a million vectors.
   */
  public static TrainingOptions of(Similarity similarity) {
    return new TrainingOptions(
        Method.SELF_CONSISTENT,
        similarity,
        0,
        42,
        Math.min(1024, Runtime.getRuntime().availableProcessors()),
        ProbeParameters.DEFAULT_RECALL,
        10,
        2,
        256,
        10,
        2,
        Method.BALANCED_KMEANS,
        new Relaxation(1, 1, 0, 0, 1500),
        new Potential(1, 5, 0.25),
        1_000_000);
  }

  /** These options, changed: {@code options.with(o -> o.bins = 16)}. */
  public TrainingOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new TrainingOptions(
        draft.method,
        similarity,
        draft.bins,
        draft.seed,
        draft.threads,
        draft.targetRecall,
        neighbours,
        draft.rounds,
        draft.hiddenUnits,
        draft.labels,
        draft.choices,
        draft.clusters,
        draft.relaxation,
        draft.potential,
        draft.sample);
  }

  /** What can be changed: each field is the component of its name, checked once all are set. */
  public static final class Draft {
    public Method method;
    public int bins;
    public long seed;
    public int threads;
    public double targetRecall;
    public int rounds;
    public int hiddenUnits;
    public int labels;
    public int choices;
    public Method clusters;
    public Relaxation relaxation;
    public Potential potential;
    public int sample;

    private Draft(TrainingOptions options) {
      method = options.method;
      bins = options.bins;
      seed = options.seed;
      threads = options.threads;
      targetRecall = options.targetRecall;
      rounds = options.rounds;
      hiddenUnits = options.hiddenUnits;
      labels = options.labels;
      choices = options.choices;
      clusters = options.clusters;
      relaxation = options.relaxation;
      potential = options.potential;
      sample = options.sample;
    }
  }
}
