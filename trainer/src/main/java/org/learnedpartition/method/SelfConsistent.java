package org.learnedpartition.method;

import java.util.ArrayList;
import java.util.List;
import org.learnedpartition.data.Points;
import org.learnedpartition.graph.ClusteredNeighbours;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.RouterTraining;
import org.learnedpartition.learn.RouterTraining.Queries;
import org.learnedpartition.learn.RouterTraining.Schedule;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Routing;

/**
 * The default method: balanced k-means, a router trained on the bins of each point's neighbours,
 * then rounds in which every point moves to the router's own best bin under balance prices and the
 * router is trained on the new bins. The alternation is that of Gupta et al., "BLISS" (KDD 2022)
 * and its kin, with prices instead of size limits.
 *
 * <p>No regret: each stage begins at the best model so far and replaces it only where held-out
 * queries need fewer candidates for it, routing included.
 */
final class SelfConsistent {
  /** Share of the neighbours that the training graph must have. */
  private static final double GRAPH_RECALL = 0.95;

  private final TrainingSet set;
  private final TrainingOptions options;
  private final int bins;
  private final Workers workers;
  private final Progress progress;
  private final HeldOut heldOut;
  private final List<Stage> stages = new ArrayList<>();
  private final List<Queries> queries = new ArrayList<>();
  private double graphRecall = 1;
  private long stageStart = System.nanoTime();
  private Model best;
  private double bestCost = Double.POSITIVE_INFINITY;

  /**
   * A network with prices, and where they put the training documents.
   *
   * @param bin of each training document
   */
  record Model(Network network, float[] prices, int[] bin) {}

  SelfConsistent(
      TrainingSet set,
      TrainingOptions options,
      int bins,
      HeldOut heldOut,
      Workers workers,
      Progress progress) {
    this.set = set;
    this.options = options;
    this.bins = bins;
    this.heldOut = heldOut;
    this.workers = workers;
    this.progress = progress;
  }

  List<Stage> stages() {
    return stages;
  }

  double graphRecall() {
    return graphRecall;
  }

  Model run() throws InterruptedException {
    Points documents = set.trainedDocuments();
    BalancedKMeans.Clustering clusters =
        BalancedKMeans.cluster(
            documents, bins, options.similarity(), options.seed(), workers, progress);
    float temperature = temperature();
    Network centroids =
        Network.ofCentres(clusters.centres(), clusters.bias(), documents.dimension(), temperature);
    float[] prices = new float[bins];
    for (int c = 0; c < bins; c++) {
      prices[c] = temperature * clusters.prices()[c];
    }
    consider("centroids", new Model(centroids, prices, clusters.bin()));
    findNeighbours(documents, centroids, clusters.bin());
    rounds("", train("linear", best, centroids.copy(), 4, 2e-3));
    if (options.hiddenUnits() > 0) {
      Network mlp = best.network().withHidden(options.hiddenUnits(), options.seed());
      rounds("mlp ", train("mlp", best, mlp, 4, 2e-3));
    }
    return best;
  }

  /** How sharp the router of centroids is, in prepared space; more bins need a sharper one. */
  private float temperature() {
    return options.similarity() == Similarity.L2 || bins >= 1024 ? 20 : 10;
  }

  /** A round goes on from the last, kept or not: the next may be worth what this one cost. */
  private void rounds(String prefix, Model start) throws InterruptedException {
    Model model = start;
    for (int round = 1; round <= options.rounds(); round++) {
      model = train(prefix + "round " + round, model, model.network().copy(), 2, 3e-3);
    }
  }

  private void findNeighbours(Points documents, Network centroids, int[] bin)
      throws InterruptedException {
    ClusteredNeighbours search =
        new ClusteredNeighbours(documents, centroids.forward(), bin, workers);
    int k = options.neighbours();
    ClusteredNeighbours.Result found =
        search.find(documents, 0, k, GRAPH_RECALL, progress, "neighbours");
    graphRecall = found.recall();
    queries.add(new Queries(documents.vectors(), documents.count(), found.neighbours().ids()));
    if (set.queries().count() > 0) {
      Points asked = set.queries();
      ClusteredNeighbours.Result of =
          search.find(asked, -1, k, GRAPH_RECALL, progress, "neighbours of queries");
      graphRecall = Math.min(graphRecall, of.recall());
      queries.add(new Queries(asked.vectors(), asked.count(), of.neighbours().ids()));
    }
  }

  /**
   * Trains a network on the bins of a model, balances it and puts it before the judge.
   *
   * @return the new model, kept or not
   */
  private Model train(String stage, Model from, Network network, int epochs, double rate)
      throws InterruptedException {
    Schedule schedule = new Schedule(epochs, rate, options.seed() + stages.size());
    RouterTraining.train(
        network, queries, from.bin(), options.neighbours(), schedule, workers, progress, stage);
    int[] bin = new int[set.trained()];
    float[] prices =
        PriceBalance.balance(
            set.trainedDocuments(), network.forward(), from.prices(), bin, workers);
    Model model = new Model(network, prices, bin);
    consider(stage, model);
    return model;
  }

  private void consider(String name, Model model) throws InterruptedException {
    HeldOut.Verdict verdict = heldOut.judge(model.network().forward(), model.prices());
    Routing.Measured at = verdict.routing().toReach(options.targetRecall());
    // Routing costs as much as scanning so many vectors.
    double routing =
        (double) model.network().cost() / set.documents().dimension() / set.documents().count();
    boolean kept = at.candidates() + routing < bestCost;
    if (kept) {
      best = model;
      bestCost = at.candidates() + routing;
    }
    long now = System.nanoTime();
    stages.add(
        new Stage(
            name,
            at.candidates(),
            at.candidatesP95(),
            at.probes(),
            verdict.imbalance(),
            kept,
            (now - stageStart) / 1e9));
    stageStart = now;
  }
}
