package org.learnedpartition.graph;

/**
 * The nearest points of each query, nearest first; equal scores by smaller id.
 *
 * @param k neighbours of a query, ≥ 1
 * @param ids queries × k point numbers; -1 where there are fewer points
 */
public record Neighbours(int k, int[] ids) {
  public Neighbours {
    if (k < 1 || ids.length % k != 0) {
      throw new IllegalArgumentException(ids.length + " ids are not rows of k=" + k);
    }
  }

  public int queries() {
    return ids.length / k;
  }
}
