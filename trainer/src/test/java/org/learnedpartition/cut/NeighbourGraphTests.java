package org.learnedpartition.cut;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.parallel.Workers;

class NeighbourGraphTests {
  @Test
  void edgesWeighHowManyOfTheTwoNameTheOther() throws Exception {
    // 0 -> 1 2, 1 -> 0, 2 -> 1 and itself, 3 -> nothing.
    int[] ids = {1, 2, 0, -1, 1, 2, -1, -1};
    try (Workers workers = new Workers(1)) {
      Graph graph = NeighbourGraph.of(new Neighbours(2, ids), workers);
      assertArrayEquals(new int[] {0, 2, 4, 6, 6}, graph.starts());
      assertArrayEquals(new int[] {1, 2, 0, 2, 0, 1}, graph.targets());
      assertArrayEquals(new int[] {2, 1, 2, 1, 1, 1}, graph.weights());
      assertArrayEquals(new int[] {1, 1, 1, 1}, graph.vertexWeights());
    }
  }

  @Test
  void theCutCountsNeighboursInOtherBins() throws Exception {
    for (int seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      int n = 1 + random.nextInt(300);
      int k = 1 + random.nextInt(12);
      int[] ids = random.ints((long) n * k, -1, n).toArray();
      int[] bin = random.ints(n, 0, 3).toArray();
      long outside = 0;
      for (int i = 0; i < ids.length; i++) {
        outside += ids[i] >= 0 && bin[ids[i]] != bin[i / k] ? 1 : 0;
      }
      try (Workers workers = new Workers(1 + seed % 3)) {
        assertEquals(outside, Cut.of(NeighbourGraph.of(new Neighbours(k, ids), workers), bin));
      }
    }
  }

  @Test
  void whatIsNoGraphIsRefused() {
    int[] one = {1};
    refused("vertex 0 is its own neighbour", new int[] {0, 1}, new int[] {0}, one, one);
    refused("a weight of an arc must be ≥ 1, got 0", new int[] {0, 1, 1}, one, new int[1], 1, 1);
    refused("a weight of a vertex must be ≥ 1, got -3", new int[3], new int[0], new int[0], 1, -3);
    refused("0 weights are not one for each of 1 arcs", new int[] {0, 1, 1}, one, new int[0], 1, 1);
    refused("starts must be 3 positions from 0 to 1 arcs", new int[] {0, 1}, one, one, 1, 1);
    refused("starts descend at vertex 1", new int[] {0, 1, 0, 1}, one, one, 1, 1, 1);
    refused(
        "the weights of all vertices must be below 2^31 in sum, got 2147483648",
        new int[3],
        new int[0],
        new int[0],
        1 << 30,
        1 << 30);
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> new Graph(new int[] {0, 1, 1}, new int[] {2}, one, new int[] {1, 1}));
  }

  private static void refused(
      String message, int[] starts, int[] targets, int[] weights, int... vertexWeights) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> new Graph(starts, targets, weights, vertexWeights))
            .getMessage());
  }
}
