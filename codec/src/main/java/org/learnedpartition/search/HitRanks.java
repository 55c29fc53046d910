package org.learnedpartition.search;

import java.util.Arrays;
import org.apache.lucene.util.LongHeap;
import org.apache.lucene.util.NumericUtils;

/**
 * The ranks of the bins in which the best rows of a filtered query were found, in all segments
 * whose hits are gathered together. Used by all threads.
 *
 * <p>The documents that a filter passes may lie elsewhere than the query, and then calibration
 * tells nothing of how many bins their nearest are in. But what is still to be found falls about as
 * 1/n with the number n of bins (as calibrated curves do where recall is high), so a scan misses
 * about as many hits as it found in the last half of its bins. As bins are the same in all
 * segments, so are the ranks: what one segment found tells the others how far to go.
 *
 * <p>On glove, at a target of 0.95 and in 1 and in 10 segments, scans under a filter that goes by
 * chance look at about as many rows as without this rule, if it passes a tenth of the documents or
 * more. Under filters that pass the tenth, the half or the nine tenths of the documents that are
 * farthest from the query they find 0.90 to 0.99 of the hits, where 0.40 to 0.84 were found.
 */
public final class HitRanks {
  /**
   * Most rows that are looked at, if there are not more hits asked for. Of ten, one in the last
   * half is chance; and codes fall short most where bins are far, so that hits of far bins are
   * often some estimates below the k-th best.
   */
  private static final int MOST_ROWS = 200;

  /** Accepted documents for each row that is looked at: what is not near anything tells nothing. */
  private static final int NEAR = 256;

  /**
   * Hits found late for each that may be missed. That each is twice as many lets filters that go by
   * chance, which have few of both, stop when calibration says.
   */
  private static final double LATE = 2;

  private final int k;
  private final int size;
  private final LongHeap best;
  private long accepted;
  private volatile float least = Float.NEGATIVE_INFINITY;

  /**
   * @param k hits asked for
   */
  HitRanks(int k) {
    this.k = k;
    this.size = Math.max(k, MOST_ROWS);
    this.best = new LongHeap(size);
  }

  /** Says that the search of a segment begins. */
  synchronized HitRanks begin(long acceptedDocuments) {
    accepted += acceptedDocuments;
    return this;
  }

  /** Takes note of an accepted row in the bin of a rank. */
  public void offer(float estimate, int rank) {
    if (estimate > least) {
      long row = (long) NumericUtils.floatToSortableInt(estimate) << 32 | rank;
      synchronized (this) {
        best.insertWithOverflow(row);
        if (best.size() == size) {
          least = NumericUtils.sortableIntToFloat((int) (best.top() >> 32));
        }
      }
    }
  }

  /**
   * Whether a scan that comes to a rank has found about all.
   *
   * @param bound estimates that all rows found were offered of; those below it are not counted
   * @param miss share of the hits that may be missed, 0 … 1
   */
  public synchronized boolean settled(int rank, float bound, double miss) {
    long[] rows = new long[best.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = best.get(i + 1);
    }
    Arrays.sort(rows);
    int counted = 0;
    int late = 0;
    for (int i = rows.length - 1; i >= 0 && counted < Math.max(k, accepted / NEAR); i--) {
      if (NumericUtils.sortableIntToFloat((int) (rows[i] >> 32)) < bound) {
        break;
      }
      counted++;
      late += (int) rows[i] >= rank / 2 ? 1 : 0;
    }
    return late <= LATE * miss * counted;
  }
}
