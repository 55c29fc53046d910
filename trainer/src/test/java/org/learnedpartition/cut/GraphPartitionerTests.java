package org.learnedpartition.cut;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class GraphPartitionerTests {
  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  private static int[] partition(Graph graph, int bins, double epsilon, long seed, int threads)
      throws InterruptedException {
    try (Workers workers = new Workers(threads)) {
      return new GraphPartitioner(epsilon, seed, workers, Progress.NONE).partition(graph, bins);
    }
  }

  /** That bins are none empty, none too heavy. */
  private static void check(Graph graph, int[] bin, int bins, double epsilon, String message) {
    assertEquals(graph.vertices(), bin.length, message);
    int[] loads = Cut.loads(graph, bin, bins);
    int limit = Cut.limit(graph, bins, epsilon);
    for (int b = 0; b < bins; b++) {
      assertTrue(
          loads[b] > 0 && loads[b] <= limit,
          message + ": bin " + b + " weighs " + loads[b] + ", limit " + limit);
    }
  }

  @Test
  void binsAreWithinTheLimitAndNoneIsEmpty() throws Exception {
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      int n = 2 + random.nextInt(seed % 10 == 0 ? 3000 : 300);
      int bins = 2 + random.nextInt(Math.min(n - 1, 1 << random.nextInt(9)));
      int heaviest = 1 << (seed % 3 == 0 ? random.nextInt(10) : 0);
      double epsilon = random.nextInt(4) * 0.03;
      Graph graph =
          Graphs.random(random, n, random.nextInt(6 * n), 1 + random.nextInt(4), heaviest);
      int[] bin = partition(graph, bins, epsilon, seed, 1);
      String message = "seed " + seed + ", n " + n + ", bins " + bins + ", epsilon " + epsilon;
      check(graph, bin, bins, epsilon, message);
    }
  }

  @Test
  void sizesAreWithinEpsilonOfTheMeanIfVerticesAreOfOneWeight() {
    Random random = new Random(5);
    for (int i = 0; i < 1000; i++) {
      int bins = 2 + random.nextInt(500);
      int n = bins + random.nextInt(50_000);
      double epsilon = random.nextDouble() / 10;
      int limit = Cut.limit(n, 1, bins, epsilon);
      assertTrue(limit <= (1 + epsilon) * n / bins || limit == Math.ceilDiv(n, bins));
      assertTrue((long) limit * bins >= n, "n " + n + ", bins " + bins);
    }
  }

  @Test
  void theSameSeedGivesTheSameBinsOnAnyNumberOfThreads() throws Exception {
    for (int seed = 0; seed < 4; seed++) {
      Graph graph = Graphs.random(new Random(seed), 8000, 36_000, 3, 1 + seed % 2);
      int bins = seed < 3 ? 4 << 2 * seed : 7;
      int[] one = partition(graph, bins, 0.03, seed, 1);
      assertArrayEquals(one, partition(graph, bins, 0.03, seed, 2), "seed " + seed);
      assertArrayEquals(one, partition(graph, bins, 0.03, seed, 5), "seed " + seed);
      assertTrue(!Arrays.equals(one, partition(graph, bins, 0.03, seed + 1, 1)), "seed " + seed);
    }
  }

  @Test
  void aGridIsCutNearlyAsWellAsByHand() throws Exception {
    Graph graph = Graphs.grid(128, 128);
    // Squares: 7 lines of 128 edges each way for 64 bins, one line for 2.
    assertTrue(Cut.of(graph, partition(graph, 64, 0.03, 1, 2)) < 1.25 * 14 * 128);
    assertTrue(Cut.of(graph, partition(graph, 2, 0.03, 1, 2)) < 1.25 * 128);
  }

  @Test
  void hiddenGroupsAreFound() throws Exception {
    Random random = new Random(9);
    int groups = 20;
    int of = 100;
    int[][] edges = new int[20_000][];
    for (int i = 0; i < edges.length; i++) {
      int group = random.nextInt(groups);
      boolean within = i % 10 > 0;
      int to = within ? group + groups * random.nextInt(of) : random.nextInt(groups * of);
      edges[i] = new int[] {group + groups * random.nextInt(of), to, 1};
    }
    Graph graph = Graphs.of(edges, Graphs.ones(groups * of));
    int[] hidden = IntStream.range(0, groups * of).map(v -> v % groups).toArray();
    int[] bin = partition(graph, groups, 0.03, 3, 1);
    assertTrue(Cut.of(graph, bin) <= Cut.of(graph, hidden), Cut.of(graph, bin) + " edges");
  }

  @Test
  void cutsAreFarBelowThoseOfRandomBins() throws Exception {
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      Graph graph = Graphs.random(random, 2000, 8000, 3, 1);
      int bins = 2 + random.nextInt(60);
      int[] shuffled = IntStream.range(0, 2000).map(v -> random.nextInt(bins)).toArray();
      long cut = Cut.of(graph, partition(graph, bins, 0.03, seed, 1));
      assertTrue(cut < 0.55 * Cut.of(graph, shuffled), "seed " + seed + ", bins " + bins);
    }
  }

  @Test
  void eachVertexMayHaveItsOwnBin() throws Exception {
    for (int n : new int[] {2, 3, 10, 257}) {
      int[] bin = partition(Graphs.random(new Random(n), n, 3 * n, 2, 1), n, 0.03, 1, 1);
      assertEquals(n, Arrays.stream(bin).distinct().count());
    }
  }

  @Test
  void verticesWithoutEdgesFillBinsUp() throws Exception {
    Graph none = Graphs.of(new int[0][], Graphs.ones(1000));
    check(none, partition(none, 7, 0, 1, 1), 7, 0, "no edges at all");
    Graph some = Graphs.random(new Random(1), 300, 1200, 1, 1);
    int[] starts = Arrays.copyOf(some.starts(), 1001);
    Arrays.fill(starts, 301, 1001, some.arcs());
    Graph most = new Graph(starts, some.targets(), some.weights(), Graphs.ones(1000));
    int[] bin = partition(most, 10, 0.01, 1, 1);
    check(most, bin, 10, 0.01, "isolated vertices");
    assertTrue(Cut.of(most, bin) <= Cut.of(some, partition(some, 10, 0.01, 1, 1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 64})
  void starsAreCutByWhatDoesNotFit(int bins) throws Exception {
    int leaves = 4096;
    int[][] edges = new int[leaves][];
    for (int i = 0; i < leaves; i++) {
      edges[i] = new int[] {0, i + 1, 1};
    }
    Graph star = Graphs.of(edges, Graphs.ones(leaves + 1));
    int[] bin = partition(star, bins, 0.03, 2, 1);
    check(star, bin, bins, 0.03, "star");
    int limit = Cut.limit(star, bins, 0.03);
    assertEquals(leaves - (limit - 1), Cut.of(star, bin), "all bins but the hub's are cut off");
  }

  @Test
  void aVertexHeavierThanTheMeanIsPlacedBesideLittle() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Graph light = Graphs.random(random, 400, 1600, 2, 3);
      int[] weights = light.vertexWeights().clone();
      weights[random.nextInt(400)] = 500;
      weights[random.nextInt(400)] = 300;
      Graph graph = new Graph(light.starts(), light.targets(), light.weights(), weights);
      check(graph, partition(graph, 10, 0.03, seed, 1), 10, 0.03, "seed " + seed);
    }
  }

  @Test
  void manyBinsOfFewVerticesAreWithinTheLimit() throws Exception {
    Graph graph = Graphs.random(new Random(4), 20_000, 80_000, 2, 1);
    int[] bin = partition(graph, 4096, 0.03, 1, 2);
    check(graph, bin, 4096, 0.03, "4096 bins");
    assertTrue(Cut.of(graph, bin) < 0.75 * Arrays.stream(graph.weights()).sum() / 2);
  }

  @Test
  void whatCannotBeDoneIsRefused() {
    Graph graph = Graphs.grid(3, 3);
    try (Workers workers = new Workers(1)) {
      GraphPartitioner partitioner = new GraphPartitioner(0.03, 1, workers, Progress.NONE);
      assertEquals(
          "[bins] must be at most the number of vertices, 9, or some would be empty, got 10",
          assertThrows(IllegalArgumentException.class, () -> partitioner.partition(graph, 10))
              .getMessage());
      assertEquals(
          "[bins] must be between 2 and 65536, got 1",
          assertThrows(IllegalArgumentException.class, () -> partitioner.partition(graph, 1))
              .getMessage());
      for (double epsilon : new double[] {-0.01, 1.1, Double.NaN}) {
        assertEquals(
            "[epsilon] must be between 0 and 1, got " + epsilon,
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new GraphPartitioner(epsilon, 1, workers, Progress.NONE))
                .getMessage());
      }
    }
  }

  @Test
  void progressReachesTheEndOfEachStage() throws Exception {
    Map<String, Long> most = new ConcurrentHashMap<>();
    Map<String, Long> totals = new HashMap<>();
    try (Workers workers = new Workers(1)) {
      new GraphPartitioner(
              0.03,
              1,
              workers,
              (stage, done, total) -> {
                assertTrue(done >= most.getOrDefault(stage, 0L) && done <= total, stage);
                most.put(stage, done);
                assertTrue(totals.getOrDefault(stage, total) == total, stage);
                totals.put(stage, total);
              })
          .partition(Graphs.random(new Random(1), 5000, 20_000, 1, 1), 16);
    }
    assertEquals(Set.of("coarsening", "bisecting", "refining"), most.keySet());
    assertEquals(totals, most);
  }

  @Test
  void anInterruptEndsEachStage() {
    Graph graph = Graphs.random(new Random(1), 20_000, 80_000, 1, 1);
    for (String at : new String[] {"coarsening", "bisecting", "refining"}) {
      Thread caller = Thread.currentThread();
      try (Workers workers = new Workers(2)) {
        GraphPartitioner partitioner =
            new GraphPartitioner(
                0.03,
                1,
                workers,
                (stage, done, total) -> {
                  if (stage.equals(at)) {
                    caller.interrupt();
                  }
                });
        assertThrows(InterruptedException.class, () -> partitioner.partition(graph, 16), at);
      }
      Thread.interrupted();
    }
  }
}
