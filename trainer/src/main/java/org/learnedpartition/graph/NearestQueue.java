package org.learnedpartition.graph;

import java.util.Arrays;
import org.learnedpartition.data.Points;

/**
 * The best k of each of some rows. An entry is one long, (score, complement of id), so that a plain
 * comparison orders by score and then by smaller id: what is kept does not depend on the order in
 * which points are offered.
 */
public final class NearestQueue {
  private static final long NONE = Long.MIN_VALUE;

  private final int k;
  private final long[] entries;

  public NearestQueue(int rows, int k) {
    this.k = k;
    this.entries = new long[Math.multiplyExact(rows, k)];
    Arrays.fill(entries, NONE);
  }

  /** Drops all points. */
  void clear() {
    Arrays.fill(entries, NONE);
  }

  private static long entry(float score, int id) {
    int bits = Float.floatToIntBits(score + 0f);
    return (long) (bits ^ (bits >> 31) & 0x7fffffff) << 32 | (0x7fffffff - id);
  }

  private static float score(long entry) {
    int bits = (int) (entry >> 32);
    return Float.intBitsToFloat(bits ^ (bits >> 31) & 0x7fffffff);
  }

  /** A point below this score is not kept. */
  public float threshold(int row) {
    long last = entries[row * k + k - 1];
    return last == NONE ? Float.NEGATIVE_INFINITY : score(last);
  }

  public void offer(int row, float score, int id) {
    long entry = entry(score, id);
    int at = row * k + k - 1;
    if (entry <= entries[at]) {
      return;
    }
    while (at > row * k && entries[at - 1] < entry) {
      entries[at] = entries[at - 1];
      at--;
    }
    entries[at] = entry;
  }

  /**
   * Offers points that were found before, whose scores were not kept.
   *
   * @param query holds the row's query from {@code offset}
   * @param ids k of them from {@code idsOffset}, those of points first, then -1
   */
  void load(int row, float[] query, int offset, Points base, int[] ids, int idsOffset) {
    int n = 0;
    while (n < k && ids[idsOffset + n] >= 0) {
      n++;
    }
    int[] points = Arrays.copyOfRange(ids, idsOffset, idsOffset + n);
    float[] scores = new float[n];
    PointScores.of(query, offset, base, points, n, scores);
    for (int i = 0; i < n; i++) {
      offer(row, scores[i], points[i]);
    }
  }

  /** Writes the ids of a row, best first, -1 where there are fewer. */
  public void ids(int row, int[] into, int offset) {
    for (int i = 0; i < k; i++) {
      long entry = entries[row * k + i];
      into[offset + i] = entry == NONE ? -1 : 0x7fffffff - (int) entry;
    }
  }
}
