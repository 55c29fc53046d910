package org.learnedpartition.method;

import java.util.ArrayList;
import java.util.List;
import org.learnedpartition.cache.Key;
import org.learnedpartition.cut.Graph;
import org.learnedpartition.cut.NeighbourGraph;
import org.learnedpartition.data.Points;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.RouterTraining;
import org.learnedpartition.learn.RouterTraining.Queries;
import org.learnedpartition.learn.RouterTraining.Schedule;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/** What the methods share: the training documents, their neighbours, routers, and the judge. */
final class Training {
  private final Parts parts;
  private final TrainingSet set;
  private final TrainingOptions options;
  private final int bins;
  private final Stages stages;
  private final Groundwork groundwork;
  private final Workers workers;
  private final Progress progress;
  private final List<Losses> losses = new ArrayList<>();
  private double graphRecall = 1;
  private int routers;

  /**
   * @param heldOut judges the stages, or null: then each replaces the one before
   */
  Training(
      Parts parts,
      TrainingOptions options,
      int bins,
      HeldOut heldOut,
      Groundwork groundwork,
      Workers workers,
      Progress progress) {
    this.parts = parts;
    this.set = parts.set();
    this.options = options;
    this.bins = bins;
    this.stages = new Stages(heldOut, options.targetRecall());
    this.groundwork = groundwork;
    this.workers = workers;
    this.progress = progress;
  }

  /** The documents to train on. */
  Points documents() {
    return set.trainedDocuments();
  }

  TrainingOptions options() {
    return options;
  }

  int bins() {
    return bins;
  }

  Stages stages() {
    return stages;
  }

  Workers workers() {
    return workers;
  }

  Progress progress() {
    return progress;
  }

  /** Of the routers that were trained, in their order. */
  List<Losses> losses() {
    return losses;
  }

  /** Recall of the neighbours that were trained on; 1 before any were. */
  double graphRecall() {
    return graphRecall;
  }

  /** The clusters that the options ask for. */
  Clustering clusters() throws InterruptedException {
    if (options.clusters() == Method.BALANCED_KMEANS) {
      return balancedClusters();
    }
    return parts.clusters(
        parts.key("clusters").with("options", options.with(o -> o.threads = 1).toString()),
        () -> options.clusters().clusterer().clusters(this));
  }

  /** The clusters of {@link BalancedKMeans}. */
  Clustering balancedClusters() throws InterruptedException {
    return groundwork.clusters();
  }

  /** Ids of the nearest other documents of each, nearest first, as many as there are labels. */
  int[] neighbours() throws InterruptedException {
    return queries(options.labels()).getFirst().neighbours();
  }

  /** The documents, each joined with its nearest others. */
  Graph graph() throws InterruptedException {
    int k = options.neighbours();
    return NeighbourGraph.of(new Neighbours(k, queries(k).getFirst().neighbours()), workers);
  }

  /**
   * The model whose documents go to the router's best bins after prices.
   *
   * @param bin of each document that the router was trained on
   */
  Model priced(Network router, int[] bin) throws InterruptedException {
    return new Model(router, balanced(router, new float[bins]).prices(), bin);
  }

  /** The model whose router ranks bins by their centres. */
  Model ofCentres(Clustering clusters) {
    float temperature = temperature(options.similarity(), bins);
    Network network =
        Network.ofCentres(
            clusters.centres(), clusters.bias(), set.documents().dimension(), temperature);
    float[] prices = new float[bins];
    for (int c = 0; c < bins; c++) {
      prices[c] = temperature * clusters.prices()[c];
    }
    return new Model(network, prices, clusters.bin());
  }

  /** How sharp a router of centres is, in prepared space; more bins need a sharper one. */
  static float temperature(Similarity similarity, int bins) {
    return similarity == Similarity.L2 || bins >= 1024 ? 20 : 10;
  }

  /**
   * Trains a network in place on the bins of the neighbours.
   *
   * @param bin of each document
   */
  void trainRouter(String stage, Network network, int[] bin, int epochs, double rate)
      throws InterruptedException {
    Schedule schedule = new Schedule(epochs, rate, options.seed() + ++routers);
    List<Queries> queries = queries(options.labels());
    Key key =
        parts
            .key("router", network)
            .with("bins", bin)
            .with("labels", options.labels())
            .with("epochs", epochs)
            .with("rate", rate)
            .with("seed", schedule.seed());
    for (Queries each : queries) {
      key.with("neighbours", each.neighbours());
    }
    double[] means =
        RouterTraining.train(
            network,
            queries,
            bin,
            options.labels(),
            schedule,
            parts.keeper(key),
            workers,
            progress,
            stage);
    losses.add(new Losses(stage, means));
  }

  /**
   * Gives a network prices under which bins are of nearly one size.
   *
   * @param start prices to start from
   * @return the network with the prices, and the bins that documents have under them
   */
  Model balanced(Network network, float[] start) throws InterruptedException {
    return parts.balanced(
        parts.key("balance", network).with("start", start),
        network,
        () -> {
          int[] bin = new int[documents().count()];
          float[] prices =
              PriceBalance.balance(documents(), network.forward(), start, bin, workers);
          return new Model(network, prices, bin);
        });
  }

  private List<Queries> queries(int k) throws InterruptedException {
    // One search serves the methods that train on fewer neighbours, too.
    int found = Math.max(options.labels(), options.neighbours());
    Groundwork.Graph graph = groundwork.graph(found);
    graphRecall = graph.recall();
    return graph.queries().stream().map(queries -> queries.nearest(found, k)).toList();
  }
}
