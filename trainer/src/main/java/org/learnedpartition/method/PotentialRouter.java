package org.learnedpartition.method;

import org.learnedpartition.learn.Ascent;
import org.learnedpartition.learn.Network;

/**
 * Bins ranked from where a query ends that climbs the potentials of their centres, see {@link
 * Ascent}. Nothing is learnt but the clusters, whose documents stay where they are. With no steps
 * it is the router of the centres.
 */
final class PotentialRouter implements Learner {
  @Override
  public Model learn(Training training) throws InterruptedException {
    Clustering clusters = training.clusters();
    Model centroids = training.ofCentres(clusters);
    Network head = centroids.network().lessPrices(centroids.prices());
    Ascent ascent =
        new Ascent(
            training.options().potential(),
            clusters.centres(),
            clusters.bias(),
            training.documents().dimension());
    Model model = new Model(centroids.network(), head, new float[0], clusters.bin(), ascent);
    return training.stages().keep("potential", model);
  }
}
