package org.learnedpartition.codec;

import java.io.IOException;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.Bits;
import org.learnedpartition.search.LeafCandidates;
import org.learnedpartition.vector.QueryTable;

/**
 * Scans coded rows of one segment, bin by bin. A block is read and scored once, also when several
 * bins that are scanned one after the other have rows in it.
 */
final class CodeScan {
  private static final int BLOCK_ROWS = QueryTable.BLOCK_ROWS;

  private final BinTable bins;
  private final RowLayout layout;
  private final IndexInput ordinals;
  private final IndexInput rows;
  private final QueryTable table;
  private final Bits accepted;
  private final boolean acceptedFirst;
  private final KnnCollector collector;
  private final LeafCandidates candidates;

  private final byte[] buffer;
  private final int bufferBlocks;
  private final float[] scores = new float[BLOCK_ROWS];
  private final int[] blockOrdinals = new int[BLOCK_ROWS];
  private int bufferFrom;
  private int bufferTo;
  private int scored = -1;
  private long visited;

  /**
   * @param accepted ordinals that may be hits, or null for all
   * @param acceptedFirst whether few are accepted, so that rows are looked at before they are
   *     scored
   */
  CodeScan(
      Postings postings,
      QueryTable table,
      Bits accepted,
      boolean acceptedFirst,
      KnnCollector collector,
      LeafCandidates candidates)
      throws IOException {
    this.bins = postings.bins();
    this.layout = postings.layout();
    this.ordinals = postings.ordinals();
    this.rows = postings.rows();
    this.table = table;
    this.accepted = accepted;
    this.acceptedFirst = acceptedFirst;
    this.collector = collector;
    this.candidates = candidates;
    this.bufferBlocks = table.readBlocks();
    this.buffer = new byte[bufferBlocks * layout.blockBytes()];
  }

  /** Rows that were scored and, where they were looked at before, accepted. */
  long visited() {
    return visited;
  }

  /**
   * Scans a bin.
   *
   * @param base what all its rows have in their estimates
   * @return whether the search goes on
   */
  boolean scan(int bin, float base) throws IOException {
    int start = bins.start(bin);
    int end = bins.end(bin);
    boolean goOn = true;
    for (int block = start / BLOCK_ROWS; goOn && block * BLOCK_ROWS < end; block++) {
      int first = block * BLOCK_ROWS;
      int from = Math.max(0, start - first);
      int to = Math.min(BLOCK_ROWS, end - first);
      int range = -1 << from & -1 >>> BLOCK_ROWS - to;
      if (acceptedFirst) {
        range = acceptedOf(first, from, to);
      }
      if (range != 0) {
        int visits = Integer.bitCount(range);
        collector.incVisitedCount(visits);
        visited += visits;
        float bound = candidates.bound(collector) - base;
        collect(first, score(block, (end - 1) / BLOCK_ROWS, bound) & range, base);
      }
      // A filter may pass nothing for a long time, in which the time limit may be reached.
      goOn = !collector.earlyTerminated();
    }
    if (!candidates.deferred()) {
      candidates.collect(collector);
    }
    return goOn;
  }

  /** Mask of the rows of a block whose scores exceed the bound. */
  private int score(int block, int last, float bound) throws IOException {
    if (block == scored) {
      int mask = 0;
      for (int i = 0; i < BLOCK_ROWS; i++) {
        mask |= scores[i] > bound ? 1 << i : 0;
      }
      return mask;
    }
    if (block < bufferFrom || block >= bufferTo) {
      int n = Math.min(bufferBlocks, last + 1 - block);
      rows.seek((long) block * layout.blockBytes());
      rows.readBytes(buffer, 0, n * layout.blockBytes());
      bufferFrom = block;
      bufferTo = block + n;
    }
    scored = block;
    return table.scan(buffer, (block - bufferFrom) * layout.blockBytes(), bound, scores);
  }

  /** Adds the rows of the mask, if they are accepted. */
  private void collect(int first, int mask, float base) throws IOException {
    for (int left = mask; left != 0; left &= left - 1) {
      int i = Integer.numberOfTrailingZeros(left);
      if (acceptedFirst || accepted == null || accepts(first + i)) {
        candidates.add(first + i, scores[i] + base);
      }
    }
  }

  private boolean accepts(int row) throws IOException {
    ordinals.seek((long) row * Integer.BYTES);
    return accepted.get(ordinals.readInt());
  }

  /** Mask of the accepted rows of a block. */
  private int acceptedOf(int first, int from, int to) throws IOException {
    ordinals.seek((long) (first + from) * Integer.BYTES);
    ordinals.readInts(blockOrdinals, from, to - from);
    int mask = 0;
    for (int i = from; i < to; i++) {
      mask |= accepted.get(blockOrdinals[i]) ? 1 << i : 0;
    }
    return mask;
  }
}
