package org.learnedpartition.report;

import java.util.Arrays;

/** Measures over plain arrays. */
public final class Metrics {
  private Metrics() {}

  /**
   * The q-quantile by nearest rank: the smallest value that at least a share q of the values does
   * not exceed.
   *
   * @param values at least one
   * @param q in [0, 1]
   */
  public static double quantile(double[] values, double q) {
    if (values.length == 0 || !(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException("a quantile needs values and q in [0, 1], got q=" + q);
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(q * sorted.length) - 1;
    return sorted[Math.clamp(rank, 0, sorted.length - 1)];
  }

  /** Largest bin over the mean bin, less 1: 0 is perfect balance. */
  public static double imbalance(int[] sizes) {
    long total = 0;
    int largest = 0;
    for (int size : sizes) {
      total += size;
      largest = Math.max(largest, size);
    }
    return total == 0 ? 0 : (double) largest * sizes.length / total - 1;
  }

  /** How many items each bin holds. */
  public static int[] sizes(int[] bin, int count, int bins) {
    int[] sizes = new int[bins];
    for (int i = 0; i < count; i++) {
      sizes[bin[i]]++;
    }
    return sizes;
  }

  /**
   * How many rows each bin holds.
   *
   * @param first bin of each item
   * @param second bin of each item's second row, the same as its first if it has one row
   */
  public static int[] rows(int[] first, int[] second, int bins) {
    int[] rows = sizes(first, first.length, bins);
    for (int i = 0; i < second.length; i++) {
      rows[second[i]] += second[i] == first[i] ? 0 : 1;
    }
    return rows;
  }
}
