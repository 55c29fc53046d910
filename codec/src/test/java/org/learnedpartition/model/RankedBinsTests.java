package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RankedBinsTests {
  /** Log-probabilities of many shapes: spread, tied, far apart, left out. */
  private static float[] logProbabilities(Random random, int bins) {
    float[] row = new float[bins];
    int kind = random.nextInt(6);
    double leftOut = random.nextInt(3) == 0 ? random.nextDouble() : 0;
    for (int i = 0; i < bins; i++) {
      row[i] =
          switch (kind) {
            case 0 -> (float) random.nextGaussian() * 5 - 10;
            case 1 -> -random.nextInt(4);
            case 2 -> -1;
            case 3 -> -(float) Math.pow(10, random.nextDouble() * 76 - 38);
            case 4 -> i == 0 ? 0 : -Float.MAX_VALUE * random.nextFloat();
            default -> i % 7 == 0 ? -0.0f : -1e-30f * random.nextInt(3);
          };
      row[i] = random.nextDouble() < leftOut ? Float.NEGATIVE_INFINITY : row[i];
    }
    return row;
  }

  /** Bins that are left out follow in falling order of their numbers here. */
  private static int[] falling(boolean[] ranked) {
    return IntStream.range(0, ranked.length)
        .map(i -> ranked.length - 1 - i)
        .filter(bin -> !ranked[bin])
        .toArray();
  }

  private static int[] sorted(float[] row) {
    return IntStream.range(0, row.length)
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer bin) -> 0.0 - row[bin])
                .thenComparingInt(
                    bin -> row[bin] == Float.NEGATIVE_INFINITY ? row.length - bin : bin))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @RepeatedTest(200)
  void orderIsThatOfSortingAllWhateverIsAskedForFirst(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    float[] row = logProbabilities(random, 1 + random.nextInt(seed % 4 == 0 ? 3000 : 300));
    int[] expected = sorted(row);
    RankedBins ranking = new RankedBins(row, RankedBinsTests::falling);
    assertEquals(row.length, ranking.size());
    for (int i = 0; i < 5; i++) {
      int rank = random.nextInt(row.length);
      assertEquals(expected[rank], ranking.bin(rank), "seed " + seed + ", rank " + rank);
      assertEquals(row[expected[rank]], ranking.logProbability(rank));
    }
    int count = random.nextInt(row.length + 1);
    assertArrayEquals(Arrays.copyOf(expected, count), ranking.first(count), "seed " + seed);
    assertArrayEquals(expected, ranking.first(row.length), "seed " + seed);
    assertThrows(IndexOutOfBoundsException.class, () -> ranking.bin(row.length));
  }

  @Test
  void binsThatAreLeftOutAreNotOrderedBeforeTheyAreReached() {
    Random random = new Random(1);
    float[] row = new float[1000];
    for (int i = 0; i < row.length; i++) {
      row[i] = i < 300 ? -random.nextFloat() : Float.NEGATIVE_INFINITY;
    }
    AtomicInteger orders = new AtomicInteger();
    RankedBins ranking =
        new RankedBins(
            row,
            ranked -> {
              orders.incrementAndGet();
              return falling(ranked);
            });
    ranking.bin(60);
    ranking.first(300);
    assertEquals(0, orders.get());
    assertEquals(999, ranking.bin(300));
    assertEquals(300, ranking.bin(999));
    assertEquals(1, orders.get());
  }

  @Test
  void threadsThatExtendItAtOnceSeeOneOrder() throws Exception {
    Random random = new Random(2);
    int threads = 4;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int round = 0; round < 50; round++) {
        float[] row = logProbabilities(random, 2000);
        int[] expected = sorted(row);
        RankedBins ranking = new RankedBins(row, RankedBinsTests::falling);
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Future<Boolean>> asked = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
          int step = 1 + t;
          asked.add(
              executor.submit(
                  () -> {
                    start.await();
                    boolean right = true;
                    for (int rank = 0; rank < row.length; rank += step) {
                      right &= ranking.bin(rank) == expected[rank];
                    }
                    return right;
                  }));
        }
        for (Future<Boolean> right : asked) {
          assertTrue(right.get(), "round " + round);
        }
      }
    }
  }
}
