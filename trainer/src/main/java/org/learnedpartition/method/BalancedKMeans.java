package org.learnedpartition.method;

import org.learnedpartition.data.Points;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * k-means whose clusters are of nearly one size: Lloyd's iterations on a sample, then rounds of
 * {balance by prices, move the centres}. Centres are of length 1 unless the similarity is L2.
 */
public final class BalancedKMeans implements Clusterer {
  private static final int ROUNDS = 3;

  BalancedKMeans() {}

  @Override
  public Clustering clusters(Training training) throws InterruptedException {
    return training.balancedClusters();
  }

  /**
   * Clusters.
   *
   * @param points in random order, at least one for each bin
   */
  public static Clustering cluster(
      Points points, int bins, Similarity similarity, long seed, Workers workers, Progress progress)
      throws InterruptedException {
    int steps = Centres.SAMPLE_ITERATIONS + ROUNDS + 1;
    Centres centres = new Centres(points, bins, similarity != Similarity.L2, seed, workers);
    centres.fitSample(steps, progress);
    int[] bin = new int[points.count()];
    float[] prices = new float[bins];
    for (int i = 0; i <= ROUNDS; i++) {
      prices = PriceBalance.balance(points, centres.scorer(), prices, bin, workers);
      if (i < ROUNDS) {
        centres.move(points, bin);
      }
      progress.report(Centres.STAGE, Centres.SAMPLE_ITERATIONS + i + 1, steps);
    }
    return new Clustering(centres.values(), centres.bias(), prices, bin);
  }
}
