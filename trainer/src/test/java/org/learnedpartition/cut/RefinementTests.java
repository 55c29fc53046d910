package org.learnedpartition.cut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class RefinementTests {
  @Test
  void theCutIsWhatCountingAllPairsGives() {
    for (int seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      int n = 1 + random.nextInt(40);
      int[][] weight = new int[n][n];
      int[][] edges = new int[random.nextInt(4 * n)][];
      for (int i = 0; i < edges.length; i++) {
        edges[i] = new int[] {random.nextInt(n), random.nextInt(n), 1 + random.nextInt(9)};
        weight[edges[i][0]][edges[i][1]] += edges[i][2];
      }
      int[] bin = random.ints(n, 0, 4).toArray();
      long expected = 0;
      for (int u = 0; u < n; u++) {
        for (int v = 0; v < n; v++) {
          expected += bin[u] != bin[v] ? weight[u][v] : 0;
        }
      }
      assertEquals(expected, Cut.of(Graphs.of(edges, Graphs.ones(n)), bin), "seed " + seed);
    }
  }

  /** The gains that searches add up must be the differences of cuts counted anew. */
  @Test
  void gainsAreDifferencesOfTheCut() throws Exception {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int n = 2 + random.nextInt(1500);
      Graph graph = Graphs.random(random, n, random.nextInt(5 * n), 4, 1 + random.nextInt(3));
      int bins = 2 + random.nextInt(12);
      int[] bin = random.ints(n, 0, bins).toArray();
      int limit = Cut.limit(graph, bins, 0.03);
      Partition partition = new Partition(graph, bin.clone(), bins, limit);
      assertEquals(Cut.of(graph, bin), partition.cut());
      try (Workers workers = new Workers(1 + seed % 3)) {
        new Rebalancer(partition, workers).balance(v -> {});
        assertEquals(Cut.of(graph, partition.bin()), partition.cut(), "rebalanced, seed " + seed);
        assertTrue(partition.balanced());
        JetRefinement.refine(partition, 0.75, workers);
        assertEquals(Cut.of(graph, partition.bin()), partition.cut(), "refined, seed " + seed);
      }
      int[] side = random.ints(n, 0, 2).toArray();
      int[] cap = {graph.weight() * 2 / 3, graph.weight() * 2 / 3};
      TwoWayRefinement two = new TwoWayRefinement(graph, side, cap);
      two.refine();
      assertEquals(Cut.of(graph, side), two.cut(), "two sides, seed " + seed);
    }
  }

  @Test
  void refinementNeverLeavesABalancedPartitionWorse() throws Exception {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      int n = 10 + random.nextInt(1500);
      int bins = 2 + random.nextInt(8);
      Graph graph = Graphs.random(random, n, random.nextInt(5 * n), 4, 1);
      int[] bin = new int[n];
      Arrays.setAll(bin, v -> v % bins);
      long before = Cut.of(graph, bin);
      int limit = Cut.limit(graph, bins, 0.03);
      try (Workers workers = new Workers(1)) {
        int[] refined =
            JetRefinement.refine(new Partition(graph, bin.clone(), bins, limit), 0.25, workers);
        long after = Cut.of(graph, refined);
        assertTrue(graph.arcs() < 4 * n ? after <= before : after < before, "seed " + seed);
        assertTrue(Arrays.stream(Cut.loads(graph, refined, bins)).max().orElseThrow() <= limit);
      }
      int[] side = Arrays.stream(bin).map(b -> b % 2).toArray();
      int half = Cut.limit(graph, 2, 0.2);
      long twoBefore = Cut.of(graph, side);
      TwoWayRefinement two = new TwoWayRefinement(graph, side, new int[] {half, half});
      two.refine();
      assertTrue(two.cut() <= twoBefore && two.overload() == 0, "seed " + seed);
    }
  }

  @Test
  void refinementIsBetterThanWhatRecursiveBisectionGives() throws Exception {
    for (int seed = 0; seed < 5; seed++) {
      Graph graph = Graphs.random(new Random(seed), 3000, 12_000, 2, 1);
      int limit = Cut.limit(graph, 30, 0.03);
      try (Workers workers = new Workers(1)) {
        int[] bin = RecursiveBisection.split(graph, 30, limit, seed, workers, Progress.NONE);
        Partition partition = new Partition(graph, bin.clone(), 30, limit);
        new Rebalancer(partition, workers).balance(v -> {});
        int[] refined = JetRefinement.refine(partition, 0.25, workers);
        assertTrue(Cut.of(graph, refined) < Cut.of(graph, bin), "seed " + seed);
      }
    }
  }

  @Test
  void heapsGiveTheGreatestKeyFirst() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      int n = 1 + random.nextInt(100);
      VertexHeap heap = new VertexHeap(n);
      Long[] keys = new Long[n];
      for (int step = 0; step < 1000; step++) {
        int v = random.nextInt(n);
        if (random.nextInt(3) > 0) {
          keys[v] = (long) random.nextInt(50);
          heap.put(v, keys[v]);
        } else {
          keys[v] = null;
          heap.remove(v);
        }
        long greatest =
            Arrays.stream(keys).filter(k -> k != null).mapToLong(k -> k).max().orElse(-1);
        assertEquals(greatest < 0, heap.isEmpty(), "seed " + seed);
        if (greatest >= 0) {
          assertEquals(greatest, heap.topKey(), "seed " + seed);
          assertEquals(keys[heap.top()], heap.topKey(), "seed " + seed);
        }
        assertEquals(keys[v] != null, heap.contains(v));
      }
    }
  }
}
