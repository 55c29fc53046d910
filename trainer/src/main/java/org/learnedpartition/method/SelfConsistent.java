package org.learnedpartition.method;

import org.learnedpartition.learn.Network;

/**
 * The default method: balanced k-means, a router trained on the bins of each point's neighbours,
 * then rounds in which every point moves to the router's own best bin under balance prices and the
 * router is trained on the new bins. The alternation is that of Gupta et al., "BLISS" (KDD 2022)
 * and its kin, with prices instead of size limits.
 *
 * <p>No regret: each stage begins at the best model so far and replaces it only where held-out
 * queries need fewer candidates for it, routing included.
 */
final class SelfConsistent implements Learner {
  @Override
  public boolean chooses() {
    return true;
  }

  @Override
  public Model learn(Training training) throws InterruptedException {
    Stages stages = training.stages();
    TrainingOptions options = training.options();
    Model centroids = training.ofCentres(training.balancedClusters());
    stages.consider("centroids", centroids);
    rounds(training, "", train(training, "linear", centroids, centroids.network().copy(), 4, 2e-3));
    if (options.hiddenUnits() > 0) {
      Network mlp = stages.best().network().withHidden(options.hiddenUnits(), options.seed());
      rounds(training, "mlp ", train(training, "mlp", stages.best(), mlp, 4, 2e-3));
    }
    if (training.bins() >= Shortlisting.LEAST_BINS) {
      stages.consider("shortlist", Shortlisting.of(training, stages.best()));
    }
    return stages.best();
  }

  /** A round goes on from the last, kept or not: the next may be worth what this one cost. */
  private static void rounds(Training training, String prefix, Model start)
      throws InterruptedException {
    Model model = start;
    for (int round = 1; round <= training.options().rounds(); round++) {
      model = train(training, prefix + "round " + round, model, model.network().copy(), 2, 3e-3);
    }
  }

  /**
   * Trains a network on the bins of a model, balances it and puts it before the judge.
   *
   * @return the new model, kept or not
   */
  private static Model train(
      Training training, String stage, Model from, Network network, int epochs, double rate)
      throws InterruptedException {
    training.trainRouter(stage, network, from.bin(), epochs, rate);
    Model model = training.balanced(network, from.prices());
    training.stages().consider(stage, model);
    return model;
  }
}
