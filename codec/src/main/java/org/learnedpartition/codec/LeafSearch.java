package org.learnedpartition.codec;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.ConjunctionUtils;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.IOFunction;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.learnedpartition.model.RankedBins;
import org.learnedpartition.search.ProbePlan;
import org.learnedpartition.search.ProbeStrategy;

/** One query in one segment. */
final class LeafSearch {
  private final KnnVectorValues values;
  private final KnnCollector collector;
  private final AcceptDocs acceptDocs;
  private final IOFunction<KnnVectorValues, RandomVectorScorer> scorers;

  /**
   * @param values all vectors of the field, by ordinal
   * @param scorers makes a scorer of the query over vectors
   */
  LeafSearch(
      KnnVectorValues values,
      KnnCollector collector,
      AcceptDocs acceptDocs,
      IOFunction<KnnVectorValues, RandomVectorScorer> scorers) {
    this.values = values;
    this.collector = collector;
    this.acceptDocs = acceptDocs;
    this.scorers = scorers;
  }

  /**
   * Collects the hits.
   *
   * @param postings the field's postings, or null if the segment is flat
   */
  void run(Postings postings, ProbeStrategy strategy) throws IOException {
    if (values.size() == 0 || collector.k() == 0 || collector.earlyTerminated()) {
      return;
    }
    ProbePlan plan = postings == null ? null : strategy.plan(postings.open());
    boolean exact = plan == null || acceptsFewerThan(planned(plan, postings.bins()));
    long scanned = exact ? scanAccepted() : scanBins(plan, postings);
    strategy.stats().addSegment(scanned, values.size(), exact);
  }

  /** Rows of the bins that the plan probes. */
  private static long planned(ProbePlan plan, BinTable bins) {
    long rows = 0;
    for (int rank = 0; rank < plan.probes(); rank++) {
      int bin = plan.ranked().bin(rank);
      rows += bins.end(bin) - bins.start(bin);
    }
    return rows;
  }

  /** Whether to score each accepted document costs no more than the plan, and so misses none. */
  private boolean acceptsFewerThan(long rows) throws IOException {
    return acceptDocs.cost() <= rows && acceptDocs.bits() != null;
  }

  private long scanAccepted() throws IOException {
    BlockScorer block = new BlockScorer(scorers.apply(values), values, collector);
    if (acceptDocs.bits() == null) {
      for (int ordinal = 0; ordinal < values.size(); ordinal++) {
        if (!block.add(ordinal, ordinal)) {
          return block.scored();
        }
      }
    } else {
      KnnVectorValues.DocIndexIterator vectors = values.iterator();
      DocIdSetIterator accepted =
          ConjunctionUtils.intersectIterators(List.of(acceptDocs.iterator(), vectors));
      while (accepted.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
        if (!block.add(vectors.index(), vectors.index())) {
          return block.scored();
        }
      }
    }
    block.flush();
    return block.scored();
  }

  /**
   * Scans the planned bins, then the others in the router's order while there are fewer hits than
   * asked for, be it because of a filter, of deletes or of a segment with few rows in these bins.
   */
  private long scanBins(ProbePlan plan, Postings postings) throws IOException {
    BinTable bins = postings.bins();
    RankedBins ranked = plan.ranked();
    IndexInput ordinals = postings.ordinals();
    IndexInput rows = postings.rows();
    prefetch(plan, postings, rows);
    Bits accepted = values.getAcceptOrds(acceptDocs.bits());
    BlockScorer block = new BlockScorer(scorers.apply(postings.vectors(rows)), values, collector);
    int[] buffer = new int[BlockScorer.SIZE];
    for (int rank = 0; rank < ranked.size(); rank++) {
      if (rank >= plan.probes()
          && (!block.flush()
              // Nested fields collect parents: only the collector knows whether it is full.
              || collector.minCompetitiveSimilarity() > Float.NEGATIVE_INFINITY)) {
        return block.scored();
      }
      int bin = ranked.bin(rank);
      int end = bins.end(bin);
      for (int row = bins.start(bin); row < end; row += buffer.length) {
        int n = Math.min(buffer.length, end - row);
        ordinals.seek((long) row * Integer.BYTES);
        ordinals.readInts(buffer, 0, n);
        for (int i = 0; i < n; i++) {
          if ((accepted == null || accepted.get(buffer[i])) && !block.add(row + i, buffer[i])) {
            return block.scored();
          }
        }
        // A filter may pass nothing for a long time, in which the time limit may be reached.
        if (accepted != null && collector.earlyTerminated()) {
          return block.scored();
        }
      }
    }
    block.flush();
    return block.scored();
  }

  /** Rows of a bin are read in one go: asks for them before the first is needed. */
  private static void prefetch(ProbePlan plan, Postings postings, IndexInput rows)
      throws IOException {
    long rowBytes = Postings.rowBytes(postings.field());
    for (int rank = 0; rank < plan.probes(); rank++) {
      int bin = plan.ranked().bin(rank);
      int start = postings.bins().start(bin);
      int size = postings.bins().end(bin) - start;
      if (size > 0) {
        rows.prefetch(start * rowBytes, size * rowBytes);
      }
    }
  }
}
