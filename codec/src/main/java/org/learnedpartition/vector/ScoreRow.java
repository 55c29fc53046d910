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

    int count(float[] a, int offset, int length, float least);

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
    return Chosen.KERNEL.count(scores, 0, scores.length, least);
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
   * The indices of the greatest scores, ascending and counted from {@code offset}; of equals the
   * first, NaN as negative infinity. Allocates nothing.
   *
   * @param scores NaN is replaced
   * @param indices receives as many as it has room for, 1 to {@code length}
   */
  public static void greatest(float[] scores, int offset, int length, int[] indices) {
    int wanted = indices.length;
    Objects.checkFromIndexSize(offset, length, scores.length);
    Objects.checkIndex(wanted - 1, length);
    for (int i = offset; i < offset + length; i++) {
      scores[i] = Float.isNaN(scores[i]) ? Float.NEGATIVE_INFINITY : scores[i];
    }
    float max = max(scores, offset, length);
    int low = ordered(Float.NEGATIVE_INFINITY);
    int high = ordered(max);
    // Most scores lie near to each other: down from the greatest by steps that double.
    for (float step = 1; step < Float.POSITIVE_INFINITY; step *= 2) {
      int below = ordered(max - step);
      if (below < high && Chosen.KERNEL.count(scores, offset, length, max - step) >= wanted) {
        low = Math.max(low, below);
        break;
      }
      high = Math.min(high, below);
    }
    // Then the greatest value that as many scores reach, by bisection over the floats in order.
    int reached = 0;
    while (low < high && reached != wanted) {
      int middle = (int) (((long) low + high + 1) >> 1);
      int count = Chosen.KERNEL.count(scores, offset, length, ofOrdered(middle));
      if (count >= wanted) {
        low = middle;
        reached = count;
      } else {
        high = middle - 1;
      }
    }
    float least = ofOrdered(low);
    int equal = wanted;
    for (int i = offset; i < offset + length; i++) {
      equal -= scores[i] > least ? 1 : 0;
    }
    int n = 0;
    for (int i = 0; n < wanted; i++) {
      float score = scores[offset + i];
      if (score > least || score == least && equal-- > 0) {
        indices[n++] = i;
      }
    }
  }

  /** Integers in the order of floats. */
  private static int ordered(float value) {
    int bits = Float.floatToRawIntBits(value);
    return bits ^ bits >> 31 & 0x7fffffff;
  }

  private static float ofOrdered(int ordered) {
    return Float.intBitsToFloat(ordered ^ ordered >> 31 & 0x7fffffff);
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
