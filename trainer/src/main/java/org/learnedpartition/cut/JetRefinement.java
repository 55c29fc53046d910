package org.learnedpartition.cut;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.learnedpartition.parallel.Workers;

/**
 * Jet, a local search for many bins and threads (Gilbert, Madduri, Boman and Rajamanickam, 2023):
 * vertices move all at once, each to the bin that it has the heaviest edges to, also at a loss that
 * is small beside its edges inside. A move is dropped if it no longer pays when the neighbours that
 * gain more are taken to move first. Sizes do not count until all have moved; then bins that are
 * too heavy are brought back, here by {@link Rebalancer}. The best balanced partition is kept.
 *
 * <p>Choices depend on the partition alone, so the number of threads does not matter. What a vertex
 * would choose is kept until it or a neighbour moves.
 */
final class JetRefinement {
  private static final int GRAIN = 2048;

  /**
   * Iterations without a better partition after which the search ends. The 12 of the paper cut 0.6
   * to 1 % better on graphs of nearest neighbours, and take half as long again.
   */
  private static final int PATIENCE = 4;

  /** A cut is better if it is smaller by this share. */
  private static final double BETTER = 0.001;

  private final Partition partition;
  private final Graph graph;
  private final double daring;
  private final Workers workers;
  private final Rebalancer rebalancer;

  /** Of each vertex: the best other bin (-1 if none is near), its gain, its edges inside. */
  private final int[] target;

  private final int[] gain;
  private final int[] inside;
  private final boolean[] stale;
  private final boolean[] locked;
  private final boolean[] candidate;
  private final boolean[] moving;

  private JetRefinement(Partition partition, double daring, Workers workers) {
    int n = partition.graph().vertices();
    this.partition = partition;
    this.graph = partition.graph();
    this.daring = daring;
    this.workers = workers;
    this.rebalancer = new Rebalancer(partition, workers);
    this.target = new int[n];
    this.gain = new int[n];
    this.inside = new int[n];
    this.stale = new boolean[n];
    Arrays.fill(stale, true);
    this.locked = new boolean[n];
    this.candidate = new boolean[n];
    this.moving = new boolean[n];
  }

  /**
   * Refines a partition, and balances it.
   *
   * @param daring the share of a vertex's edges inside its bin that it may lose by a move
   * @return the bin of each vertex, none over the limit
   */
  static int[] refine(Partition partition, double daring, Workers workers)
      throws InterruptedException {
    return new JetRefinement(partition, daring, workers).search();
  }

  private int[] search() throws InterruptedException {
    rebalancer.balance(this::touch);
    int[] best = partition.bin().clone();
    long bestCut = partition.cut();
    for (int waited = 0; waited < PATIENCE; waited++) {
      choose();
      if (move() == 0) {
        break;
      }
      if (!partition.balanced()) {
        rebalancer.balance(this::touch);
      }
      if (partition.cut() < bestCut) {
        if (partition.cut() < (1 - BETTER) * bestCut) {
          waited = -1;
        }
        bestCut = partition.cut();
        System.arraycopy(partition.bin(), 0, best, 0, best.length);
      }
    }
    return best;
  }

  private void touch(int v) {
    stale[v] = true;
    for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
      stale[graph.targets()[e]] = true;
    }
  }

  /** Finds candidates, and of them those that are to move. */
  private void choose() throws InterruptedException {
    workers.ranges(
        graph.vertices(),
        GRAIN,
        (from, to) -> {
          Tally tally = new Tally();
          for (int v = from; v < to; v++) {
            if (stale[v]) {
              stale[v] = false;
              look(v, tally);
            }
            candidate[v] =
                !locked[v]
                    && target[v] >= 0
                    && (gain[v] >= 0 || -gain[v] < (int) (daring * inside[v]));
          }
        });
    workers.ranges(
        graph.vertices(),
        GRAIN,
        (from, to) -> {
          for (int v = from; v < to; v++) {
            moving[v] = candidate[v] && paysAfterBetter(v);
          }
        });
  }

  private void look(int v, Tally tally) {
    int from = graph.starts()[v];
    int to = graph.starts()[v + 1];
    tally.clear(to - from);
    for (int e = from; e < to; e++) {
      tally.add(partition.bin(graph.targets()[e]), graph.weights()[e]);
    }
    int own = partition.bin(v);
    int best = -1;
    int bestSum = 0;
    for (int i = 0; i < tally.size(); i++) {
      if (tally.sum(i) > bestSum && tally.key(i) != own) {
        best = tally.key(i);
        bestSum = tally.sum(i);
      }
    }
    target[v] = best;
    inside[v] = tally.of(own);
    gain[v] = bestSum - inside[v];
  }

  /** Whether a move still pays once the neighbours with greater gains have moved. */
  private boolean paysAfterBetter(int v) {
    long sum = 0;
    for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
      int u = graph.targets()[e];
      boolean first = candidate[u] && (gain[u] > gain[v] || gain[u] == gain[v] && u < v);
      int bin = first ? target[u] : partition.bin(u);
      if (bin == target[v]) {
        sum += graph.weights()[e];
      } else if (bin == partition.bin(v)) {
        sum -= graph.weights()[e];
      }
    }
    return sum >= 0;
  }

  /** Moves what is to move, and locks it for the next time; returns how many moved. */
  private int move() throws InterruptedException {
    AtomicLong twice = new AtomicLong();
    workers.ranges(
        graph.vertices(),
        GRAIN,
        (from, to) -> {
          long sum = 0;
          for (int v = from; v < to; v++) {
            if (moving[v]) {
              sum += twiceGain(v);
              touch(v);
            }
          }
          twice.addAndGet(sum);
        });
    int moved = 0;
    for (int v = 0; v < moving.length; v++) {
      locked[v] = moving[v];
      if (moving[v]) {
        partition.move(v, target[v], 0);
        moved++;
      }
    }
    partition.gained(twice.get() / 2);
    return moved;
  }

  /** Twice a vertex's part of what all moves together gain. */
  private long twiceGain(int v) {
    long sum = 0;
    for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
      int u = graph.targets()[e];
      int before = partition.bin(u) != partition.bin(v) ? 1 : 0;
      int after = (moving[u] ? target[u] : partition.bin(u)) != target[v] ? 1 : 0;
      sum += (long) (before - after) * (moving[u] ? 1 : 2) * graph.weights()[e];
    }
    return sum;
  }
}
