package org.learnedpartition.cut;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.learnedpartition.parallel.Workers;

/**
 * Clusters of bounded weight, by label propagation: each vertex goes to the cluster that it has the
 * heaviest edges to (Meyerhenke, Sanders and Schulz, 2014). Vertices choose in rounds, in parallel,
 * by what the rounds before have left, and their moves are done one after the other, so that the
 * number of threads does not matter (Maas, Gottesbüren and Seemaier, 2022).
 *
 * <p>What stays alone joins others that are alone and prefer the same cluster, as the leaves of a
 * star do once its cluster is full (Gottesbüren et al., 2021, two-hop clustering); vertices without
 * edges join each other.
 */
final class LabelPropagation {
  private static final int PASSES = 3;
  private static final int ROUNDS = 48;
  private static final int LEAST_ROUND = 16;
  private static final int GRAIN = 512;

  private final Graph graph;
  private final int most;
  private final Workers workers;
  private final SplittableRandom random;
  private final int[] label;
  private final int[] weight;
  private final int[] wish;

  private LabelPropagation(Graph graph, int most, long seed, Workers workers) {
    this.graph = graph;
    this.most = most;
    this.workers = workers;
    this.random = new SplittableRandom(seed);
    this.label = new int[graph.vertices()];
    Arrays.setAll(label, v -> v);
    this.weight = graph.vertexWeights().clone();
    this.wish = new int[graph.vertices()];
  }

  /**
   * Clusters a graph.
   *
   * @param most weight of a cluster of several vertices
   * @return a cluster for each vertex, named by one of the vertices
   */
  static int[] cluster(Graph graph, int most, long seed, Workers workers)
      throws InterruptedException {
    LabelPropagation clusters = new LabelPropagation(graph, most, seed, workers);
    int[] order = clusters.shuffled();
    for (int pass = 0; pass < PASSES; pass++) {
      clusters.pass(order);
    }
    clusters.joinAlone();
    return clusters.label;
  }

  private int[] shuffled() {
    int[] order = new int[graph.vertices()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private void pass(int[] order) throws InterruptedException {
    int n = order.length;
    int round = Math.max(LEAST_ROUND, Math.ceilDiv(n, ROUNDS));
    for (int first = 0; first < n; first += round) {
      int begin = first;
      int end = Math.min(n, first + round);
      workers.ranges(
          end - begin,
          GRAIN,
          (from, to) -> {
            Tally tally = new Tally();
            for (int i = begin + from; i < begin + to; i++) {
              wish[order[i]] = best(order[i], tally, true);
            }
          });
      for (int i = begin; i < end; i++) {
        move(order[i], wish[order[i]]);
      }
    }
  }

  /** The cluster that has the heaviest edges to a vertex, and room for it; its own if none. */
  private int best(int v, Tally tally, boolean room) {
    int from = graph.starts()[v];
    int to = graph.starts()[v + 1];
    tally.clear(to - from);
    for (int e = from; e < to; e++) {
      tally.add(label[graph.targets()[e]], graph.weights()[e]);
    }
    int own = label[v];
    int best = own;
    int bestSum = tally.of(own);
    for (int i = 0; i < tally.size(); i++) {
      int cluster = tally.key(i);
      int sum = tally.sum(i);
      if (sum > bestSum && (!room || weight[cluster] + graph.vertexWeights()[v] <= most)) {
        best = cluster;
        bestSum = sum;
      }
    }
    return best;
  }

  private void move(int v, int cluster) {
    int w = graph.vertexWeights()[v];
    if (cluster != label[v] && weight[cluster] + w <= most) {
      weight[label[v]] -= w;
      weight[cluster] += w;
      label[v] = cluster;
    }
  }

  private void joinAlone() throws InterruptedException {
    int n = graph.vertices();
    int[] members = new int[n];
    for (int v = 0; v < n; v++) {
      members[label[v]]++;
    }
    workers.ranges(
        n,
        GRAIN,
        (from, to) -> {
          Tally tally = new Tally();
          for (int v = from; v < to; v++) {
            wish[v] = members[label[v]] == 1 ? best(v, tally, false) : -1;
          }
        });
    // The last cluster of lone vertices that prefer one, and of those that prefer none.
    int[] open = new int[n];
    Arrays.fill(open, -1);
    int isolated = -1;
    for (int v = 0; v < n; v++) {
      if (wish[v] < 0) {
        continue;
      }
      boolean none = wish[v] == label[v];
      int joined = none ? isolated : open[wish[v]];
      if (joined >= 0) {
        move(v, joined);
      }
      if (none) {
        isolated = label[v];
      } else {
        open[wish[v]] = label[v];
      }
    }
  }
}
