package org.learnedpartition.walk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.learnedpartition.data.Points;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.parallel.Workers;

/**
 * A graph for search made of nearest neighbours by a rule, after Fu et al., "Fast Approximate
 * Nearest Neighbor Search With The Navigating Spreading-out Graph" (VLDB 2019): nearest first, a
 * candidate becomes a neighbour unless one that already is lies nearer to it than the vertex does.
 * Edges then go both ways, each list pruned by the same rule, and vertices that cannot be reached
 * from the entry get an edge from the nearest that can be. Departs from the paper: candidates are
 * the exact nearest, without those on a search's path.
 */
public final class RelativeNeighbours {
  private final Points points;
  private final double slack;
  private final int degree;
  private final Workers workers;

  /**
   * @param slack 1 for the rule itself; a candidate is only left out if it is so many times nearer
   *     to a neighbour, in distance, which keeps more edges
   * @param degree edges of a vertex at most, ≥ 1, but for those that make it reachable
   */
  public RelativeNeighbours(Points points, double slack, int degree, Workers workers) {
    if (!(slack >= 1) || degree < 1) {
      throw new IllegalArgumentException(
          "[slack] and [degree] must be at least 1, got " + slack + " and " + degree);
    }
    this.points = points;
    this.slack = slack * slack;
    this.degree = degree;
    this.workers = workers;
  }

  /**
   * Makes the graph.
   *
   * @param nearest of each point, more of them than the degree; none is the point itself
   */
  public SearchGraph graph(Neighbours nearest) throws InterruptedException {
    int n = points.count();
    int[][] forth = new int[n][];
    workers.ranges(
        n,
        64,
        (from, to) -> {
          for (int u = from; u < to; u++) {
            forth[u] =
                prune(u, Arrays.copyOfRange(nearest.ids(), u * nearest.k(), (u + 1) * nearest.k()));
          }
        });
    int[][] both = backwards(forth);
    int[][] lists = new int[n][];
    workers.ranges(
        n,
        64,
        (from, to) -> {
          for (int u = from; u < to; u++) {
            lists[u] = both[u].length <= degree ? both[u] : prune(u, both[u]);
          }
        });
    int entry = middle();
    reach(entry, lists, nearest);
    return SearchGraph.of(entry, lists);
  }

  /** Each list with the vertices in whose lists it is, no vertex twice, nearest first. */
  private int[][] backwards(int[][] forth) {
    List<List<Integer>> both = new ArrayList<>();
    for (int[] list : forth) {
      both.add(new ArrayList<>(Arrays.stream(list).boxed().toList()));
    }
    for (int u = 0; u < forth.length; u++) {
      for (int v : forth[u]) {
        if (Arrays.stream(forth[v]).noneMatch(Integer.valueOf(u)::equals)) {
          both.get(v).add(u);
        }
      }
    }
    int[][] lists = new int[forth.length][];
    for (int u = 0; u < lists.length; u++) {
      int from = u;
      lists[u] =
          both.get(u).stream()
              .sorted((a, b) -> Double.compare(distance(from, a), distance(from, b)))
              .mapToInt(Integer::intValue)
              .toArray();
    }
    return lists;
  }

  private int[] prune(int u, int[] candidates) {
    int[] kept = new int[degree];
    int n = 0;
    for (int i = 0; i < candidates.length && n < degree; i++) {
      int c = candidates[i];
      boolean hidden = c < 0;
      double own = hidden ? 0 : distance(u, c);
      for (int j = 0; j < n && !hidden; j++) {
        hidden = slack * distance(kept[j], c) < own;
      }
      if (!hidden) {
        kept[n++] = c;
      }
    }
    return Arrays.copyOf(kept, n);
  }

  /** The point nearest to the mean of all. */
  private int middle() {
    int d = points.dimension();
    double[] mean = new double[d];
    for (int i = 0; i < points.count() * d; i++) {
      mean[i % d] += points.vectors()[i] / points.count();
    }
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int i = 0; i < points.count(); i++) {
      double sum = 0;
      for (int j = 0; j < d; j++) {
        double gap = points.vectors()[i * d + j] - mean[j];
        sum += gap * gap;
      }
      if (sum < least) {
        least = sum;
        best = i;
      }
    }
    return best;
  }

  /** Adds edges until all can be reached from the entry. */
  private void reach(int entry, int[][] lists, Neighbours nearest) {
    BitSet reached = new BitSet(lists.length);
    walk(entry, lists, reached);
    for (int u = reached.nextClearBit(0); u < lists.length; u = reached.nextClearBit(0)) {
      int from = entry;
      for (int j = u * nearest.k(); j < (u + 1) * nearest.k(); j++) {
        if (nearest.ids()[j] >= 0 && reached.get(nearest.ids()[j])) {
          from = nearest.ids()[j];
          break;
        }
      }
      lists[from] = Arrays.copyOf(lists[from], lists[from].length + 1);
      lists[from][lists[from].length - 1] = u;
      walk(u, lists, reached);
    }
  }

  private static void walk(int from, int[][] lists, BitSet reached) {
    ArrayDeque<Integer> open = new ArrayDeque<>(List.of(from));
    reached.set(from);
    while (!open.isEmpty()) {
      for (int v : lists[open.pop()]) {
        if (!reached.get(v)) {
          reached.set(v);
          open.push(v);
        }
      }
    }
  }

  /** Squared, in the space of the points. */
  private double distance(int a, int b) {
    int d = points.dimension();
    float[] x = points.vectors();
    float sum = 0;
    for (int j = 0; j < d; j++) {
      float gap = x[a * d + j] - x[b * d + j];
      sum += gap * gap;
    }
    return sum;
  }
}
