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

  private static final int LISTS = 6;
  private static final int PASSES = 120;
  private static final int MARGIN_ROWS = 2000;

  private PriceBalance() {}

  /**
   * Finds prices. Each search is over the bins that are best under the prices it begins with; where
   * it went too far for these, another goes on from there.
   *
   * @param points in random order: the first ones are a sample
   * @param start prices to start from, zeros if nothing is known
   * @param bin receives the bin of each point under the prices returned
   * @return one price a bin, in units of score, mean 0
   */
  static float[] balance(Points points, Scorer scorer, float[] start, int[] bin, Workers workers)
      throws InterruptedException {
    int length = TopBins.length(points.count(), scorer.bins());
    return balance(points, scorer, start, length, bin, workers);
  }

  /** The same, with lists of a length. */
  static float[] balance(
      Points points, Scorer scorer, float[] start, int length, int[] bin, Workers workers)
      throws InterruptedException {
    float[] best = null;
    int[] bestBin = new int[bin.length];
    int least = Integer.MAX_VALUE;
    float[] prices = start;
    Steps steps = null;
    for (int list = 0; list < LISTS; list++) {
      TopBins lists = TopBins.of(points, scorer, prices, length, workers);
      lists.assign(prices, bin);
      int largest = largest(bin, lists.bins());
      if (best == null || largest < least) {
        least = largest;
        best = prices;
        System.arraycopy(bin, 0, bestBin, 0, bin.length);
      }
      if (largest <= (1 + EPSILON) * points.count() / lists.bins() || list == LISTS - 1) {
        break;
      }
      steps = steps == null ? new Steps(lists) : steps;
      prices = search(lists, prices, steps, bin);
      if (lists.whole()) {
        return prices;
      }
    }
    System.arraycopy(bestBin, 0, bin, 0, bin.length);
    return centred(best);
  }

  private static int largest(int[] bin, int bins) {
    return Arrays.stream(Metrics.sizes(bin, bin.length, bins)).max().orElseThrow();
  }

  /** Rprop; leaves {@code bin} as the prices returned give it. */
  private static float[] search(TopBins lists, float[] start, Steps steps, int[] bin)
      throws InterruptedException {
    float[] price = start.clone();
    float[] best = start.clone();
    int least = Integer.MAX_VALUE;
    double mean = (double) lists.points() / lists.bins();
    for (int pass = 0; pass < PASSES; pass++) {
      lists.assign(price, bin);
      int[] sizes = Metrics.sizes(bin, lists.points(), lists.bins());
      int largest = Arrays.stream(sizes).max().orElseThrow();
      if (largest < least) {
        least = largest;
        best = price.clone();
      }
      if (largest <= (1 + EPSILON) * mean) {
        break;
      }
      steps.take(price, sizes, mean);
    }
    lists.assign(best, bin);
    return centred(best);
  }

  /** Rprop's steps: longer while a bin's excess keeps its sign, shorter when it turns. */
  private static final class Steps {
    private final double[] step;
    private final int[] lastSign;

    Steps(TopBins lists) {
      step = new double[lists.bins()];
      lastSign = new int[lists.bins()];
      Arrays.fill(step, 0.5 * medianMargin(lists));
    }

    void take(float[] price, int[] sizes, double mean) {
      for (int c = 0; c < step.length; c++) {
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
  private static double medianMargin(TopBins lists) {
    int n = Math.min(MARGIN_ROWS, lists.points());
    double[] margins = new double[n];
    for (int i = 0; i < n; i++) {
      margins[i] = lists.margin(i);
    }
    return Math.max(Metrics.quantile(margins, 0.5), 1e-6);
  }
}
