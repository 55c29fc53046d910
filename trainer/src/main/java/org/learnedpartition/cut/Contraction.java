package org.learnedpartition.cut;

import java.util.Arrays;
import org.learnedpartition.parallel.Workers;

/**
 * A graph whose vertices are the clusters of a finer one: weights add up, edges within a cluster
 * are gone. A partition of it is one of the finer graph, with the same cut and loads.
 *
 * @param coarse the graph of clusters
 * @param vertex of the coarse graph for each of the finer one
 */
record Contraction(Graph coarse, int[] vertex) {
  private static final int PIECES = 64;

  /**
   * Contracts.
   *
   * @param label a cluster for each vertex, 0 … vertices - 1; not all need have members
   */
  static Contraction of(Graph graph, int[] label, Workers workers) throws InterruptedException {
    int n = graph.vertices();
    int[] name = new int[n];
    Arrays.fill(name, -1);
    int[] vertex = new int[n];
    int count = 0;
    for (int v = 0; v < n; v++) {
      if (name[label[v]] < 0) {
        name[label[v]] = count++;
      }
      vertex[v] = name[label[v]];
    }
    int[] first = new int[count + 1];
    int[] weights = new int[count];
    for (int v = 0; v < n; v++) {
      first[vertex[v] + 1]++;
      weights[vertex[v]] += graph.vertexWeights()[v];
    }
    Arrays.parallelPrefix(first, Integer::sum);
    int[] members = name;
    int[] next = Arrays.copyOf(first, count);
    for (int v = 0; v < n; v++) {
      members[next[vertex[v]]++] = v;
    }
    int[] starts = new int[count + 1];
    int grain = Math.max(1, Math.ceilDiv(count, PIECES));
    Rows[] rows = new Rows[Math.ceilDiv(count, grain)];
    workers.ranges(
        count,
        grain,
        (from, to) -> rows[from / grain] = rows(graph, vertex, members, first, from, to, starts));
    Arrays.parallelPrefix(starts, Integer::sum);
    int[] targets = new int[starts[count]];
    int[] arcWeights = new int[starts[count]];
    for (int i = 0; i < rows.length; i++) {
      int at = starts[i * grain];
      int arcs = starts[Math.min(count, (i + 1) * grain)] - at;
      System.arraycopy(rows[i].targets, 0, targets, at, arcs);
      System.arraycopy(rows[i].weights, 0, arcWeights, at, arcs);
      rows[i] = null;
    }
    return new Contraction(new Graph(starts, targets, arcWeights, weights), vertex);
  }

  /** The coarse partition, told for each vertex of the finer graph. */
  int[] project(int[] coarseBin) {
    int[] bin = new int[vertex.length];
    for (int v = 0; v < bin.length; v++) {
      bin[v] = coarseBin[vertex[v]];
    }
    return bin;
  }

  private record Rows(int[] targets, int[] weights) {}

  /** The rows of some coarse vertices; their lengths go to {@code starts}, one place later. */
  private static Rows rows(
      Graph graph, int[] vertex, int[] members, int[] first, int from, int to, int[] starts) {
    int arcs = 0;
    for (int i = first[from]; i < first[to]; i++) {
      arcs += graph.degree(members[i]);
    }
    int[] targets = new int[arcs];
    int[] weights = new int[arcs];
    int count = 0;
    Tally tally = new Tally();
    for (int c = from; c < to; c++) {
      int most = 0;
      for (int i = first[c]; i < first[c + 1]; i++) {
        most += graph.degree(members[i]);
      }
      tally.clear(most);
      for (int i = first[c]; i < first[c + 1]; i++) {
        for (int e = graph.starts()[members[i]]; e < graph.starts()[members[i] + 1]; e++) {
          int target = vertex[graph.targets()[e]];
          if (target != c) {
            tally.add(target, graph.weights()[e]);
          }
        }
      }
      for (int i = 0; i < tally.size(); i++) {
        targets[count] = tally.key(i);
        weights[count++] = tally.sum(i);
      }
      starts[c + 1] = tally.size();
    }
    return new Rows(targets, weights);
  }
}
