package org.learnedpartition.method;

import java.util.Arrays;
import org.learnedpartition.data.Points;
import org.learnedpartition.graph.ExactNeighbours;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Metrics;
import org.learnedpartition.report.Routing;

/**
 * The judge of a model: held-out queries, their exact neighbours among all documents, and every
 * document placed by the model. Recall counts only the neighbours that are held-out documents: they
 * are a random sample of each query's neighbours, so this estimates the recall of an index of this
 * density whose documents the model never saw, which is what an index that grows becomes. {@link
 * Curves} counts the others too, and allows for it.
 */
final class HeldOut {
  private static final int BLOCK = 96;

  private final Parts parts;
  private final TrainingSet set;
  private final Neighbours truth;
  private final Neighbours wide;
  private final Workers workers;

  /**
   * @param k neighbours that models are judged by
   * @param most neighbours that they are calibrated for, at least as many
   */
  HeldOut(Parts parts, int k, int most, Workers workers, Progress progress)
      throws InterruptedException {
    this(parts, k, truth(parts, most, workers, progress), workers);
  }

  /** A judge of models that are not calibrated. */
  HeldOut(Parts parts, int k, Workers workers, Progress progress) throws InterruptedException {
    this(parts, k, k, workers, progress);
  }

  /**
   * @param truth the judges' exact neighbours among all documents
   */
  HeldOut(Parts parts, Neighbours truth, Workers workers) {
    this(parts, truth.k(), truth, workers);
  }

  private HeldOut(Parts parts, int k, Neighbours wide, Workers workers) {
    this.parts = parts;
    this.set = parts.set();
    this.truth = wide.first(k);
    this.wide = wide;
    this.workers = workers;
  }

  private static Neighbours truth(Parts parts, int k, Workers workers, Progress progress)
      throws InterruptedException {
    TrainingSet set = parts.set();
    return parts.neighbours(
        parts.key("exact neighbours").with("k", k),
        () ->
            ExactNeighbours.find(
                set.documents(),
                set.judges(),
                set.selfOffset(),
                k,
                workers,
                progress,
                "exact neighbours"));
  }

  /**
   * What was measured.
   *
   * @param sizes rows of each bin
   */
  record Verdict(Routing routing, int[] sizes) {
    double imbalance() {
      return Metrics.imbalance(sizes);
    }
  }

  /** Ranks all bins for one of the judges. */
  @FunctionalInterface
  interface Ranker {
    void rank(int judge, int[] bins, float[] logProbabilities);
  }

  /** Time as if nothing came from a cache, in nanoseconds. */
  long clock() {
    return parts.clock();
  }

  /** Components of a document. */
  int dimension() {
    return set.documents().dimension();
  }

  /** The judges' exact neighbours among all documents. */
  Neighbours truth() {
    return truth;
  }

  /** The same, and as many more of them as models are calibrated for. */
  Neighbours wide() {
    return wide;
  }

  /** How many documents the index will hold. */
  int indexed() {
    return set.indexed();
  }

  /** Judges a model that places all documents. */
  Verdict judge(Model model) throws InterruptedException {
    int[] bin = place(model);
    return judge(model, bin, bin);
  }

  /** The bin of each document, held out or not. */
  int[] place(Model model) throws InterruptedException {
    Network network = model.head() == null ? model.network() : model.head();
    float[] prices = model.head() == null ? model.prices() : new float[network.bins()];
    if (model.head() == null && model.shortlist() != null) {
      return place(model.placing(), prices);
    }
    return parts.bins(
        parts.key("documents placed", network).with("prices", prices),
        () -> place(network.forward(), prices));
  }

  private int[] place(Scorer scorer, float[] prices) throws InterruptedException {
    int[] bin = new int[set.documents().count()];
    BestBins.find(set.documents(), scorer, prices, bin, workers);
    return bin;
  }

  /**
   * Judges how a model ranks the bins that documents lie in, wherever it would place them.
   *
   * @param bin of each document
   * @param second bin of each document, the same as its first for those that have one row
   */
  Verdict judge(Model model, int[] bin, int[] second) throws InterruptedException {
    Scorer scorer = model.scorer();
    int[] sizes = Metrics.rows(bin, second, scorer.bins());
    Routing routing =
        route(truth, bin, second, sizes, (judge, bins, logP) -> rank(scorer, judge, bins, logP));
    return new Verdict(routing.counting(this::unseen), sizes);
  }

  private void rank(Scorer scorer, int judge, int[] bins, float[] logP) {
    float[] scores = new float[scorer.bins()];
    scorer.score(set.judges().vectors(), judge, 1, scores);
    long[] keys = new long[scores.length];
    float max = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < keys.length; c++) {
      // Ascending keys are descending scores, then ascending bins.
      int bits = Float.floatToIntBits(-scores[c] + 0f);
      keys[c] = (long) (bits ^ (bits >> 31) & 0x7fffffff) << 32 | c;
      max = Math.max(max, scores[c]);
    }
    Arrays.sort(keys);
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score - max);
    }
    double logSum = max + Math.log(sum);
    for (int i = 0; i < keys.length; i++) {
      bins[i] = (int) keys[i];
      logP[i] = (float) (scores[bins[i]] - logSum);
    }
  }

  /** Whether a judge's neighbour is a document that was not trained on. */
  boolean unseen(int judge, int place) {
    return wide.ids()[judge * wide.k() + place] >= set.trained();
  }

  /**
   * How the judges are routed to all their neighbours that calibration is for, seen or not, where
   * documents may have second rows: a neighbour is found with either.
   *
   * @param second bin of each document, the same as its first for those that have one row
   */
  Routing route(int[] bin, int[] second, int bins, Ranker ranker) throws InterruptedException {
    return route(wide, bin, second, Metrics.rows(bin, second, bins), ranker);
  }

  private Routing route(Neighbours neighbours, int[] bin, int[] second, int[] sizes, Ranker ranker)
      throws InterruptedException {
    Points judges = set.judges();
    int k = neighbours.k();
    int bins = sizes.length;
    Routing routing = new Routing(judges.count(), bins, k);
    workers.ranges(
        judges.count(),
        BLOCK,
        (from, to) -> {
          int[] order = new int[bins];
          float[] logP = new float[bins];
          int[] firsts = new int[k];
          int[] seconds = new int[k];
          for (int q = from; q < to; q++) {
            ranker.rank(q, order, logP);
            for (int j = 0; j < k; j++) {
              int id = neighbours.ids()[q * k + j];
              firsts[j] = bin[id];
              seconds[j] = second[id];
            }
            routing.set(q, order, logP, sizes, firsts, seconds);
          }
        });
    return routing;
  }
}
