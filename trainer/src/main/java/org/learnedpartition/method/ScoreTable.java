package org.learnedpartition.method;

import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.parallel.Workers;

/**
 * The scores of all bins for some points: kept while they fit; where they do not, the {@link
 * NearBins} of each point, or computed again at every pass; either way the same bits.
 */
final class ScoreTable {
  static final int BLOCK = 192;
  private static final long MOST_KEPT = 1 << 27;

  private final Points points;
  private final Scorer scorer;
  private final Workers workers;
  private final float[] kept;
  private final NearBins near;

  ScoreTable(Points points, Scorer scorer, boolean keep, Workers workers)
      throws InterruptedException {
    this.points = points;
    this.scorer = scorer;
    this.workers = workers;
    int bins = scorer.bins();
    long values = (long) points.count() * bins;
    if (keep && values <= most()) {
      float[] table = new float[(int) values];
      workers.ranges(
          points.count(),
          BLOCK,
          (from, to) -> {
            float[] block = new float[(to - from) * bins];
            scorer.score(points.vectors(), from, to - from, block);
            System.arraycopy(block, 0, table, from * bins, block.length);
          });
      this.kept = table;
    } else {
      this.kept = null;
    }
    boolean many = keep && kept == null && NearBins.fits(points, bins);
    this.near = many ? new NearBins(points, scorer, workers) : null;
  }

  /** Most values that are kept. */
  static long most() {
    return Math.min(MOST_KEPT, Runtime.getRuntime().maxMemory() / 16);
  }

  int rows() {
    return points.count();
  }

  int bins() {
    return scorer.bins();
  }

  /**
   * Gives each point its best bin after prices, the smaller number in a tie.
   *
   * @param bin receives one bin a point
   */
  void assign(float[] prices, int[] bin) throws InterruptedException {
    if (near != null) {
      near.assign(prices, bin);
      return;
    }
    int bins = scorer.bins();
    workers.ranges(
        points.count(),
        BLOCK,
        (from, to) -> {
          float[] block = kept;
          int at = from * bins;
          if (kept == null) {
            block = new float[(to - from) * bins];
            scorer.score(points.vectors(), from, to - from, block);
            at = 0;
          }
          for (int i = from; i < to; i++, at += bins) {
            bin[i] = best(block, at, prices);
          }
        });
  }

  static int best(float[] scores, int at, float[] prices) {
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

  /** Scores of one point. */
  void row(int point, float[] into) {
    if (kept != null) {
      System.arraycopy(kept, point * bins(), into, 0, bins());
    } else {
      scorer.score(points.vectors(), point, 1, into);
    }
  }
}
