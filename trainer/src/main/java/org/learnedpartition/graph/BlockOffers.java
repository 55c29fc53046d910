package org.learnedpartition.graph;

import org.learnedpartition.vector.ScoreRow;

/**
 * Offers rows of a block of scores to a queue. Nearly all scores are below the k-th best so far:
 * vector compares leave them out before a queue is touched. Not safe for use by several threads.
 */
final class BlockOffers {
  /** Scores compared before the k-th best is looked at again, which the first ones raise much. */
  private static final int PIECE = 128;

  private final NearestQueue best;
  private final int[] found = new int[PIECE];

  BlockOffers(NearestQueue best) {
    this.best = best;
  }

  /**
   * Offers {@code scores[offset + j] + bias[biasOffset + j]} of point {@code ids[idsOffset + j]}
   * for each column j.
   *
   * @param self a point that is not offered; -1 for none
   */
  void row(
      int row,
      float[] scores,
      int offset,
      int columns,
      float[] bias,
      int biasOffset,
      int[] ids,
      int idsOffset,
      int self) {
    for (int from = 0; from < columns; from += PIECE) {
      int length = Math.min(PIECE, columns - from);
      int at = offset + from;
      int biasAt = biasOffset + from;
      float threshold = best.threshold(row);
      int n = ScoreRow.selectSums(scores, at, length, bias, biasAt, threshold, found);
      for (int i = 0; i < n; i++) {
        int j = found[i];
        int id = ids[idsOffset + from + j];
        if (id != self) {
          best.offer(row, scores[at + j] + bias[biasAt + j], id);
        }
      }
    }
  }
}
