package org.learnedpartition.cut;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.learnedpartition.parallel.Workers;

/**
 * Moves vertices out of bins that are too heavy, those first that cost the cut least for their
 * weight (greedy, as in Gottesbüren et al., 2021). A vertex goes to the bin with room that it has
 * the heaviest edges to, or to the lightest; with {@link Cut#limit} that always has room.
 */
final class Rebalancer {
  private static final int GRAIN = 2048;

  private final Partition partition;
  private final Graph graph;
  private final Workers workers;
  private final Tally tally = new Tally();
  private final VertexHeap leaving;
  private final PriorityQueue<Light> lightest =
      new PriorityQueue<>(Comparator.comparingInt(Light::load).thenComparingInt(Light::bin));

  /** A bin, and its load when it was queued. */
  private record Light(int load, int bin) {}

  /** Told of each move. */
  @FunctionalInterface
  interface Moved {
    void moved(int v);
  }

  Rebalancer(Partition partition, Workers workers) {
    this.partition = partition;
    this.graph = partition.graph();
    this.workers = workers;
    this.leaving = new VertexHeap(graph.vertices());
  }

  /** Brings all bins within the limit. */
  void balance(Moved told) throws InterruptedException {
    int n = graph.vertices();
    long[] keys = new long[n];
    workers.ranges(
        n,
        GRAIN,
        (from, to) -> {
          Tally own = new Tally();
          for (int v = from; v < to; v++) {
            if (partition.overloaded(partition.bin(v))) {
              keys[v] = key(v, gain(v, target(v, own), own));
            }
          }
        });
    leaving.clear();
    for (int v = 0; v < n; v++) {
      if (partition.overloaded(partition.bin(v))) {
        leaving.put(v, keys[v]);
      }
    }
    lightest.clear();
    for (int b = 0; b < partition.bins(); b++) {
      lightest.add(new Light(partition.load(b), b));
    }
    while (!partition.balanced()) {
      int v = leaving.top();
      int from = partition.bin(v);
      if (!partition.overloaded(from)) {
        leaving.remove(v);
        continue;
      }
      int to = target(v, tally);
      int gain = gain(v, to, tally);
      long key = key(v, gain);
      if (key < leaving.topKey()) {
        leaving.put(v, key);
        continue;
      }
      leaving.remove(v);
      if (to < 0) {
        to = lightest();
      }
      partition.move(v, to, gain);
      told.moved(v);
      lightest.add(new Light(partition.load(from), from));
    }
  }

  /** The bin with room that a vertex has the heaviest edges to; -1 if it has none to such a bin. */
  private int target(int v, Tally sums) {
    int from = graph.starts()[v];
    int to = graph.starts()[v + 1];
    sums.clear(to - from);
    for (int e = from; e < to; e++) {
      sums.add(partition.bin(graph.targets()[e]), graph.weights()[e]);
    }
    int best = -1;
    int bestSum = 0;
    for (int i = 0; i < sums.size(); i++) {
      int bin = sums.key(i);
      if (sums.sum(i) > bestSum
          && bin != partition.bin(v)
          && partition.hasRoom(bin, graph.vertexWeights()[v])) {
        best = bin;
        bestSum = sums.sum(i);
      }
    }
    return best;
  }

  private int gain(int v, int to, Tally sums) {
    return (to < 0 ? 0 : sums.of(to)) - sums.of(partition.bin(v));
  }

  /**
   * A loss is spread over the weight moved: few heavy vertices may cost less than many light ones.
   */
  private long key(int v, int gain) {
    long weight = graph.vertexWeights()[v];
    long scaled = (long) gain << 24;
    return gain > 0 ? scaled : scaled / weight;
  }

  private int lightest() {
    while (true) {
      Light light = lightest.poll();
      int load = partition.load(light.bin);
      if (load == light.load) {
        lightest.add(light);
        return light.bin;
      }
      if (load > light.load) {
        lightest.add(new Light(load, light.bin));
      }
    }
  }
}
