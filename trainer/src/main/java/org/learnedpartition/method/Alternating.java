package org.learnedpartition.method;

import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Network;
import org.learnedpartition.report.Metrics;

/**
 * Alternating refinement with vetoes: a router is trained on the bins of each document's
 * neighbours, then each document moves to the bin that the router ranks first, but only where that
 * bin has room and holds more of the document's neighbours than its own. Bins change by their
 * neighbours' bins as in label propagation under a size limit (Ugander and Backstrom, "Balanced
 * label propagation", WSDM 2013), with the router to name the one bin that is tried. {@link
 * SelfConsistent} has prices in place of both vetoes.
 *
 * <p>It starts at {@link BalancedKMeans} unless another clustering is asked for. Vetoes need a
 * document's neighbours, which an index does not know: documents are placed by the last router,
 * balanced by prices.
 */
final class Alternating implements Learner {
  @Override
  public Model learn(Training training) throws InterruptedException {
    TrainingOptions options = training.options();
    Clustering clusters = training.clusters();
    Model centroids = training.ofCentres(clusters);
    training.stages().keep("centroids", centroids);
    int hidden = options.hiddenUnits();
    Network router =
        hidden == 0
            ? centroids.network().copy()
            : centroids.network().withHidden(hidden, options.seed());
    int[] bin = clusters.bin().clone();
    training.trainRouter("router", router, bin, 4, 2e-3);
    for (int round = 1; round <= options.rounds(); round++) {
      refine(training, router, bin);
      training.trainRouter("round " + round, router, bin, 2, 3e-3);
    }
    float[] prices =
        PriceBalance.balance(
            training.documents(),
            router.forward(),
            new float[training.bins()],
            bin,
            training.workers());
    return training.stages().keep("alternating", new Model(router, prices, bin));
  }

  /** Moves documents one after the other, so that each sees the moves before it. */
  private static void refine(Training training, Network router, int[] bin)
      throws InterruptedException {
    Points points = training.documents();
    int bins = training.bins();
    int[] first = new int[points.count()];
    new ScoreTable(points, router.forward(), false, training.workers())
        .assign(new float[bins], first);
    int room = (int) ((1 + PriceBalance.EPSILON) * points.count() / bins);
    refine(first, training.neighbours(), training.options().labels(), room, bin, bins);
  }

  /**
   * @param first the bin that each point would go to
   * @param neighbours points × k ids, -1 for none
   * @param room the most points that a bin that takes others may hold
   * @param bin of each point, changed in place
   */
  static void refine(int[] first, int[] neighbours, int k, int room, int[] bin, int bins) {
    int[] sizes = Metrics.sizes(bin, bin.length, bins);
    for (int i = 0; i < bin.length; i++) {
      int to = first[i];
      if (to == bin[i] || sizes[to] >= room) {
        continue;
      }
      int gain = 0;
      for (int j = i * k; j < (i + 1) * k; j++) {
        int of = neighbours[j] < 0 ? -1 : bin[neighbours[j]];
        gain += of == to ? 1 : of == bin[i] ? -1 : 0;
      }
      if (gain > 0) {
        sizes[bin[i]]--;
        sizes[to]++;
        bin[i] = to;
      }
    }
  }
}
