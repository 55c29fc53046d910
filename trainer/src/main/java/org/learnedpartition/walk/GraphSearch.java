package org.learnedpartition.walk;

import java.util.Objects;

/**
 * Best-first search of a graph with a beam: the best vertex that was not expanded is, until none of
 * the beam is left; a beam of 1 is a greedy walk. It counts the vertices whose score it asks for,
 * the distance computations of a search that has no table of them. Not safe for use by several
 * threads.
 */
public final class GraphSearch {
  private final SearchGraph graph;
  private final int[] seen;
  private int search;

  // The beam, best first.
  private float[] scores = new float[0];
  private int[] ids = new int[0];
  private boolean[] expanded = new boolean[0];
  private int size;

  /** Says for each edge to a vertex that was not seen yet whether the search may take it. */
  @FunctionalInterface
  interface Gate {
    /** Lets all pass. */
    Gate OPEN = edge -> true;

    boolean takes(int edge);
  }

  public GraphSearch(SearchGraph graph) {
    this.graph = graph;
    this.seen = new int[graph.vertices()];
  }

  /**
   * Searches.
   *
   * @param row holds the score of every vertex from {@code offset}, higher is nearer
   * @param beam ≥ 1
   * @return how many vertices were scored
   */
  public int search(float[] row, int offset, int beam) {
    return search(row, offset, beam, Gate.OPEN);
  }

  int search(float[] row, int offset, int beam, Gate gate) {
    Objects.checkFromIndexSize(offset, graph.vertices(), row.length);
    begin(beam);
    int entry = graph.entry();
    seen[entry] = search;
    offer(row[offset + entry], entry, beam);
    int scored = 1;
    int[] starts = graph.starts();
    int[] targets = graph.targets();
    for (int next = 0; next < size; ) {
      if (expanded[next]) {
        next++;
        continue;
      }
      expanded[next] = true;
      int u = ids[next];
      int best = next + 1;
      for (int e = starts[u]; e < starts[u + 1]; e++) {
        int v = targets[e];
        if (seen[v] == search || !gate.takes(e)) {
          continue;
        }
        seen[v] = search;
        scored++;
        best = Math.min(best, offer(row[offset + v], v, beam));
      }
      next = best;
    }
    return scored;
  }

  private void begin(int beam) {
    if (beam < 1) {
      throw new IllegalArgumentException("[beam] must be at least 1, got " + beam);
    }
    if (beam > scores.length) {
      scores = new float[beam];
      ids = new int[beam];
      expanded = new boolean[beam];
    }
    size = 0;
    search++;
  }

  /** Puts a vertex in its place of the beam, and returns that; the beam if it is not kept. */
  private int offer(float score, int id, int beam) {
    if (size == beam && score <= scores[size - 1]) {
      return beam;
    }
    int at = size == beam ? size - 1 : size++;
    for (; at > 0 && scores[at - 1] < score; at--) {
      scores[at] = scores[at - 1];
      ids[at] = ids[at - 1];
      expanded[at] = expanded[at - 1];
    }
    scores[at] = score;
    ids[at] = id;
    expanded[at] = false;
    return at;
  }

  /**
   * Tells what the last search found, best first.
   *
   * @return how many there are, at most {@code into.length} and the beam
   */
  public int found(int[] into) {
    int n = Math.min(size, into.length);
    System.arraycopy(ids, 0, into, 0, n);
    return n;
  }
}
