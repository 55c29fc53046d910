package org.learnedpartition.cut;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.parallel.Workers;

class CohesionTests {
  /** The weight of each edge, from both sides; the oracle adds up pairs of vertices. */
  private static int[][] matrix(Graph graph) {
    int[][] weight = new int[graph.vertices()][graph.vertices()];
    for (int v = 0; v < graph.vertices(); v++) {
      for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
        weight[v][graph.targets()[e]] = graph.weights()[e];
      }
    }
    return weight;
  }

  private static long inside(int[][] weight, int[] bin) {
    long sum = 0;
    for (int v = 0; v < bin.length; v++) {
      for (int u = 0; u < v; u++) {
        sum += bin[u] == bin[v] ? weight[u][v] : 0;
      }
    }
    return sum;
  }

  private static Graph graph(Random random) {
    int n = 20 + random.nextInt(150);
    return Graphs.random(random, n, 4 * n, 5, 3);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void cohesionIsTheWeightInsideAndTheGainIsItsDifference(long seed) {
    Random random = new Random(seed);
    Graph graph = graph(random);
    int[][] weight = matrix(graph);
    int bins = 2 + random.nextInt(9);
    int[] bin = random.ints(graph.vertices(), 0, bins).toArray();
    assertEquals(inside(weight, bin), Cohesion.of(graph, bin), "seed " + seed);
    long all = Cohesion.of(graph, new int[bin.length]);
    assertEquals(all - Cut.of(graph, bin), Cohesion.of(graph, bin), "seed " + seed);
    for (int v = 0; v < bin.length; v++) {
      for (int to = 0; to < bins; to++) {
        int[] moved = bin.clone();
        moved[v] = to;
        assertEquals(
            inside(weight, moved) - inside(weight, bin),
            Cohesion.gain(graph, bin, v, to),
            "seed " + seed + ", vertex " + v + " to " + to);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyMoveRaisesCohesionAndInTheEndNoneIsLeftThatMay(long seed) {
    Random random = new Random(seed);
    Graph graph = graph(random);
    int[][] weight = matrix(graph);
    int bins = 2 + random.nextInt(9);
    int n = graph.vertices();
    int[] before = random.ints(n, 0, bins).toArray();
    int[] proposed = random.ints(n, 0, bins).toArray();
    int limit = Cut.limit(graph, bins, 0.2 * random.nextInt(4));
    int[] after = before.clone();
    int moved = ProposedMoves.make(graph, proposed, limit, after, bins);
    int differ = 0;
    for (int v = 0; v < n; v++) {
      assertTrue(after[v] == before[v] || after[v] == proposed[v], "seed " + seed);
      differ += after[v] == before[v] ? 0 : 1;
    }
    assertEquals(differ, moved, "seed " + seed);
    assertTrue(moved > 0, "seed " + seed + " moves nothing");
    assertTrue(inside(weight, after) >= inside(weight, before) + moved, "seed " + seed);
    int[] loadsBefore = Cut.loads(graph, before, bins);
    int[] loads = Cut.loads(graph, after, bins);
    for (int c = 0; c < bins; c++) {
      assertTrue(loads[c] <= Math.max(limit, loadsBefore[c]), "seed " + seed + ", bin " + c);
    }
    for (int v = 0; v < n; v++) {
      int[] other = after.clone();
      other[v] = proposed[v];
      boolean room = loads[proposed[v]] + graph.vertexWeights()[v] <= limit;
      boolean gains = inside(weight, other) > inside(weight, after);
      assertTrue(
          after[v] == proposed[v] || !room || !gains, "seed " + seed + ": " + v + " could move");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothingMovesWithoutRoomOrGain(long seed) {
    Random random = new Random(seed);
    Graph graph = graph(random);
    int n = graph.vertices();
    int[] bin = random.ints(n, 0, 4).toArray();
    int[] full = bin.clone();
    assertEquals(0, ProposedMoves.make(graph, random.ints(n, 0, 4).toArray(), 0, full, 4));
    assertArrayEquals(bin, full, "seed " + seed);
    int[] together = new int[n];
    int[] apart = random.ints(n, 0, 4).toArray();
    assertEquals(0, ProposedMoves.make(graph, apart, Integer.MAX_VALUE, together, 4));
    assertArrayEquals(new int[n], together, "seed " + seed);
  }

  /**
   * The classifier that knows of a vertex no more than the cell that it is in, and fits that
   * exactly: its probabilities are the frequencies of bins in the cell.
   */
  private record Frequencies(int[] cell, double[][] logP) {
    static Frequencies of(int[] cell, int cells, int[] bin, int bins) {
      double[][] logP = new double[cells][bins];
      int[] size = new int[cells];
      for (int v = 0; v < bin.length; v++) {
        logP[cell[v]][bin[v]]++;
        size[cell[v]]++;
      }
      for (int c = 0; c < cells; c++) {
        for (int b = 0; b < bins; b++) {
          logP[c][b] = Math.log(logP[c][b] / size[c]);
        }
      }
      return new Frequencies(cell, logP);
    }

    int[] first() {
      int[] first = new int[cell.length];
      for (int v = 0; v < first.length; v++) {
        double[] row = logP[cell[v]];
        for (int b = 1; b < row.length; b++) {
          first[v] = row[b] > row[first[v]] ? b : first[v];
        }
      }
      return first;
    }

    double potential(int[][] weight, int[] bin) {
      double psi = inside(weight, bin);
      for (int v = 0; v < bin.length; v++) {
        psi += logP[cell[v]][bin[v]];
      }
      return psi;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void theJointPotentialNeverFallsUnderTheIdealisedAlternation(long seed) {
    Random random = new Random(seed);
    Graph graph = graph(random);
    int[][] weight = matrix(graph);
    int n = graph.vertices();
    int bins = 2 + random.nextInt(6);
    int cells = 2 + random.nextInt(20);
    // Cells are of near vertices, as classifiers go by what is near.
    int[] cell = new int[n];
    Arrays.setAll(cell, v -> (int) ((long) v * cells / n));
    int[] bin = random.ints(n, 0, bins).toArray();
    int limit = Cut.limit(graph, bins, 0.5);
    Frequencies classifier = Frequencies.of(cell, cells, bin, bins);
    double psi = classifier.potential(weight, bin);
    int moved = 0;
    int last = -1;
    for (int round = 0; last != 0; round++) {
      assertTrue(round <= inside(weight, new int[n]), "seed " + seed + " does not end");
      long phi = inside(weight, bin);
      last = ProposedMoves.make(graph, classifier.first(), limit, bin, bins);
      moved += last;
      double partitioned = classifier.potential(weight, bin);
      assertTrue(partitioned >= psi + last - 1e-9, "seed " + seed + ", partition step");
      assertTrue(inside(weight, bin) >= phi + last, "seed " + seed);
      classifier = Frequencies.of(cell, cells, bin, bins);
      psi = classifier.potential(weight, bin);
      assertTrue(psi >= partitioned - 1e-9, "seed " + seed + ", classifier step");
    }
    assertTrue(moved > 0, "seed " + seed + " moves nothing");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void inAGraphOfNeighboursCohesionCountsNeighboursInTheSameBin(long seed) throws Exception {
    Random random = new Random(seed);
    int n = 60;
    int k = 4;
    int[] ids = new int[n * k];
    int[] bin = random.ints(n, 0, 5).toArray();
    int together = 0;
    for (int i = 0; i < n; i++) {
      int own = i;
      int[] others = random.ints(0, n).filter(j -> j != own).distinct().limit(k).toArray();
      for (int j = 0; j < k; j++) {
        ids[i * k + j] = others[j];
        together += bin[others[j]] == bin[i] ? 1 : 0;
      }
    }
    try (Workers workers = new Workers(2)) {
      Graph graph = NeighbourGraph.of(new Neighbours(k, ids), workers);
      assertEquals(together, Cohesion.of(graph, bin), "seed " + seed);
    }
  }
}
