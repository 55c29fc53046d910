package org.learnedpartition.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.report.Metrics;

class AlternatingTests {
  private static final int K = 6;

  /** Each point and its partners are neighbours of each other; -1 where there are no more. */
  private static int[] symmetric(int n, Random random) {
    int[] neighbours = new int[n * K];
    for (int i = 0; i < n * K; i++) {
      neighbours[i] = -1;
    }
    int[] degree = new int[n];
    TreeSet<Long> edges = new TreeSet<>();
    for (int e = 0; e < n * K; e++) {
      int a = random.nextInt(n);
      int b = random.nextInt(n);
      boolean room = a != b && degree[a] < K && degree[b] < K;
      if (room && edges.add((long) Math.min(a, b) << 32 | Math.max(a, b))) {
        neighbours[a * K + degree[a]++] = b;
        neighbours[b * K + degree[b]++] = a;
      }
    }
    return neighbours;
  }

  private static int inside(int[] neighbours, int[] bin) {
    int inside = 0;
    for (int i = 0; i < neighbours.length; i++) {
      inside += neighbours[i] >= 0 && bin[neighbours[i]] == bin[i / K] ? 1 : 0;
    }
    return inside;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void movesKeepToTheRoomAndGainTwoNeighboursAtLeast(long seed) {
    Random random = new Random(seed);
    int n = 50 + random.nextInt(400);
    int bins = 2 + random.nextInt(12);
    int room = n / bins + random.nextInt(10);
    int[] neighbours = symmetric(n, random);
    int[] before = random.ints(n, 0, bins).toArray();
    int[] first = random.ints(n, 0, bins).toArray();
    int[] after = before.clone();
    Alternating.refine(first, neighbours, K, room, after, bins);
    int[] sizesBefore = Metrics.sizes(before, n, bins);
    int[] sizesAfter = Metrics.sizes(after, n, bins);
    int moved = 0;
    for (int i = 0; i < n; i++) {
      assertTrue(after[i] == before[i] || after[i] == first[i], "seed " + seed);
      moved += after[i] == before[i] ? 0 : 1;
    }
    for (int c = 0; c < bins; c++) {
      assertTrue(sizesAfter[c] <= Math.max(room, sizesBefore[c]), "seed " + seed);
    }
    // An edge is seen from both of its ends.
    assertTrue(inside(neighbours, after) >= inside(neighbours, before) + 2 * moved, "seed " + seed);
    assertTrue(moved > 0, "seed " + seed + " moves nothing");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothingMovesWithoutRoomOrGain(long seed) {
    Random random = new Random(seed);
    int n = 200;
    int[] neighbours = symmetric(n, random);
    int[] bin = random.ints(n, 0, 4).toArray();
    int[] first = random.ints(n, 0, 4).toArray();
    int[] full = bin.clone();
    Alternating.refine(first, neighbours, K, 0, full, 4);
    int[] alone = new int[n];
    int[] others = random.ints(n, 0, 4).toArray();
    Alternating.refine(others, neighbours, K, n, alone, 4);
    for (int i = 0; i < n; i++) {
      assertEquals(bin[i], full[i], "seed " + seed);
      assertEquals(0, alone[i], "seed " + seed);
    }
  }
}
