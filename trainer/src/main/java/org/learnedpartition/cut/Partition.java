package org.learnedpartition.cut;

/** The bin of each vertex while it is being changed, with what follows from it. */
final class Partition {
  private final Graph graph;
  private final int[] bin;
  private final int[] load;
  private final int limit;
  private int overloaded;
  private long cut;

  /**
   * @param bin of each vertex; changed in place
   * @param limit the most that a bin may weigh
   */
  Partition(Graph graph, int[] bin, int bins, int limit) {
    this.graph = graph;
    this.bin = bin;
    this.load = Cut.loads(graph, bin, bins);
    this.limit = limit;
    this.cut = Cut.of(graph, bin);
    for (int weight : load) {
      overloaded += weight > limit ? 1 : 0;
    }
  }

  Graph graph() {
    return graph;
  }

  int bins() {
    return load.length;
  }

  int bin(int v) {
    return bin[v];
  }

  int[] bin() {
    return bin;
  }

  int load(int b) {
    return load[b];
  }

  long cut() {
    return cut;
  }

  /** Whether no bin is over the limit. */
  boolean balanced() {
    return overloaded == 0;
  }

  boolean overloaded(int b) {
    return load[b] > limit;
  }

  boolean hasRoom(int b, int weight) {
    return load[b] + weight <= limit;
  }

  /** Takes what moves have gained together. */
  void gained(long gain) {
    cut -= gain;
  }

  /**
   * Moves a vertex.
   *
   * @param gain by which the cut falls; 0 if it is told by {@link #gained}
   */
  void move(int v, int to, long gain) {
    int from = bin[v];
    int weight = graph.vertexWeights()[v];
    overloaded -= (load[from] > limit ? 1 : 0) + (load[to] > limit ? 1 : 0);
    load[from] -= weight;
    load[to] += weight;
    overloaded += (load[from] > limit ? 1 : 0) + (load[to] > limit ? 1 : 0);
    bin[v] = to;
    cut -= gain;
  }
}
