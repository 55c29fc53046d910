package org.learnedpartition.cut;

import java.util.Objects;

/**
 * An undirected graph with weights, as compressed rows: the neighbours of vertex v are {@code
 * targets[starts[v]] … targets[starts[v + 1] - 1]}. Each edge is in the rows of both its ends, with
 * the same weight; that this is so is up to the maker.
 *
 * @param starts vertices + 1 positions, ascending
 * @param targets of each arc, not the vertex itself; each at most once in a row
 * @param weights of each arc, ≥ 1; their sum is below 2³¹
 * @param vertexWeights of each vertex, ≥ 1; their sum is below 2³¹
 */
public record Graph(int[] starts, int[] targets, int[] weights, int[] vertexWeights) {
  public Graph {
    int n = vertexWeights.length;
    if (starts.length != n + 1 || starts[0] != 0 || starts[n] != targets.length) {
      throw new IllegalArgumentException(
          "starts must be " + (n + 1) + " positions from 0 to " + targets.length + " arcs");
    }
    if (weights.length != targets.length) {
      throw new IllegalArgumentException(
          weights.length + " weights are not one for each of " + targets.length + " arcs");
    }
    for (int v = 0; v < n; v++) {
      if (starts[v] > starts[v + 1]) {
        throw new IllegalArgumentException("starts descend at vertex " + v);
      }
      for (int e = starts[v]; e < starts[v + 1]; e++) {
        Objects.checkIndex(targets[e], n);
        if (targets[e] == v) {
          throw new IllegalArgumentException("vertex " + v + " is its own neighbour");
        }
      }
    }
    checkWeights("an arc", "arcs", weights);
    checkWeights("a vertex", "vertices", vertexWeights);
  }

  private static void checkWeights(String one, String all, int[] weights) {
    long sum = 0;
    for (int weight : weights) {
      if (weight < 1) {
        throw new IllegalArgumentException("a weight of " + one + " must be ≥ 1, got " + weight);
      }
      sum += weight;
    }
    if (sum > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the weights of all " + all + " must be below 2^31 in sum, got " + sum);
    }
  }

  public int vertices() {
    return vertexWeights.length;
  }

  /** Twice the number of edges. */
  public int arcs() {
    return targets.length;
  }

  int degree(int v) {
    return starts[v + 1] - starts[v];
  }

  /** Sum of the weights of all vertices. */
  public int weight() {
    int sum = 0;
    for (int weight : vertexWeights) {
      sum += weight;
    }
    return sum;
  }

  int heaviest() {
    int heaviest = 0;
    for (int weight : vertexWeights) {
      heaviest = Math.max(heaviest, weight);
    }
    return heaviest;
  }
}
