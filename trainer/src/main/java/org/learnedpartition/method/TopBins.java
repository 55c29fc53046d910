package org.learnedpartition.method;

import java.util.Arrays;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.parallel.Workers;

/**
 * The few bins of each point that are best under some prices, with their scores: what prices near
 * those can move a point to. Scoring all bins takes as long as thousands of passes over the lists.
 */
final class TopBins {
  private static final int SHORTEST = 64;

  /** Entries of all lists together, unless the shortest lists have more: 192 MiB. */
  private static final int ENTRIES = 1 << 25;

  private static final int PASS = 1 << 13;

  private final int bins;
  private final int length;
  // Row-major, points × length; a list's bins ascend.
  private final char[] bin;
  private final float[] score;
  private final Workers workers;

  private TopBins(int points, int bins, int length, Workers workers) {
    this.bins = bins;
    this.length = length;
    this.bin = new char[Math.multiplyExact(points, length)];
    this.score = new float[bin.length];
    this.workers = workers;
  }

  /** Bins of a list that so many points have: all, as long as there is room. */
  static int length(int points, int bins) {
    return Math.min(bins, Math.max(SHORTEST, ENTRIES / points));
  }

  /** Bytes of the lists of so many points. */
  static long bytes(int points, int bins) {
    return (long) points * length(points, bins) * (Character.BYTES + Float.BYTES);
  }

  /**
   * Scores all bins for all points.
   *
   * @param length bins of a list, 2 … bins
   * @param prices under which the best bins are listed
   */
  static TopBins of(Points points, Scorer scorer, float[] prices, int length, Workers workers)
      throws InterruptedException {
    int bins = scorer.bins();
    TopBins lists = new TopBins(points.count(), bins, length, workers);
    workers.ranges(
        points.count(),
        BestBins.BLOCK,
        (from, to) -> {
          float[] scores = new float[(to - from) * bins];
          float[] values = new float[bins];
          float[] sorted = new float[bins];
          scorer.score(points.vectors(), from, to - from, scores);
          for (int i = from; i < to; i++) {
            int at = (i - from) * bins;
            for (int c = 0; c < bins; c++) {
              values[c] = scores[at + c] - prices[c];
            }
            lists.fill(i, values, lists.bar(values, sorted), scores, at);
          }
        });
    return lists;
  }

  /** The value that as many bins reach as a list holds, or more where some are equal. */
  private float bar(float[] values, float[] heap) {
    if (length == bins) {
      return Float.NEGATIVE_INFINITY;
    }
    // A heap of the highest values, the least of them on top.
    System.arraycopy(values, 0, heap, 0, length);
    Arrays.sort(heap, 0, length);
    for (int c = length; c < bins; c++) {
      if (values[c] > heap[0]) {
        sift(heap, values[c]);
      }
    }
    return heap[0];
  }

  /** Puts a value in the place of the least. */
  private void sift(float[] heap, float value) {
    int at = 0;
    for (int child = 1; child < length; child = 2 * at + 1) {
      if (child + 1 < length && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= value) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = value;
  }

  /** Lists the bins above the bar, then those at it while there is room. */
  private void fill(int point, float[] values, float bar, float[] scores, int at) {
    int above = 0;
    for (int c = 0; c < bins; c++) {
      above += values[c] > bar ? 1 : 0;
    }
    int equal = length - Math.min(length, above);
    int next = point * length;
    for (int c = 0; c < bins; c++) {
      if (values[c] > bar || values[c] == bar && equal-- > 0) {
        bin[next] = (char) c;
        score[next++] = scores[at + c];
      }
    }
  }

  int bins() {
    return bins;
  }

  int points() {
    return bin.length / length;
  }

  /** Whether the lists hold all bins: then {@link #assign} is right under any prices. */
  boolean whole() {
    return length == bins;
  }

  /**
   * Gives each point the best bin of its list after prices, the smaller number in a tie.
   *
   * @param into receives one bin a point
   */
  void assign(float[] prices, int[] into) throws InterruptedException {
    workers.ranges(
        points(),
        PASS,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int at = i * length;
            int best = bin[at];
            float bestScore = score[at] - prices[best];
            for (int j = at + 1; j < at + length; j++) {
              float after = score[j] - prices[bin[j]];
              if (after > bestScore) {
                bestScore = after;
                best = bin[j];
              }
            }
            into[i] = best;
          }
        });
  }

  /** By how much a point's best score is above its second. */
  float margin(int point) {
    float first = Float.NEGATIVE_INFINITY;
    float second = Float.NEGATIVE_INFINITY;
    for (int j = point * length; j < (point + 1) * length; j++) {
      second = Math.max(second, Math.min(first, score[j]));
      first = Math.max(first, score[j]);
    }
    return first - second;
  }
}
