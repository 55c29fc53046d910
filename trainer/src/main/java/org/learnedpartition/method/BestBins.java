package org.learnedpartition.method;

import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.parallel.Workers;

/** The best bin of each point, by the scores of all bins. */
final class BestBins {
  /** Points that are scored at once. */
  static final int BLOCK = 192;

  private BestBins() {}

  /**
   * Gives each point its best bin after prices, the smaller number in a tie.
   *
   * @param bin receives one bin a point
   */
  static void find(Points points, Scorer scorer, float[] prices, int[] bin, Workers workers)
      throws InterruptedException {
    int bins = scorer.bins();
    workers.ranges(
        points.count(),
        BLOCK,
        (from, to) -> {
          float[] scores = new float[(to - from) * bins];
          scorer.score(points.vectors(), from, to - from, scores);
          for (int i = from; i < to; i++) {
            bin[i] = best(scores, (i - from) * bins, prices);
          }
        });
  }

  private static int best(float[] scores, int at, float[] prices) {
    int best = 0;
    float bestScore = scores[at] - prices[0];
    for (int c = 1; c < prices.length; c++) {
      float score = scores[at + c] - prices[c];
      if (score > bestScore) {
        bestScore = score;
        best = c;
      }
    }
    return best;
  }
}
