package org.learnedpartition.cut;

import java.util.Arrays;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.parallel.Workers;

/** The undirected graph of nearest neighbours. */
public final class NeighbourGraph {
  private static final int GRAIN = 8192;

  private NeighbourGraph() {}

  /**
   * Joins each point with its neighbours. An edge weighs 1, and 2 if each is the other's neighbour:
   * so the cut counts the neighbours that lie in another bin. Vertices weigh 1.
   *
   * <p>Takes memory for 6 ints a neighbour, of which 4 at most stay.
   *
   * @param neighbours of the points 0, 1, …; a point itself and -1 are left out
   * @throws IllegalArgumentException if there are 2³⁰ neighbours or more
   */
  public static Graph of(Neighbours neighbours, Workers workers) throws InterruptedException {
    int[] ids = neighbours.ids();
    int n = neighbours.queries();
    int k = neighbours.k();
    if (ids.length >= 1 << 30) {
      throw new IllegalArgumentException(
          "a graph must have fewer than 2^30 neighbours in all, got "
              + ids.length
              + ": take fewer points, or fewer neighbours of each");
    }
    int[] starts = new int[n + 1];
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] >= 0 && ids[i] != i / k) {
        starts[i / k + 1]++;
        starts[ids[i] + 1]++;
      }
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    int[] targets = new int[starts[n]];
    int[] next = Arrays.copyOf(starts, n);
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] >= 0 && ids[i] != i / k) {
        targets[next[i / k]++] = ids[i];
        targets[next[ids[i]]++] = i / k;
      }
    }
    int[] degrees = new int[n + 1];
    workers.ranges(
        n,
        GRAIN,
        (from, to) -> {
          for (int v = from; v < to; v++) {
            Arrays.sort(targets, starts[v], starts[v + 1]);
            for (int e = starts[v]; e < starts[v + 1]; e++) {
              degrees[v + 1] += e == starts[v] || targets[e] != targets[e - 1] ? 1 : 0;
            }
          }
        });
    Arrays.parallelPrefix(degrees, Integer::sum);
    int[] merged = new int[degrees[n]];
    int[] weights = new int[degrees[n]];
    workers.ranges(
        n,
        GRAIN,
        (from, to) -> {
          for (int v = from; v < to; v++) {
            int at = degrees[v] - 1;
            for (int e = starts[v]; e < starts[v + 1]; e++) {
              if (e == starts[v] || targets[e] != targets[e - 1]) {
                merged[++at] = targets[e];
              }
              weights[at]++;
            }
          }
        });
    int[] ones = new int[n];
    Arrays.fill(ones, 1);
    return new Graph(degrees, merged, weights, ones);
  }
}
