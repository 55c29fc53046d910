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

  /**
   * The nearest {@code fewer} of each query; these themselves if they are as many.
   *
   * @throws IllegalArgumentException unless {@code fewer} is 1 … k
   */
  public Neighbours first(int fewer) {
    if (fewer < 1 || fewer > k) {
      throw new IllegalArgumentException(
          "[k] must be between 1 and " + k + ", the neighbours that there are, got " + fewer);
    }
    if (fewer == k) {
      return this;
    }
    int[] cut = new int[queries() * fewer];
    for (int q = 0; q < queries(); q++) {
      System.arraycopy(ids, q * k, cut, q * fewer, fewer);
    }
    return new Neighbours(fewer, cut);
  }
}
