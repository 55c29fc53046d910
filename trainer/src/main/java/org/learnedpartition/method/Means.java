package org.learnedpartition.method;

import org.learnedpartition.data.Points;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Metrics;

/**
 * The mean point of each bin; zeros for an empty one.
 *
 * @param values bins × dimension
 * @param sizes points of each bin
 */
record Means(float[] values, int[] sizes) {
  /**
   * @param bin of each point
   */
  static Means of(Points points, int[] bin, int bins, Workers workers) throws InterruptedException {
    int d = points.dimension();
    int[] sizes = Metrics.sizes(bin, points.count(), bins);
    int[] next = new int[bins];
    for (int c = 1; c < bins; c++) {
      next[c] = next[c - 1] + sizes[c - 1];
    }
    int[] starts = next.clone();
    int[] members = new int[points.count()];
    for (int i = 0; i < points.count(); i++) {
      members[next[bin[i]]++] = i;
    }
    float[] values = new float[bins * d];
    // One task sums a bin in the order of its points: the same bits with any number of threads.
    workers.run(
        bins,
        c -> {
          if (sizes[c] == 0) {
            return;
          }
          for (int m = starts[c]; m < starts[c] + sizes[c]; m++) {
            int row = members[m] * d;
            for (int i = 0; i < d; i++) {
              values[c * d + i] += points.vectors()[row + i];
            }
          }
          for (int i = 0; i < d; i++) {
            values[c * d + i] /= sizes[c];
          }
        });
    return new Means(values, sizes);
  }
}
