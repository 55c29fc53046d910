package org.learnedpartition.cut;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class CoarseningTests {
  @Test
  void clustersOfSeveralVerticesAreWithinTheirWeight() throws Exception {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int n = 1 + random.nextInt(2000);
      Graph graph = Graphs.random(random, n, random.nextInt(5 * n), 3, 1 + random.nextInt(6));
      int most = 1 + random.nextInt(30);
      try (Workers workers = new Workers(1 + seed % 3)) {
        int[] label = LabelPropagation.cluster(graph, most, seed, workers);
        int[] weight = new int[n];
        int[] members = new int[n];
        for (int v = 0; v < n; v++) {
          weight[label[v]] += graph.vertexWeights()[v];
          members[label[v]]++;
        }
        for (int c = 0; c < n; c++) {
          assertTrue(members[c] <= 1 || weight[c] <= most, "seed " + seed);
        }
      }
    }
  }

  @Test
  void aPartitionOfTheCoarseGraphHasTheSameCutAndLoadsInTheFinerOne() throws Exception {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int n = 1 + random.nextInt(1000);
      Graph graph = Graphs.random(random, n, random.nextInt(5 * n), 4, 3);
      int[] label = random.ints(n, 0, Math.min(n, 1 + random.nextInt(200))).toArray();
      try (Workers workers = new Workers(1 + seed % 3)) {
        Contraction level = Contraction.of(graph, label, workers);
        Graph coarse = level.coarse();
        assertEquals(Arrays.stream(label).distinct().count(), coarse.vertices());
        assertSymmetric(coarse, "seed " + seed);
        int bins = 1 + random.nextInt(9);
        int[] bin = random.ints(coarse.vertices(), 0, bins).toArray();
        int[] finer = level.project(bin);
        assertEquals(Cut.of(coarse, bin), Cut.of(graph, finer), "seed " + seed);
        assertArrayEquals(Cut.loads(coarse, bin, bins), Cut.loads(graph, finer, bins));
      }
    }
  }

  private static void assertSymmetric(Graph graph, String message) {
    for (int v = 0; v < graph.vertices(); v++) {
      for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
        int found = 0;
        int u = graph.targets()[e];
        for (int back = graph.starts()[u]; back < graph.starts()[u + 1]; back++) {
          if (graph.targets()[back] == v) {
            assertEquals(graph.weights()[e], graph.weights()[back], message);
            found++;
          }
        }
        assertEquals(1, found, message);
      }
    }
  }

  @Test
  void starsAndVerticesWithoutEdgesCoarsenToo() throws Exception {
    int[][] edges = new int[5000][];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = new int[] {0, i + 1, 1};
    }
    for (Graph graph :
        List.of(Graphs.of(edges, Graphs.ones(5001)), Graphs.of(new int[0][], Graphs.ones(5000)))) {
      try (Workers workers = new Workers(2)) {
        List<Contraction> levels = Coarsening.of(graph, 300, 50, 1, workers, Progress.NONE);
        assertTrue(levels.getLast().coarse().vertices() <= 300);
      }
    }
  }
}
