package org.learnedpartition.method;

import org.learnedpartition.learn.Network;

/**
 * Learning to rank on a clustering that stays as it is (Vecchiato, "Learning Cluster
 * Representatives for Approximate Nearest Neighbor Search", arXiv 2412.05921): a linear router,
 * trained on the bins of each point's neighbours, takes the place of the centres for queries;
 * documents stay where the clustering puts them, by a document head. It is kept whether it pays or
 * not: it is a baseline.
 *
 * <p>Departs from it: the clustering is {@link BalancedKMeans}, so that it differs from the other
 * methods by its router alone; the router starts at the centres; and training queries are the
 * documents themselves, unless queries are given.
 */
final class LinearRouter implements Learner {
  private static final int EPOCHS = 4;
  private static final double RATE = 2e-3;

  @Override
  public Model learn(Training training) throws InterruptedException {
    Clustering clusters = BalancedKMeans.cluster(training);
    Model centroids = training.ofCentres(clusters);
    training.stages().keep("centroids", centroids);
    training.findNeighbours(centroids);
    Network linear = centroids.network().copy();
    training.trainRouter("linear", linear, clusters.bin(), EPOCHS, RATE);
    Network head = centroids.network().lessPrices(centroids.prices());
    return training.stages().keep("linear", new Model(linear, head, new float[0], clusters.bin()));
  }
}
