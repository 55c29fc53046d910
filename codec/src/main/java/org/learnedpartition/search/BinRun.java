package org.learnedpartition.search;

/**
 * Bins that lie side by side, so that their rows are scanned in one go.
 *
 * @param first the first bin
 * @param bases what all rows of a bin have in their estimates, one for each bin of the run
 * @param ranks of the bins, 0 the best
 */
public record BinRun(int first, float[] bases, int[] ranks) {
  /** The last bin. */
  public int last() {
    return first + bases.length - 1;
  }

  /** What all rows of one of the bins have in their estimates. */
  public float base(int bin) {
    return bases[bin - first];
  }

  /** The rank of one of the bins. */
  public int rank(int bin) {
    return ranks[bin - first];
  }
}
