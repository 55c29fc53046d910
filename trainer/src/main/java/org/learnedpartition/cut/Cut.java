package org.learnedpartition.cut;

/** Measures of a partition of a graph. */
public final class Cut {
  private Cut() {}

  /** Sum of the weights of the edges between bins. */
  public static long of(Graph graph, int[] bin) {
    long twice = 0;
    for (int v = 0; v < graph.vertices(); v++) {
      for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
        twice += bin[graph.targets()[e]] != bin[v] ? graph.weights()[e] : 0;
      }
    }
    return twice / 2;
  }

  /** Weight of each bin. */
  public static int[] loads(Graph graph, int[] bin, int bins) {
    int[] loads = new int[bins];
    for (int v = 0; v < graph.vertices(); v++) {
      loads[bin[v]] += graph.vertexWeights()[v];
    }
    return loads;
  }

  /**
   * The most that a bin may weigh: 1 + epsilon times the mean. Heavy vertices can make that
   * impossible, and so can vertices that cannot be shared out evenly; so it is at least the mean
   * plus (1 - 1/bins) times the heaviest vertex, which is the mean rounded up if all weigh 1. To
   * that every partition can be brought by moves out of bins that are over it: the lightest bin
   * always has room for any vertex of one (as in Graham's rule for scheduling, 1969).
   */
  public static int limit(Graph graph, int bins, double epsilon) {
    return limit(graph.weight(), graph.heaviest(), bins, epsilon);
  }

  static int limit(long weight, int heaviest, int bins, double epsilon) {
    double balanced = (1 + epsilon) * weight / bins;
    long reachable = (weight + (long) heaviest * (bins - 1)) / bins;
    return (int) Math.min(weight, Math.max((long) balanced, reachable));
  }
}
