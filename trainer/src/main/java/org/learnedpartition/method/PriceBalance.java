package org.learnedpartition.method;

import java.util.Arrays;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Metrics;

/**
 * Prices of bins under which every point may take its best bin, argmax(score - price), and no bin
 * becomes much larger than the mean. Found by Rprop (Riedmiller and Braun, 1993) on the sign of
 * each bin's excess: scores and sizes have no common unit, so only the sign is trusted.
 */
final class PriceBalance {
  /** Bins may be so much larger than the mean. */
  static final double EPSILON = 0.05;

  static final int SUBSAMPLE = 60_000;
  private static final int SUBSAMPLE_PASSES = 120;
  private static final int PASSES = 40;
  private static final int MARGIN_ROWS = 2000;

  private PriceBalance() {}

  /**
   * Finds prices.
   *
   * @param points in random order: the first ones are a sample
   * @param start prices to start from, zeros if nothing is known
   * @param bin receives the bin of each point under the prices returned
   * @return one price a bin, in units of score, mean 0
   */
  static float[] balance(Points points, Scorer scorer, float[] start, int[] bin, Workers workers)
      throws InterruptedException {
    float[] prices = start;
    if (points.count() > SUBSAMPLE) {
      ScoreTable sample = new ScoreTable(points.first(SUBSAMPLE), scorer, true, workers);
      prices = search(sample, prices, SUBSAMPLE_PASSES, bin);
    }
    ScoreTable all = new ScoreTable(points, scorer, true, workers);
    return search(all, prices, points.count() > SUBSAMPLE ? PASSES : SUBSAMPLE_PASSES, bin);
  }

  /** Rprop; leaves {@code bin} as the prices returned give it. */
  static float[] search(ScoreTable scores, float[] start, int passes, int[] bin)
      throws InterruptedException {
    int bins = scores.bins();
    double mean = (double) scores.rows() / bins;
    float[] price = start.clone();
    float[] best = start.clone();
    int bestLargest = Integer.MAX_VALUE;
    double[] step = new double[bins];
    Arrays.fill(step, 0.5 * medianMargin(scores));
    int[] lastSign = new int[bins];
    for (int pass = 0; pass < passes; pass++) {
      scores.assign(price, bin);
      int[] sizes = Metrics.sizes(bin, scores.rows(), bins);
      int largest = Arrays.stream(sizes).max().orElseThrow();
      if (largest < bestLargest) {
        bestLargest = largest;
        best = price.clone();
      }
      if (largest <= (1 + EPSILON) * mean) {
        break;
      }
      for (int c = 0; c < bins; c++) {
        double ratio = sizes[c] / mean;
        int sign = ratio > 1 + EPSILON / 2 ? 1 : ratio < 1 - EPSILON ? -1 : 0;
        if (sign * lastSign[c] > 0) {
          step[c] *= 1.25;
        } else if (sign * lastSign[c] < 0) {
          step[c] *= 0.5;
        }
        lastSign[c] = sign;
        double strength = Math.min(Math.abs(Math.log(ratio)) / 0.3, 1) + 0.1;
        price[c] += (float) (step[c] * sign * strength);
      }
    }
    scores.assign(best, bin);
    return centred(best);
  }

  /** Shifting all prices changes no choice; a mean of zero keeps them small. */
  private static float[] centred(float[] prices) {
    double sum = 0;
    for (float price : prices) {
      sum += price;
    }
    float mean = (float) (sum / prices.length);
    float[] centred = new float[prices.length];
    for (int c = 0; c < centred.length; c++) {
      centred[c] = prices[c] - mean;
    }
    return centred;
  }

  /** Median over some points of the distance of the best score to the second. */
  private static double medianMargin(ScoreTable scores) {
    int n = Math.min(MARGIN_ROWS, scores.rows());
    double[] margins = new double[n];
    float[] row = new float[scores.bins()];
    for (int i = 0; i < n; i++) {
      scores.row(i, row);
      float first = Float.NEGATIVE_INFINITY;
      float second = Float.NEGATIVE_INFINITY;
      for (float score : row) {
        second = Math.max(second, Math.min(first, score));
        first = Math.max(first, score);
      }
      margins[i] = first - second;
    }
    return Math.max(Metrics.quantile(margins, 0.5), 1e-6);
  }
}
