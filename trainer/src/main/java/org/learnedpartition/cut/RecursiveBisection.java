package org.learnedpartition.cut;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * Cuts a graph into bins by cutting it in two, and its parts again. A part's bisection depends on
 * the seed and the part alone, so parts are cut in parallel.
 */
final class RecursiveBisection {
  private static final String STAGE = "bisecting";

  private final int limit;
  private final long seed;
  private final int[] bin;

  /**
   * Some vertices, to be cut into bins.
   *
   * @param graph of these vertices and the edges between them
   * @param ids of the vertices in the whole graph
   */
  private record Part(Graph graph, int[] ids, int firstBin, int bins) {}

  private RecursiveBisection(int vertices, int limit, long seed) {
    this.limit = limit;
    this.seed = seed;
    this.bin = new int[vertices];
  }

  /**
   * Cuts a graph.
   *
   * @param limit the most that a bin should weigh; exceeded if nothing else is found
   * @param progress told how many bisections are done
   * @return the bin of each vertex; bins may be empty
   */
  static int[] split(
      Graph graph, int bins, int limit, long seed, Workers workers, Progress progress)
      throws InterruptedException {
    RecursiveBisection bisection = new RecursiveBisection(graph.vertices(), limit, seed);
    progress.report(STAGE, 0, bins - 1);
    int[] ids = IntStream.range(0, graph.vertices()).toArray();
    List<Part> parts = List.of(new Part(graph, ids, 0, bins));
    int done = 0;
    while (!parts.isEmpty()) {
      parts = bisection.level(parts, workers);
      done += parts.size() / 2;
      progress.report(STAGE, done, bins - 1);
    }
    return bisection.bin;
  }

  private List<Part> level(List<Part> parts, Workers workers) throws InterruptedException {
    Part[][] halves = new Part[parts.size()][];
    if (parts.size() == 1) {
      halves[0] = halves(parts.getFirst(), workers);
    } else {
      try (Workers one = new Workers(1)) {
        workers.run(
            halves.length,
            i -> {
              try {
                halves[i] = halves(parts.get(i), one);
              } catch (InterruptedException e) {
                // The caller's own thread: it stops the others.
                Thread.currentThread().interrupt();
              }
            });
      }
    }
    List<Part> next = new ArrayList<>();
    for (Part[] of : halves) {
      next.addAll(List.of(of));
    }
    return next;
  }

  private Part[] halves(Part part, Workers workers) throws InterruptedException {
    int n = part.graph.vertices();
    if (part.bins == 1 || n <= part.bins) {
      for (int v = 0; v < n; v++) {
        bin[part.ids[v]] = part.firstBin + (part.bins == 1 ? 0 : v);
      }
      return new Part[0];
    }
    int first = (part.bins + 1) / 2;
    int weight = part.graph.weight();
    int target = (int) Math.round((double) weight * first / part.bins);
    double slack = slack(weight, part.bins);
    int[] cap = {
      Math.max(target, (int) (slack * weight * first / part.bins)),
      Math.max(weight - target, (int) (slack * weight * (part.bins - first) / part.bins))
    };
    int[] side =
        Bisection.of(part.graph, target, cap, seed + 31L * part.firstBin + part.bins, workers);
    Part[] halves = {
      part(part, side, 0, part.firstBin, first),
      part(part, side, 1, part.firstBin + first, part.bins - first)
    };
    return halves;
  }

  /**
   * How much heavier than its share a side may be, so that bins are within the limit even if each
   * of the bisections to come uses as much (Sanders and Schulz, 2013).
   */
  private double slack(int weight, int bins) {
    int depth = 32 - Integer.numberOfLeadingZeros(bins - 1);
    return Math.max(1, Math.pow((double) limit * bins / weight, 1.0 / depth));
  }

  /** The part of one side. */
  private static Part part(Part whole, int[] side, int which, int firstBin, int bins) {
    Graph graph = whole.graph;
    int n = graph.vertices();
    int[] name = new int[n];
    int count = 0;
    int arcs = 0;
    for (int v = 0; v < n; v++) {
      if (side[v] == which) {
        name[v] = count++;
        arcs += graph.degree(v);
      }
    }
    int[] ids = new int[count];
    int[] starts = new int[count + 1];
    int[] vertexWeights = new int[count];
    int[] targets = new int[arcs];
    int[] weights = new int[arcs];
    int at = 0;
    for (int v = 0; v < n; v++) {
      if (side[v] != which) {
        continue;
      }
      for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
        if (side[graph.targets()[e]] == which) {
          targets[at] = name[graph.targets()[e]];
          weights[at++] = graph.weights()[e];
        }
      }
      ids[name[v]] = whole.ids[v];
      vertexWeights[name[v]] = graph.vertexWeights()[v];
      starts[name[v] + 1] = at;
    }
    Graph half =
        new Graph(starts, Arrays.copyOf(targets, at), Arrays.copyOf(weights, at), vertexWeights);
    return new Part(half, ids, firstBin, bins);
  }
}
