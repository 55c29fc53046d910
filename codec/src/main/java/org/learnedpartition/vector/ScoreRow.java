package org.learnedpartition.vector;

import java.util.Objects;

/**
 * A row of scores, one for each bin, searched and summed on the Vector API where the module {@code
 * jdk.incubator.vector} is there, scalar where it is not. Scores may be {@link
 * Float#NEGATIVE_INFINITY}.
 */
public final class ScoreRow {
  private ScoreRow() {}

  /** The loops over {@code a[offset … offset + length - 1]}, whose bounds were checked. */
  interface Kernel {
    float max(float[] a, int offset, int length);

    float maxLess(float[] a, int offset, int length, float[] b);

    int indexOfLess(float[] a, int offset, int length, float[] b, float value);

    int count(float[] a, int length, float least);

    int select(float[] a, int length, float least, float below, int[] indices);

    int selectSums(
        float[] a, int offset, int length, float[] b, int bOffset, float least, int[] indices);

    double sumOfExp(float[] a, int offset, int length, float max);
  }

  private static final class Chosen {
    static final Kernel KERNEL =
        VectorModule.PRESENT ? new SimdScoreKernel() : new ScalarScoreKernel();
  }

  /** The greatest score; NaN if one is NaN. */
  public static float max(float[] scores, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, scores.length);
    return Chosen.KERNEL.max(scores, offset, length);
  }

  /**
   * Where a score less its price is greatest: of equals the first.
   *
   * @param prices at least {@code length} finite values
   * @return an index from 0 to {@code length - 1}; -1 if all scores are negative infinity, or one
   *     is NaN or positive infinity
   */
  public static int best(float[] scores, int offset, int length, float[] prices) {
    Objects.checkFromIndexSize(offset, length, scores.length);
    Objects.checkFromIndexSize(0, length, prices.length);
    float best = Chosen.KERNEL.maxLess(scores, offset, length, prices);
    return Float.isFinite(best)
        ? Chosen.KERNEL.indexOfLess(scores, offset, length, prices, best)
        : -1;
  }

  /** How many scores are at least {@code least}. */
  public static int count(float[] scores, float least) {
    return Chosen.KERNEL.count(scores, scores.length, least);
  }

  /**
   * The indices, ascending, of the scores from {@code least} to {@code below}, the latter left out.
   *
   * @param indices receives them, and must have room
   * @return how many there are
   */
  public static int select(float[] scores, float least, float below, int[] indices) {
    return Chosen.KERNEL.select(scores, scores.length, least, below, indices);
  }

  /**
   * The indices, ascending and counted from {@code offset}, of the scores that are at least {@code
   * least} with their addends.
   *
   * @param addends one for each score, from {@code addendOffset}
   * @param indices receives them, and must have room
   * @return how many there are
   */
  public static int selectSums(
      float[] scores,
      int offset,
      int length,
      float[] addends,
      int addendOffset,
      float least,
      int[] indices) {
    Objects.checkFromIndexSize(offset, length, scores.length);
    Objects.checkFromIndexSize(addendOffset, length, addends.length);
    return Chosen.KERNEL.selectSums(scores, offset, length, addends, addendOffset, least, indices);
  }

  /**
   * The logarithm of the sum of the scores' exponentials, to a few units of single precision.
   *
   * @param max the greatest score, finite
   */
  public static float logSumOfExp(float[] scores, int offset, int length, float max) {
    Objects.checkFromIndexSize(offset, length, scores.length);
    return (float) (max + Math.log(Chosen.KERNEL.sumOfExp(scores, offset, length, max)));
  }
}
