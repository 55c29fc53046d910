package org.learnedpartition.cut;

/**
 * What alternating refinement raises: the cohesion of a partition b of a graph, the weight of the
 * edges inside bins,
 *
 * <pre>Φ(b) = Σ w(u, v) over the edges {u, v} with b(u) = b(v)</pre>
 *
 * which is the weight of all edges less the {@link Cut}. To move v, and nothing else, from its bin
 * to another, c, changes it by
 *
 * <pre>gain(v, c) = Σ w(v, u) over v's neighbours u in c - Σ w(v, u) over those in b(v)</pre>
 *
 * exactly, because the other edges keep both of their ends.
 *
 * <p>With a classifier p, the joint potential is
 *
 * <pre>Ψ(b, p) = Φ(b) + Σ log p(b(v) | v) over the vertices</pre>
 *
 * For the same b, the classifier that fits the bins best is the one that makes Ψ the greatest; for
 * the same p, a move to the bin that p ranks first takes nothing off the sum, and adds its gain to
 * Φ. So an alternation of the two, with a classifier that is fitted exactly, never lets Ψ fall, and
 * ends, because Φ grows with each move and there are finitely many partitions.
 */
public final class Cohesion {
  private Cohesion() {}

  /** Φ. */
  public static long of(Graph graph, int[] bin) {
    long twice = 0;
    for (int v = 0; v < graph.vertices(); v++) {
      for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
        twice += bin[graph.targets()[e]] == bin[v] ? graph.weights()[e] : 0;
      }
    }
    return twice / 2;
  }

  /** By how much Φ would grow if a vertex moved; negative if it would fall. */
  public static int gain(Graph graph, int[] bin, int v, int to) {
    int gain = 0;
    for (int e = graph.starts()[v]; e < graph.starts()[v + 1]; e++) {
      int of = bin[graph.targets()[e]];
      gain += of == to ? graph.weights()[e] : 0;
      gain -= of == bin[v] ? graph.weights()[e] : 0;
    }
    return gain;
  }
}
