package org.learnedpartition.walk;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A directed graph that a search walks. Edge {@code e} of vertex {@code u}, {@code starts[u] ≤ e <
 * starts[u + 1]}, leads to {@code targets[e]}.
 *
 * @param entry vertex that a search begins at
 * @param starts rising, one more than there are vertices
 * @param targets of the edges; none leads to where it begins
 */
public record SearchGraph(int entry, int[] starts, int[] targets) {
  public SearchGraph {
    int n = starts.length - 1;
    if (n < 1 || entry < 0 || entry >= n || starts[0] != 0 || starts[n] != targets.length) {
      throw new IllegalArgumentException(
          n + " vertices, " + targets.length + " edges and entry " + entry + " are no graph");
    }
    for (int u = 0; u < n; u++) {
      for (int e = starts[u]; e < starts[u + 1]; e++) {
        if (targets[e] < 0 || targets[e] >= n || targets[e] == u) {
          throw new IllegalArgumentException(
              "an edge leads from " + u + " to " + targets[e] + ", of " + n + " vertices");
        }
      }
    }
  }

  /** The graph of some vertices' lists. */
  static SearchGraph of(int entry, int[][] lists) {
    int[] starts = new int[lists.length + 1];
    for (int u = 0; u < lists.length; u++) {
      starts[u + 1] = Math.addExact(starts[u], lists[u].length);
    }
    int[] targets = new int[starts[lists.length]];
    for (int u = 0; u < lists.length; u++) {
      System.arraycopy(lists[u], 0, targets, starts[u], lists[u].length);
    }
    return new SearchGraph(entry, starts, targets);
  }

  /** The graph that has all edges. */
  public static SearchGraph complete(int entry, int vertices) {
    int[][] lists = new int[vertices][vertices - 1];
    for (int u = 0; u < vertices; u++) {
      int from = u;
      Arrays.setAll(lists[u], i -> i < from ? i : i + 1);
    }
    return of(entry, lists);
  }

  public int vertices() {
    return starts.length - 1;
  }

  public int edges() {
    return targets.length;
  }

  /** Where each edge begins. */
  int[] sources() {
    int[] sources = new int[targets.length];
    for (int u = 0; u < vertices(); u++) {
      Arrays.fill(sources, starts[u], starts[u + 1], u);
    }
    return sources;
  }

  /** How many edges lead to each vertex. */
  public int[] inDegrees() {
    int[] degrees = new int[vertices()];
    for (int target : targets) {
      degrees[target]++;
    }
    return degrees;
  }

  /** The graph of some of the edges, which stay in their order. */
  public SearchGraph keep(BitSet edges) {
    int[] from = new int[starts.length];
    int[] to = new int[edges.cardinality()];
    int n = 0;
    for (int u = 0; u < vertices(); u++) {
      for (int e = edges.nextSetBit(starts[u]); e >= 0 && e < starts[u + 1]; ) {
        to[n++] = targets[e];
        e = edges.nextSetBit(e + 1);
      }
      from[u + 1] = n;
    }
    return new SearchGraph(entry, from, to);
  }
}
