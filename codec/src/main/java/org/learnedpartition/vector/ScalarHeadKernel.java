package org.learnedpartition.vector;

import java.util.Arrays;

/** The scalar twin of {@link SimdHeadKernel}, for JVMs without the Vector API. */
final class ScalarHeadKernel implements HeadRows.Kernel {
  @Override
  public void score(
      float[] x, int[] rows, int ints, int[] heads, int count, float[] scores, float[] chains) {
    for (int i = 0; i < count; i++) {
      Arrays.fill(chains, 0, HeadRows.CHAINS, 0);
      int at = heads[i] * ints;
      for (int k = 0; k < ints; k += HeadRows.CHAINS) {
        for (int c = 0; c < HeadRows.CHAINS; c++) {
          int row = rows[at + k + c];
          chains[c] = Math.fma(x[2 * k + c], Bfloat16.low(row), chains[c]);
          chains[c] = Math.fma(x[2 * k + HeadRows.CHAINS + c], Bfloat16.high(row), chains[c]);
        }
      }
      scores[i] = HeadRows.sum(chains, 0);
    }
  }
}
