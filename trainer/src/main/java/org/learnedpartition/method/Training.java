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

/** What the methods share: the training documents, their neighbours, routers, and the judge. */
final class Training {
  /** Share of the neighbours that the training graph must have. */
  private static final double GRAPH_RECALL = 0.95;

  private final TrainingSet set;
  private final TrainingOptions options;
  private final int bins;
  private final Stages stages;
  private final Workers workers;
  private final Progress progress;
  private final List<Queries> queries = new ArrayList<>();
  private double graphRecall = 1;

  Training(
      TrainingSet set,
      TrainingOptions options,
      int bins,
      HeldOut heldOut,
      Workers workers,
      Progress progress) {
    this.set = set;
    this.options = options;
    this.bins = bins;
    this.stages = new Stages(heldOut, options.targetRecall());
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

  /** Recall of the neighbours that were trained on; 1 before {@link #findNeighbours}. */
  double graphRecall() {
    return graphRecall;
  }

  /** The model whose router ranks bins by their centres. */
  Model ofCentres(Clustering clusters) {
    float temperature = temperature();
    Network network =
        Network.ofCentres(
            clusters.centres(), clusters.bias(), set.documents().dimension(), temperature);
    float[] prices = new float[bins];
    for (int c = 0; c < bins; c++) {
      prices[c] = temperature * clusters.prices()[c];
    }
    return new Model(network, prices, clusters.bin());
  }

  /** How sharp the router of centroids is, in prepared space; more bins need a sharper one. */
  private float temperature() {
    return options.similarity() == Similarity.L2 || bins >= 1024 ? 20 : 10;
  }

  /** Finds the neighbours that routers are trained on, with the help of a router of centres. */
  void findNeighbours(Model centroids) throws InterruptedException {
    Points documents = documents();
    ClusteredNeighbours search =
        new ClusteredNeighbours(documents, centroids.network().forward(), centroids.bin(), workers);
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
   * Trains a network in place on the bins of the neighbours.
   *
   * @param bin of each document
   */
  void trainRouter(String stage, Network network, int[] bin, int epochs, double rate)
      throws InterruptedException {
    Schedule schedule = new Schedule(epochs, rate, options.seed() + stages.list().size());
    RouterTraining.train(
        network, queries, bin, options.neighbours(), schedule, workers, progress, stage);
  }
}
