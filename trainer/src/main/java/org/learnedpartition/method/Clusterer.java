package org.learnedpartition.method;

/**
 * A method that clusters. Its router ranks bins by their centres, and documents pay the prices of
 * the clustering; other methods can learn to rank its bins.
 */
interface Clusterer extends Learner {
  /** Clusters the documents that are trained on. */
  Clustering clusters(Training training) throws InterruptedException;

  /** Whether every document is in the bin of its best centre, after prices. */
  default boolean placesByCentres() {
    return true;
  }

  @Override
  default Model learn(Training training) throws InterruptedException {
    return training.stages().keep("centroids", training.ofCentres(clusters(training)));
  }
}
