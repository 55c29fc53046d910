package org.learnedpartition.method;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.parallel.Workers;

/**
 * The bins of points that may be their best as prices change, where the scores of all bins do not
 * fit in memory. Of each point those bins are kept that were best at some prices, and by how much
 * the others were worse. As long as prices have not changed by more, the best of the kept ones is
 * the best of all; else a point is scored anew. So choices are those of all scores, bit for bit.
 */
final class NearBins {
  /** Bins that are kept of a point. */
  static final int KEPT = 32;

  private static final int BLOCK = ScoreTable.BLOCK;

  /** Differences of scores and prices are rounded. */
  private static final float ROUNDING = 1e-4f;

  /** With more points than one in so many scored anew, all are, at the prices of that time. */
  private static final int MOST_ANEW = 16;

  private final Points points;
  private final Scorer scorer;
  private final Workers workers;
  private final char[] bins;
  private final float[] scores;
  private final float[] others;
  private float[] reference;

  /**
   * @param scorer of more than {@link #KEPT} bins
   */
  NearBins(Points points, Scorer scorer, Workers workers) {
    if (scorer.bins() <= KEPT) {
      throw new IllegalArgumentException(
          "there must be more than " + KEPT + " bins, got " + scorer.bins());
    }
    this.points = points;
    this.scorer = scorer;
    this.workers = workers;
    this.bins = new char[Math.multiplyExact(points.count(), KEPT)];
    this.scores = new float[bins.length];
    this.others = new float[points.count()];
  }

  /** Bytes for so many points. */
  static long bytes(long points) {
    return points * (KEPT * (Character.BYTES + Float.BYTES) + Float.BYTES);
  }

  /** As many points as arrays have room for. */
  static boolean fits(Points points, int bins) {
    return bins > KEPT && (long) points.count() * KEPT <= Integer.MAX_VALUE - 8;
  }

  /**
   * Gives each point its best bin after prices, the smaller number in a tie.
   *
   * @param bin receives one bin a point
   */
  void assign(float[] prices, int[] bin) throws InterruptedException {
    if (reference == null) {
      collect(prices, bin);
      return;
    }
    float risen = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < prices.length; c++) {
      risen = Math.max(risen, reference[c] - prices[c]);
    }
    float most = risen;
    AtomicInteger anew = new AtomicInteger();
    workers.ranges(
        points.count(),
        BLOCK,
        (from, to) -> {
          float[] row = null;
          for (int i = from; i < to; i++) {
            int best = best(i, prices);
            float value = scores[best] - prices[bins[best]];
            float bound = others[i] + most;
            if (value > bound + ROUNDING * Math.max(1, Math.abs(bound))) {
              bin[i] = bins[best];
            } else {
              row = row == null ? new float[prices.length] : row;
              scorer.score(points.vectors(), i, 1, row);
              bin[i] = ScoreTable.best(row, 0, prices);
              anew.incrementAndGet();
            }
          }
        });
    if (anew.get() > points.count() / MOST_ANEW) {
      reference = null;
    }
  }

  /** The place of the best of a point's bins, the smaller number in a tie. */
  private int best(int point, float[] prices) {
    int best = point * KEPT;
    for (int at = best + 1; at < (point + 1) * KEPT; at++) {
      float value = scores[at] - prices[bins[at]];
      float most = scores[best] - prices[bins[best]];
      if (value > most || value == most && bins[at] < bins[best]) {
        best = at;
      }
    }
    return best;
  }

  /** Scores all bins, assigns, and keeps the best of each point. */
  private void collect(float[] prices, int[] bin) throws InterruptedException {
    int all = prices.length;
    workers.ranges(
        points.count(),
        BLOCK,
        (from, to) -> {
          float[] block = new float[(to - from) * all];
          scorer.score(points.vectors(), from, to - from, block);
          float[] least = new float[KEPT];
          for (int i = from; i < to; i++) {
            int at = (i - from) * all;
            bin[i] = ScoreTable.best(block, at, prices);
            others[i] = keep(i, block, at, prices, least);
          }
        });
    reference = prices.clone();
  }

  /**
   * Keeps the best bins of a point.
   *
   * @param values of as many floats as bins are kept: working space
   * @return the most that another bin has, after prices
   */
  private float keep(int point, float[] block, int at, float[] prices, float[] values) {
    int to = point * KEPT;
    Arrays.fill(values, Float.NEGATIVE_INFINITY);
    int worst = 0;
    float dropped = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < prices.length; c++) {
      float value = block[at + c] - prices[c];
      if (value <= values[worst]) {
        dropped = Math.max(dropped, value);
        continue;
      }
      dropped = Math.max(dropped, values[worst]);
      values[worst] = value;
      bins[to + worst] = (char) c;
      scores[to + worst] = block[at + c];
      for (int j = 0; j < KEPT; j++) {
        worst = values[j] < values[worst] ? j : worst;
      }
    }
    return dropped;
  }
}
