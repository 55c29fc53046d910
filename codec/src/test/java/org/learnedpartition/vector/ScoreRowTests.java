package org.learnedpartition.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ScoreRowTests {
  private static final List<ScoreRow.Kernel> KERNELS =
      List.of(new SimdScoreKernel(), new ScalarScoreKernel());
  private static final int OFFSET = 3;

  @RepeatedTest(60)
  void kernelsFindWhatLoopsFind(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    int length = 1 + random.nextInt(80);
    float[] row = new float[length];
    float[] prices = new float[length];
    for (int i = 0; i < length; i++) {
      // Few values, so that many are equal.
      row[i] = seed % 2 == 0 ? random.nextInt(5) - 8 : (float) random.nextGaussian() * 9;
      row[i] = random.nextInt(6) == 0 ? Float.NEGATIVE_INFINITY : row[i];
      prices[i] = seed % 2 == 0 ? random.nextInt(2) : (float) random.nextGaussian();
    }
    float[] padded = new float[OFFSET + length + 2];
    Arrays.fill(padded, 1e30f);
    System.arraycopy(row, 0, padded, OFFSET, length);
    float max = Float.NEGATIVE_INFINITY;
    int best = -1;
    double sum = 0;
    for (int i = 0; i < length; i++) {
      max = Math.max(max, row[i]);
      boolean better = best < 0 || row[i] - prices[i] > row[best] - prices[best];
      best = row[i] > Float.NEGATIVE_INFINITY && better ? i : best;
    }
    for (int i = 0; i < length; i++) {
      sum += Math.exp((double) row[i] - max);
    }
    assertEquals(best, ScoreRow.best(padded, OFFSET, length, prices));
    float least = row[random.nextInt(length)];
    float below = random.nextBoolean() ? Float.POSITIVE_INFINITY : row[random.nextInt(length)];
    int[] reach = IntStream.range(0, length).filter(i -> row[i] >= least).toArray();
    int[] between = IntStream.of(reach).filter(i -> row[i] < below).toArray();
    for (ScoreRow.Kernel kernel : KERNELS) {
      String which = kernel.getClass().getSimpleName() + ", seed " + seed;
      assertEquals(max, kernel.max(padded, OFFSET, length), which);
      assertEquals(reach.length, kernel.count(row, 0, length, least), which);
      int[] found = new int[length];
      int n = kernel.select(row, length, least, below, found);
      assertArrayEquals(between, Arrays.copyOf(found, n), which);
      int[] sums = IntStream.range(0, length).filter(i -> row[i] + prices[i] >= least).toArray();
      float[] addends = new float[OFFSET + 1 + length];
      System.arraycopy(prices, 0, addends, OFFSET + 1, length);
      n = kernel.selectSums(padded, OFFSET, length, addends, OFFSET + 1, least, found);
      assertArrayEquals(sums, Arrays.copyOf(found, n), which);
      if (max > Float.NEGATIVE_INFINITY) {
        assertEquals(sum, kernel.sumOfExp(padded, OFFSET, length, max), 2e-6 * sum, which);
      }
      if (best >= 0) {
        float greatest = row[best] - prices[best];
        assertEquals(greatest, kernel.maxLess(padded, OFFSET, length, prices), which);
        assertEquals(best, kernel.indexOfLess(padded, OFFSET, length, prices, greatest), which);
      }
    }
  }

  @RepeatedTest(60)
  void theGreatestAreThoseThatSortingPutsFirst(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    float[] row = new float[1 + random.nextInt(80)];
    for (int i = 0; i < row.length; i++) {
      // Few values, so that many are equal; or large ones.
      row[i] =
          seed % 2 == 0
              ? random.nextInt(5) - 2
              : seed % 3 == 0
                  ? (float) (1e30 * random.nextGaussian())
                  : (float) random.nextGaussian() * 9;
      row[i] = random.nextInt(6) == 0 ? Float.NEGATIVE_INFINITY : row[i];
      row[i] = random.nextInt(20) == 0 ? Float.POSITIVE_INFINITY : row[i];
      row[i] = random.nextInt(20) == 0 ? Float.NaN : row[i];
    }
    int wanted = 1 + random.nextInt(row.length);
    float[] values = row.clone();
    for (int i = 0; i < row.length; i++) {
      values[i] = Float.isNaN(row[i]) ? Float.NEGATIVE_INFINITY : row[i] + 0f;
    }
    int[] expected =
        IntStream.range(0, row.length)
            .boxed()
            .sorted((a, b) -> values[a] == values[b] ? a - b : Float.compare(values[b], values[a]))
            .limit(wanted)
            .mapToInt(i -> i)
            .sorted()
            .toArray();
    int[] found = new int[wanted];
    float[] padded = new float[OFFSET + row.length + 2];
    Arrays.fill(padded, Float.POSITIVE_INFINITY);
    System.arraycopy(row, 0, padded, OFFSET, row.length);
    ScoreRow.greatest(padded, OFFSET, row.length, found);
    assertArrayEquals(expected, found, "seed " + seed);
  }

  @Test
  void whatIsNoNumberIsSeenWhereverItIs() {
    for (int at = 0; at < 40; at++) {
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        float[] row = new float[40];
        row[at] = bad;
        assertEquals(-1, ScoreRow.best(row, 0, 40, new float[40]));
        for (ScoreRow.Kernel kernel : KERNELS) {
          assertEquals(bad, kernel.max(row, 0, 40));
        }
      }
    }
    float[] none = new float[40];
    Arrays.fill(none, Float.NEGATIVE_INFINITY);
    assertEquals(-1, ScoreRow.best(none, 0, 40, new float[40]));
  }

  @Test
  void exponentialIsWithinItsBound() {
    double worst = 0;
    for (float x = 0; x > -87; x -= 0.0007f) {
      worst = Math.max(worst, Math.abs(ScalarScoreKernel.exp(x) / Math.exp(x) - 1));
    }
    assertTrue(worst < 3e-7, "relative error " + worst);
    for (float x : new float[] {-87, -1000, -Float.MAX_VALUE, Float.NEGATIVE_INFINITY}) {
      assertTrue(ScalarScoreKernel.exp(x) < 2e-38f, "" + x);
    }
  }
}
