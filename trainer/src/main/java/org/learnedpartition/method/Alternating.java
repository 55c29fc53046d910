package org.learnedpartition.method;

import org.learnedpartition.cut.Cut;
import org.learnedpartition.cut.Graph;
import org.learnedpartition.cut.ProposedMoves;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Network;

/**
 * Alternating refinement with vetoes: a router is trained on the bins of each document's
 * neighbours, then documents move to the bin that the router ranks first, but only where that bin
 * has room and holds more of the document's edges in the graph of nearest neighbours than its own
 * ({@link ProposedMoves}, {@link org.learnedpartition.cut.Cohesion}). Bins change by their
 * neighbours' bins as in label propagation under a size limit (Ugander and Backstrom, "Balanced
 * label propagation", WSDM 2013), with the router to name the one bin that is tried. {@link
 * SelfConsistent} has prices in place of both vetoes.
 *
 * <p>It starts at {@link BalancedKMeans} unless another clustering is asked for. The router is
 * trained on the bins of neighbours, not on the document's own, and for a few epochs: cohesion
 * grows with every move, but what is said there of the joint potential is not promised.
 *
 * <p>Vetoes need a document's neighbours, which an index does not know: it places documents by the
 * last router, balanced by prices.
 */
final class Alternating implements Learner {
  @Override
  public Model learn(Training training) throws InterruptedException {
    TrainingOptions options = training.options();
    Clustering clusters = training.clusters();
    Model centroids = training.ofCentres(clusters);
    training.stages().keep("centroids", centroids);
    Network router = centroids.network().withHiddenOrNot(options.hiddenUnits(), options.seed());
    int[] bin = clusters.bin().clone();
    training.trainRouter("router", router, bin, 4, 2e-3);
    Graph graph = training.graph();
    for (int round = 1; round <= options.rounds(); round++) {
      refine(training, graph, router, bin);
      training.trainRouter("round " + round, router, bin, 2, 3e-3);
    }
    return training.stages().keep("alternating", training.priced(router, bin));
  }

  private static void refine(Training training, Graph graph, Network router, int[] bin)
      throws InterruptedException {
    Points points = training.documents();
    int bins = training.bins();
    int[] first = new int[points.count()];
    BestBins.find(points, router.forward(), new float[bins], first, training.workers());
    int limit = Cut.limit(graph, bins, PriceBalance.EPSILON);
    ProposedMoves.make(graph, first, limit, bin, bins);
  }
}
