package org.learnedpartition.method;

import java.util.Arrays;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.parallel.Workers;

/**
 * Balance by choices (Azar et al., "Balanced allocations", 1994): one after the other, each point
 * goes to the least filled of the bins that score best for it.
 */
final class PowerOfChoices {
  private static final int BLOCK = 192;

  private PowerOfChoices() {}

  /**
   * @param choices bins to choose from, 1 … bins; more are all bins
   * @return the bin of each point: of equally filled ones the one that scores best
   */
  static int[] place(Points points, Scorer scorer, int choices, Workers workers)
      throws InterruptedException {
    int bins = scorer.bins();
    int k = Math.min(choices, bins);
    int[] best = new int[Math.multiplyExact(points.count(), k)];
    workers.ranges(
        points.count(),
        BLOCK,
        (from, to) -> {
          float[] scores = new float[(to - from) * bins];
          scorer.score(points.vectors(), from, to - from, scores);
          for (int i = from; i < to; i++) {
            best(scores, (i - from) * bins, bins, best, i * k, k);
          }
        });
    int[] sizes = new int[bins];
    int[] bin = new int[points.count()];
    for (int i = 0; i < bin.length; i++) {
      bin[i] = best[i * k];
      for (int j = i * k + 1; j < (i + 1) * k; j++) {
        if (sizes[best[j]] < sizes[bin[i]]) {
          bin[i] = best[j];
        }
      }
      sizes[bin[i]]++;
    }
    return bin;
  }

  /** The bins of the k highest scores, highest first, of equal ones the smaller number. */
  private static void best(float[] scores, int from, int bins, int[] into, int at, int k) {
    Arrays.fill(into, at, at + k, -1);
    for (int c = 0; c < bins; c++) {
      int place = at + k;
      while (place > at
          && (into[place - 1] < 0 || scores[from + into[place - 1]] < scores[from + c])) {
        place--;
      }
      if (place < at + k) {
        System.arraycopy(into, place, into, place + 1, at + k - 1 - place);
        into[place] = c;
      }
    }
  }
}
