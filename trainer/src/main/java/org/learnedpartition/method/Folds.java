package org.learnedpartition.method;

import java.io.IOException;
import java.util.Locale;
import org.learnedpartition.cache.Cache;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Routing;

/**
 * Documents in folds of one size: a method is trained on all but one, and measured on that one,
 * whose documents its model places without having seen them. Half of the fold's queries measure;
 * the other half is what the method may choose its stages by, so that no figure is of queries that
 * something was chosen by.
 *
 * <p>Memory: about three times the documents as float32.
 */
public final class Folds {
  private static final int MOST_QUERIES = 8000;

  private final TrainingSet all;
  private final int folds;
  private final Cache cache;
  private final Workers workers;
  private final Progress progress;

  private Folds(TrainingSet all, int folds, Cache cache, Workers workers, Progress progress) {
    this.all = all;
    this.folds = folds;
    this.cache = cache;
    this.workers = workers;
    this.progress = progress;
  }

  /**
   * What was measured of a fold.
   *
   * @param cost the share of the documents that a query scans, and what is as dear as routing it
   * @param candidates mean share of the documents in the bins that are probed at the target recall
   * @param candidatesP95 its 0.95-quantile over the queries
   * @param imbalance largest bin over the mean bin, less 1
   * @param routerMacs multiply-adds of routing a query
   * @param seconds of training
   */
  public record Outcome(
      double cost,
      double candidates,
      double candidatesP95,
      double imbalance,
      long routerMacs,
      double seconds) {}

  /**
   * Reads the documents.
   *
   * @param base read, not closed
   * @param folds 2 … 20
   * @throws IllegalArgumentException if the documents do not allow it
   */
  public static Folds load(
      VectorSource base,
      TrainingOptions options,
      int folds,
      Cache cache,
      Workers workers,
      Progress progress)
      throws IOException, InterruptedException {
    if (folds < 2 || folds > 20) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "[folds] must be between 2 and 20, got %d", folds));
    }
    TrainingSet all = TrainingSet.loadAll(base, null, options, progress);
    return new Folds(all, folds, cache, workers, progress);
  }

  /** How many documents there are. */
  public int documents() {
    return all.documents().count();
  }

  /** Components of a document. */
  public int dimension() {
    return all.documents().dimension();
  }

  /** SHA-256 over the documents. */
  public String fingerprint() {
    return all.fingerprint();
  }

  /**
   * Trains on all folds but one, and measures on that one.
   *
   * @param fold 0 … folds - 1
   * @param options with a number of bins
   */
  public Outcome run(TrainingOptions options, int fold) throws InterruptedException {
    int bins = options.bins();
    Points documents = rotated(fold);
    int trained = documents.count() - size(fold);
    int queries = Math.min(MOST_QUERIES, documents.count() - trained);
    Parts parts = new Parts(set(documents, trained, trained, queries / 2), cache, progress);
    Parts own =
        new Parts(
            set(documents, trained, trained + queries / 2, queries - queries / 2), cache, progress);
    long start = cache.clock();
    HeldOut chooser =
        options.method().learner().chooses()
            ? new HeldOut(parts, options.neighbours(), workers, progress)
            : null;
    Groundwork work = new Groundwork(parts, options, bins, workers, progress);
    Training training = new Training(parts, options, bins, chooser, work, workers, progress);
    Model model = options.method().learner().learn(training);
    double seconds = (cache.clock() - start) / 1e9;
    HeldOut judge = new HeldOut(own, options.neighbours(), workers, progress);
    HeldOut.Verdict verdict = judge.judge(model.rounded());
    Routing.Measured at = verdict.routing().toReach(options.targetRecall());
    return new Outcome(
        at.candidates() + Stages.routing(judge, model),
        at.candidates(),
        at.candidatesP95(),
        verdict.imbalance(),
        model.cost(),
        seconds);
  }

  private int from(int fold) {
    return (int) ((long) fold * documents() / folds);
  }

  private int size(int fold) {
    return from(fold + 1) - from(fold);
  }

  /** All documents, those of the fold last; they are in random order as they were read. */
  private Points rotated(int fold) {
    int n = documents();
    int[] order = new int[n];
    int next = 0;
    for (int i = 0; i < n; i++) {
      if (i < from(fold) || i >= from(fold + 1)) {
        order[next++] = i;
      }
    }
    for (int i = from(fold); i < from(fold + 1); i++) {
      order[next++] = i;
    }
    return all.documents().choose(order);
  }

  private TrainingSet set(Points documents, int trained, int firstQuery, int queries) {
    return new TrainingSet(
        all.space(),
        documents,
        trained,
        documents.range(firstQuery, queries),
        firstQuery,
        all.queries(),
        all.fingerprint(),
        all.indexed());
  }
}
