package org.learnedpartition.cut;

import java.util.Arrays;

/**
 * Two sides of a graph, and the local search of Fiduccia and Mattheyses (1982): moves the vertex of
 * greatest gain, even if that makes the cut worse, and goes back to the best that was met.
 */
final class TwoWayRefinement {
  private static final int PASSES = 8;

  private final Graph graph;
  private final int[] side;
  private final int[] cap;
  private final int[] load = new int[2];
  private final int[] gain;
  private final VertexHeap[] movable;
  private final boolean[] moved;
  private final int[] history;
  private final int patience;
  private long cut;

  /**
   * @param side of each vertex, 0 or 1; changed in place
   * @param cap the most that each side may weigh
   */
  TwoWayRefinement(Graph graph, int[] side, int[] cap) {
    int n = graph.vertices();
    this.graph = graph;
    this.side = side;
    this.cap = cap;
    this.gain = new int[n];
    this.movable = new VertexHeap[] {new VertexHeap(n), new VertexHeap(n)};
    this.moved = new boolean[n];
    this.history = new int[n];
    this.patience = Math.clamp(n / 100, 15, 100);
    long twice = 0;
    for (int v = 0; v < n; v++) {
      load[side[v]] += graph.vertexWeights()[v];
      int external = 0;
      int internal = 0;
      for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
        if (side[graph.targets()[e]] == side[v]) {
          internal += graph.weights()[e];
        } else {
          external += graph.weights()[e];
        }
      }
      gain[v] = external - internal;
      twice += external;
    }
    this.cut = twice / 2;
  }

  long cut() {
    return cut;
  }

  /** By how much the sides are too heavy, both together. */
  int overload() {
    return Math.max(0, load[0] - cap[0]) + Math.max(0, load[1] - cap[1]);
  }

  /** Searches until a pass brings nothing. */
  void refine() {
    for (int pass = 0; pass < PASSES; pass++) {
      int overload = overload();
      long before = cut;
      pass();
      if (overload() == overload && cut == before) {
        return;
      }
    }
  }

  private void pass() {
    movable[0].clear();
    movable[1].clear();
    Arrays.fill(moved, false);
    for (int v = 0; v < side.length; v++) {
      if (load[side[v]] > cap[side[v]] || boundary(v)) {
        movable[side[v]].put(v, gain[v]);
      }
    }
    int bestOverload = overload();
    long bestCut = cut;
    int best = 0;
    int count = 0;
    while (count - best < patience) {
      int from = next();
      if (from < 0) {
        break;
      }
      int v = movable[from].top();
      movable[from].remove(v);
      moved[v] = true;
      move(v);
      history[count++] = v;
      int overload = overload();
      if (overload < bestOverload || overload == bestOverload && cut < bestCut) {
        bestOverload = overload;
        bestCut = cut;
        best = count;
      }
    }
    movable[0].clear();
    movable[1].clear();
    while (count > best) {
      move(history[--count]);
    }
  }

  private boolean boundary(int v) {
    for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
      if (side[graph.targets()[e]] != side[v]) {
        return true;
      }
    }
    return false;
  }

  /** The side to move from: one that is too heavy, else that of the greater gain; -1 if none. */
  private int next() {
    for (int from = 0; from < 2; from++) {
      if (load[from] > cap[from] && !movable[from].isEmpty()) {
        return from;
      }
    }
    boolean first = fits(0);
    boolean second = fits(1);
    if (first && second) {
      long difference = movable[0].topKey() - movable[1].topKey();
      return difference > 0 || difference == 0 && load[0] >= load[1] ? 0 : 1;
    }
    return first ? 0 : second ? 1 : -1;
  }

  /** Drops what the other side has no room for, and tells whether anything is left. */
  private boolean fits(int from) {
    int room = cap[1 - from] - load[1 - from];
    while (room > 0 && !movable[from].isEmpty()) {
      int v = movable[from].top();
      if (graph.vertexWeights()[v] <= room) {
        return true;
      }
      movable[from].remove(v);
    }
    return false;
  }

  private void move(int v) {
    int from = side[v];
    load[from] -= graph.vertexWeights()[v];
    load[1 - from] += graph.vertexWeights()[v];
    cut -= gain[v];
    gain[v] = -gain[v];
    side[v] = 1 - from;
    for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
      int u = graph.targets()[e];
      gain[u] += side[u] == from ? 2 * graph.weights()[e] : -2 * graph.weights()[e];
      if (!moved[u] && (side[u] == from || movable[side[u]].contains(u))) {
        movable[side[u]].put(u, gain[u]);
      }
    }
  }
}
