package org.learnedpartition.cut;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Graphs to test with. */
final class Graphs {
  private Graphs() {}

  /**
   * A graph of edges.
   *
   * @param edges rows of two ends and a weight; equal ones add up, loops are left out
   */
  static Graph of(int[][] edges, int... vertexWeights) {
    int n = vertexWeights.length;
    Map<Long, Integer> arcs = new TreeMap<>();
    for (int[] edge : edges) {
      if (edge[0] != edge[1]) {
        arcs.merge((long) edge[0] * n + edge[1], edge[2], Integer::sum);
        arcs.merge((long) edge[1] * n + edge[0], edge[2], Integer::sum);
      }
    }
    int[] starts = new int[n + 1];
    arcs.keySet().forEach(arc -> starts[(int) (arc / n) + 1]++);
    Arrays.parallelPrefix(starts, Integer::sum);
    return new Graph(
        starts,
        arcs.keySet().stream().mapToInt(arc -> (int) (arc % n)).toArray(),
        arcs.values().stream().mapToInt(weight -> weight).toArray(),
        vertexWeights);
  }

  static int[] ones(int n) {
    return IntStream.generate(() -> 1).limit(n).toArray();
  }

  /** Random edges, most of them between vertices of near numbers. */
  static Graph random(Random random, int n, int edges, int mostWeight, int mostVertexWeight) {
    int[][] rows = new int[edges][];
    for (int i = 0; i < edges; i++) {
      int from = random.nextInt(n);
      int to =
          random.nextInt(5) == 0
              ? random.nextInt(n)
              : Math.floorMod(from + (int) (5 * random.nextGaussian()), n);
      rows[i] = new int[] {from, to, 1 + random.nextInt(mostWeight)};
    }
    return of(rows, random.ints(n, 1, mostVertexWeight + 1).toArray());
  }

  /** A grid: its best cuts are known. */
  static Graph grid(int width, int height) {
    int[][] edges = new int[2 * width * height][];
    for (int i = 0; i < width * height; i++) {
      edges[2 * i] = new int[] {i, i % width + 1 < width ? i + 1 : i, 1};
      edges[2 * i + 1] = new int[] {i, i / width + 1 < height ? i + width : i, 1};
    }
    return of(edges, ones(width * height));
  }
}
