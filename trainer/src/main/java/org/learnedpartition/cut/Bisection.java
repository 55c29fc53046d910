package org.learnedpartition.cut;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * Cuts a graph in two, by levels: coarsens it, grows one side in the coarsest graph vertex by
 * vertex (greedy graph growing, Karypis and Kumar, 1998), keeps the best of some trials, and
 * refines on the way back.
 */
final class Bisection {
  private static final int COARSEST = 128;
  private static final int TRIALS = 6;

  private final Graph graph;
  private final int target;
  private final int[] cap;
  private final SplittableRandom random;

  private Bisection(Graph graph, int target, int[] cap, SplittableRandom random) {
    this.graph = graph;
    this.target = target;
    this.cap = cap;
    this.random = random;
  }

  /**
   * Bisects.
   *
   * @param target weight that side 0 should have
   * @param cap the most that the sides may weigh; exceeded if nothing else is found
   * @return 0 or 1 for each vertex
   */
  static int[] of(Graph graph, int target, int[] cap, long seed, Workers workers)
      throws InterruptedException {
    int most = (int) Math.min(graph.weight(), 3L * Math.ceilDiv(graph.weight(), 2 * COARSEST));
    List<Contraction> levels = Coarsening.of(graph, COARSEST, most, seed, workers, Progress.NONE);
    Graph coarsest = levels.isEmpty() ? graph : levels.getLast().coarse();
    int[] side = new Bisection(coarsest, target, cap, new SplittableRandom(seed)).best();
    for (int i = levels.size() - 1; i >= 0; i--) {
      side = levels.get(i).project(side);
      new TwoWayRefinement(i == 0 ? graph : levels.get(i - 1).coarse(), side, cap).refine();
    }
    return side;
  }

  private int[] best() {
    int[] best = null;
    int bestOverload = 0;
    long bestCut = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      int[] side = grow();
      TwoWayRefinement refinement = new TwoWayRefinement(graph, side, cap);
      refinement.refine();
      int overload = refinement.overload();
      if (best == null
          || overload < bestOverload
          || overload == bestOverload && refinement.cut() < bestCut) {
        best = side;
        bestOverload = overload;
        bestCut = refinement.cut();
      }
    }
    return best;
  }

  /** Side 0 grows from a random vertex by the vertex that adds least to the cut. */
  private int[] grow() {
    int n = graph.vertices();
    int[] side = new int[n];
    Arrays.fill(side, 1);
    int[] order = shuffled(n);
    VertexHeap border = new VertexHeap(n);
    boolean[] refused = new boolean[n];
    int load = 0;
    int next = 0;
    while (load < target) {
      if (border.isEmpty()) {
        while (next < n && (side[order[next]] == 0 || refused[order[next]])) {
          next++;
        }
        if (next == n) {
          break;
        }
        border.put(order[next], 0);
      }
      int v = border.top();
      border.remove(v);
      if (load + graph.vertexWeights()[v] > cap[0]) {
        refused[v] = true;
        continue;
      }
      side[v] = 0;
      load += graph.vertexWeights()[v];
      for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
        int u = graph.targets()[e];
        if (side[u] == 1 && !refused[u]) {
          border.put(u, gain(u, side));
        }
      }
    }
    return side;
  }

  private int[] shuffled(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** By how much the cut falls if a vertex of side 1 moves. */
  private int gain(int v, int[] side) {
    int gain = 0;
    for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
      gain += side[graph.targets()[e]] == 0 ? graph.weights()[e] : -graph.weights()[e];
    }
    return gain;
  }
}
