package org.learnedpartition.cut;

/** Gives each empty bin a vertex, the one that costs the cut least; loads stay within the limit. */
final class EmptyBins {
  private final Graph graph;
  private final int[] bin;
  private final int[] size;
  private final VertexHeap loosest;

  private EmptyBins(Graph graph, int[] bin, int bins) {
    this.graph = graph;
    this.bin = bin;
    this.size = new int[bins];
    for (int b : bin) {
      size[b]++;
    }
    this.loosest = new VertexHeap(bin.length);
  }

  /**
   * Fills.
   *
   * @param bin of each vertex; changed in place
   * @param bins at most as many as vertices
   */
  static void fill(Graph graph, int[] bin, int bins) {
    new EmptyBins(graph, bin, bins).fill();
  }

  private void fill() {
    boolean weighed = false;
    for (int b = 0; b < size.length; b++) {
      if (size[b] > 0) {
        continue;
      }
      if (!weighed) {
        weighed = true;
        for (int v = 0; v < bin.length; v++) {
          loosest.put(v, -inside(v));
        }
      }
      int v = loosest.top();
      while (size[bin[v]] == 1) {
        loosest.remove(v);
        v = loosest.top();
      }
      loosest.remove(v);
      int from = bin[v];
      size[from]--;
      size[b]++;
      bin[v] = b;
      for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
        int u = graph.targets()[e];
        if (bin[u] == from && loosest.contains(u)) {
          loosest.put(u, -inside(u));
        }
      }
    }
  }

  /** Weight of the edges to vertices of the same bin. */
  private long inside(int v) {
    long sum = 0;
    for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
      sum += bin[graph.targets()[e]] == bin[v] ? graph.weights()[e] : 0;
    }
    return sum;
  }
}
