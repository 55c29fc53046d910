package org.learnedpartition.graph;

import org.learnedpartition.data.Points;

/**
 * Scores single points, which lie anywhere, for a query. Each is one chain of fused multiply-adds
 * in ascending order, so it has the bits that a product of blocks gives it, and equal points tie.
 */
final class PointScores {
  private PointScores() {}

  /**
   * Scores {@code count} points.
   *
   * @param query holds the query from {@code offset}
   * @param scores receives one score a point
   */
  static void of(float[] query, int offset, Points base, int[] ids, int count, float[] scores) {
    int done = 0;
    for (; done + 8 <= count; done += 8) {
      eight(query, offset, base, ids, done, scores);
    }
    int d = base.dimension();
    for (; done < count; done++) {
      int row = ids[done] * d;
      float sum = 0;
      for (int k = 0; k < d; k++) {
        sum = Math.fma(query[offset + k], base.vectors()[row + k], sum);
      }
      scores[done] = sum + base.bias()[ids[done]];
    }
  }

  /** Eight chains at once hide the latency of one, and that of memory. */
  private static void eight(
      float[] query, int offset, Points base, int[] ids, int from, float[] scores) {
    int d = base.dimension();
    float[] v = base.vectors();
    int r0 = ids[from] * d;
    int r1 = ids[from + 1] * d;
    int r2 = ids[from + 2] * d;
    int r3 = ids[from + 3] * d;
    int r4 = ids[from + 4] * d;
    int r5 = ids[from + 5] * d;
    int r6 = ids[from + 6] * d;
    int r7 = ids[from + 7] * d;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int k = 0; k < d; k++) {
      float x = query[offset + k];
      s0 = Math.fma(x, v[r0 + k], s0);
      s1 = Math.fma(x, v[r1 + k], s1);
      s2 = Math.fma(x, v[r2 + k], s2);
      s3 = Math.fma(x, v[r3 + k], s3);
      s4 = Math.fma(x, v[r4 + k], s4);
      s5 = Math.fma(x, v[r5 + k], s5);
      s6 = Math.fma(x, v[r6 + k], s6);
      s7 = Math.fma(x, v[r7 + k], s7);
    }
    float[] bias = base.bias();
    scores[from] = s0 + bias[ids[from]];
    scores[from + 1] = s1 + bias[ids[from + 1]];
    scores[from + 2] = s2 + bias[ids[from + 2]];
    scores[from + 3] = s3 + bias[ids[from + 3]];
    scores[from + 4] = s4 + bias[ids[from + 4]];
    scores[from + 5] = s5 + bias[ids[from + 5]];
    scores[from + 6] = s6 + bias[ids[from + 6]];
    scores[from + 7] = s7 + bias[ids[from + 7]];
  }
}
