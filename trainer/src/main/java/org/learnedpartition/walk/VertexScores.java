package org.learnedpartition.walk;

import java.util.Arrays;
import java.util.function.Supplier;
import org.learnedpartition.data.Points;
import org.learnedpartition.graph.NearestQueue;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.vector.Gemm;

/**
 * The scores of all vertices for queries, made by blocks and forgotten: a product of blocks costs
 * less than the searches of one query after another would, and knows the nearest vertices, too.
 */
public final class VertexScores {
  private static final int BLOCK = 48;

  private final Points points;
  private final Points queries;
  private final int k;
  private final Gemm.Packed packed;

  /**
   * @param points the vertices' vectors
   * @param queries prepared by the same space
   * @param k nearest vertices to be found
   */
  public VertexScores(Points points, Points queries, int k) {
    this.points = points;
    this.queries = queries;
    this.k = k;
    int d = points.dimension();
    this.packed = Gemm.packTransposed(points.vectors(), 0, points.count(), d, d);
  }

  public int queries() {
    return queries.count();
  }

  /**
   * Does something with a query; called by several threads.
   *
   * @param <S> what a thread has of its own, such as a search
   */
  @FunctionalInterface
  public interface Visitor<S> {
    /**
     * @param index of the query in the list that is visited
     * @param row holds the score of every vertex from {@code offset}
     * @param nearest vertices of the query
     * @param own of the thread
     */
    void visit(int index, float[] row, int offset, Nearest nearest, S own);
  }

  /**
   * The nearest vertices of a query.
   *
   * @param ids nearest first
   */
  public record Nearest(int[] ids) {
    /** Share of them that are among the first as many that a search found. */
    double found(GraphSearch search) {
      int[] found = new int[ids.length];
      return share(found, search.found(found));
    }

    /**
     * Share of them that are among some vertices.
     *
     * @param vertices each once
     * @param n how many of the vertices count
     */
    public double share(int[] vertices, int n) {
      int[] sorted = ids.clone();
      Arrays.sort(sorted);
      int hits = 0;
      for (int i = 0; i < n; i++) {
        hits += Arrays.binarySearch(sorted, vertices[i]) >= 0 ? 1 : 0;
      }
      return (double) hits / ids.length;
    }
  }

  /**
   * Visits queries.
   *
   * @param chosen numbers of the queries
   * @param own makes what a thread has of its own
   */
  public <S> void each(int[] chosen, Workers workers, Supplier<S> own, Visitor<S> visitor)
      throws InterruptedException {
    int d = points.dimension();
    int n = points.count();
    workers.ranges(
        chosen.length,
        BLOCK,
        (from, to) -> {
          int rows = to - from;
          float[] x = new float[rows * d];
          for (int i = 0; i < rows; i++) {
            System.arraycopy(queries.vectors(), chosen[from + i] * d, x, i * d, d);
          }
          float[] scores = new float[rows * n];
          Gemm.multiply(x, 0, d, rows, packed, scores, 0, n, false);
          S threads = own.get();
          for (int i = 0; i < rows; i++) {
            for (int v = 0; v < n; v++) {
              scores[i * n + v] += points.bias()[v];
            }
            visitor.visit(from + i, scores, i * n, nearest(scores, i * n, n), threads);
          }
        });
  }

  private Nearest nearest(float[] scores, int offset, int n) {
    NearestQueue queue = new NearestQueue(1, k);
    float threshold = Float.NEGATIVE_INFINITY;
    for (int v = 0; v < n; v++) {
      if (scores[offset + v] >= threshold) {
        queue.offer(0, scores[offset + v], v);
        threshold = queue.threshold(0);
      }
    }
    int[] ids = new int[k];
    queue.ids(0, ids, 0);
    return new Nearest(ids);
  }
}
