package org.learnedpartition.codec;

import java.io.IOException;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.Bits;
import org.learnedpartition.search.BinRun;
import org.learnedpartition.search.LeafCandidates;
import org.learnedpartition.vector.QueryTable;

/** Scans coded rows of one segment, bins that lie side by side in one go. */
final class CodeScan {
  private static final int BLOCK_ROWS = QueryTable.BLOCK_ROWS;

  private final BinTable bins;
  private final RowLayout layout;
  private final IndexInput rows;
  private final QueryTable table;
  private final Bits accepted;
  private final IndexInput ordinals;
  private final boolean acceptedFirst;
  private final KnnCollector collector;
  private final LeafCandidates candidates;

  private final byte[] buffer;
  private final int bufferBlocks;
  private final long limit;
  private final float[] scores = new float[2 * BLOCK_ROWS];
  private final int[] blockOrdinals = new int[2 * BLOCK_ROWS];
  private int bufferFrom;
  private int bufferTo;
  private int bin;
  private long visited;

  /**
   * @param rows of the postings
   * @param buffer has room for the blocks that the table reads at a time
   * @param accepted ordinals that may be hits, or null for all
   * @param acceptedFirst whether few are accepted, so that rows are looked at before they are
   *     scored
   */
  CodeScan(
      Postings postings,
      IndexInput rows,
      byte[] buffer,
      QueryTable table,
      Bits accepted,
      boolean acceptedFirst,
      KnnCollector collector,
      LeafCandidates candidates)
      throws IOException {
    this.bins = postings.bins();
    this.layout = postings.layout();
    this.rows = rows;
    this.table = table;
    this.accepted = accepted;
    this.ordinals = accepted == null ? null : postings.ordinals();
    this.acceptedFirst = acceptedFirst;
    this.collector = collector;
    this.candidates = candidates;
    this.bufferBlocks = table.readBlocks();
    this.buffer = buffer;
    long left = collector.visitLimit() - collector.visitedCount();
    // No limit is meant for more visits than there are vectors.
    this.limit = left <= bins.vectors() ? left : Long.MAX_VALUE;
  }

  /** Rows that were scored and, where they were looked at before, accepted. */
  long visited() {
    return visited;
  }

  /**
   * Scans the bins of a run.
   *
   * @return whether the search goes on
   */
  boolean scan(BinRun run) throws IOException {
    int start = bins.start(run.first());
    int end = bins.end(run.last());
    int lastBlock = (end - 1) / BLOCK_ROWS;
    boolean goOn = true;
    bin = run.first();
    for (int block = start / BLOCK_ROWS, n; goOn && block * BLOCK_ROWS < end; block += n) {
      n = block < lastBlock ? 2 : 1;
      int first = block * BLOCK_ROWS;
      int from = Math.max(0, start - first);
      int to = Math.min(n * BLOCK_ROWS, end - first);
      int range = acceptedFirst ? acceptedOf(first, from, to) : -1 << from & -1 >>> -to;
      if (range != 0) {
        int visits = Integer.bitCount(range);
        if (visits > limit - visited) {
          range = first(range, (int) (limit - visited));
          visits = Integer.bitCount(range);
        }
        collector.incVisitedCount(Math.clamp(bins.vectors() - visited, 0, visits));
        visited += visits;
        float bound = bound() - most(run, first + from, first + to);
        add(run, first, range & above(block, n, lastBlock, bound));
        if (candidates.many()) {
          candidates.collect(collector);
        }
      }
      // A filter may pass nothing for a long time, in which the time limit may be reached.
      goOn = !collector.earlyTerminated();
    }
    if (!candidates.deferred()) {
      candidates.collect(collector);
    }
    return goOn;
  }

  /** The first rows of a mask. */
  private static int first(int mask, int rows) {
    int first = mask;
    for (int more = Integer.bitCount(mask) - rows; more > 0; more--) {
      first &= ~Integer.highestOneBit(first);
    }
    return first;
  }

  /** The greatest base of the rows' bins. */
  private float most(BinRun run, int from, int to) {
    while (bins.end(bin) <= from) {
      bin++;
    }
    float most = run.base(bin);
    for (int next = bin + 1; bins.start(next) < to; next++) {
      most = Math.max(most, run.base(next));
    }
    return most;
  }

  /** The estimate that a row must exceed. */
  private float bound() {
    return candidates.bound(collector);
  }

  /**
   * Scores one block or two.
   *
   * @param last block that is needed soon
   * @return mask of the rows whose scores exceed the bound
   */
  private int above(int block, int n, int last, float bound) throws IOException {
    if (block < bufferFrom || block + n > bufferTo) {
      int reads = Math.min(bufferBlocks, last + 1 - block);
      rows.seek((long) block * layout.blockBytes());
      rows.readBytes(buffer, 0, reads * layout.blockBytes());
      bufferFrom = block;
      bufferTo = block + reads;
    }
    int offset = (block - bufferFrom) * layout.blockBytes();
    return n == 1
        ? table.scan(buffer, offset, bound, scores)
        : table.scanTwo(buffer, offset, bound, scores);
  }

  /** Adds the rows of the mask whose estimates exceed the bound, if they are accepted. */
  private void add(BinRun run, int first, int mask) throws IOException {
    int bin = this.bin;
    for (int left = mask; left != 0; left &= left - 1) {
      int i = Integer.numberOfTrailingZeros(left);
      while (first + i >= bins.end(bin)) {
        bin++;
      }
      float estimate = scores[i] + run.base(bin);
      if (estimate > bound() && (acceptedFirst || accepted == null || accepts(first + i))) {
        if (first + i < bins.seconds(bin)) {
          candidates.add(first + i, estimate, run.rank(bin));
        } else {
          candidates.addSecond(first + i, estimate);
        }
      }
    }
  }

  private boolean accepts(int row) throws IOException {
    ordinals.seek((long) row * Integer.BYTES);
    return accepted.get(ordinals.readInt());
  }

  /** Mask of the accepted rows of one block or two. */
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
