package org.learnedpartition.method;

import org.learnedpartition.learn.Network;

/**
 * Neural locality-sensitive hashing (Dong, Indyk, Razenshteyn and Wagner, "Learning Space
 * Partitions for Nearest Neighbor Search", ICLR 2020, section 3): the graph of nearest neighbours
 * is cut into balanced bins, and a network learns, by cross-entropy, the bins of each document's
 * neighbours; a query probes the bins of the highest probabilities. With no hidden units it is the
 * paper's logistic regression, with as many bins at once.
 *
 * <p>Departs from it: {@link GraphCut} in place of KaHIP; one level of bins; one hidden layer
 * beside a linear part that starts at the bins' means, where the paper has three layers of 512 with
 * batch normalisation and dropout; and a fixed number of epochs. The paper leaves documents where
 * the cut puts them; an index does not know the graph, and places them by the network, balanced by
 * prices.
 */
final class NeuralLsh implements Learner {
  private static final int EPOCHS = 8;
  private static final double RATE = 2e-3;

  @Override
  public Model learn(Training training) throws InterruptedException {
    TrainingOptions options = training.options();
    Clustering cut = Method.GRAPH.clusterer().clusters(training);
    Model centroids = training.ofCentres(cut);
    training.stages().keep("cut", centroids);
    Network router = centroids.network().withHiddenOrNot(options.hiddenUnits(), options.seed());
    training.trainRouter("router", router, cut.bin(), EPOCHS, RATE);
    return training.stages().keep("neural-lsh", training.priced(router, cut.bin()));
  }
}
