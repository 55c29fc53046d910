package org.learnedpartition.method;

import org.learnedpartition.learn.Network;

/**
 * Learning to rank on a clustering that stays as it is (Vecchiato, "Learning Cluster
 * Representatives for Approximate Nearest Neighbor Search", arXiv 2412.05921; Vecchiato et al.,
 * SIGIR 2024, section 3): a router, trained by cross-entropy on the bins of each point's nearest
 * neighbour or neighbours, takes the place of the centres for queries; documents stay where the
 * clustering puts them, by a document head. It is kept whether it pays or not: it is a baseline.
 *
 * <p>Departs from it: the clustering is {@link BalancedKMeans} unless another is asked for; the
 * router starts at the centres, also under its hidden layer, has a bias, and is trained for a fixed
 * number of epochs; and training queries are the documents themselves, unless queries are given.
 */
final class RankingRouter implements Learner {
  private static final int EPOCHS = 4;
  private static final double RATE = 2e-3;

  private final String stage;
  private final boolean linear;

  /**
   * @param linear whether it has no hidden layer
   */
  RankingRouter(String stage, boolean linear) {
    this.stage = stage;
    this.linear = linear;
  }

  @Override
  public boolean startsAt(Clusterer clusters) {
    // The head is made of the centres.
    return clusters.placesByCentres();
  }

  @Override
  public Model learn(Training training) throws InterruptedException {
    TrainingOptions options = training.options();
    if (!linear && options.hiddenUnits() == 0) {
      throw new IllegalArgumentException("[hidden] must be at least 1 for the method " + stage);
    }
    Clustering clusters = training.clusters();
    Model centroids = training.ofCentres(clusters);
    training.stages().keep("centroids", centroids);
    Network router =
        linear
            ? centroids.network().copy()
            : centroids.network().withHidden(options.hiddenUnits(), options.seed());
    training.trainRouter(stage, router, clusters.bin(), EPOCHS, RATE);
    Network head = centroids.network().lessPrices(centroids.prices());
    return training.stages().keep(stage, new Model(router, head, new float[0], clusters.bin()));
  }
}
