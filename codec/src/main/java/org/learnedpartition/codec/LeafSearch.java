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
import org.learnedpartition.model.Encoding;
import org.learnedpartition.search.BinRun;
import org.learnedpartition.search.HitRanks;
import org.learnedpartition.search.LeafCandidates;
import org.learnedpartition.search.ProbePlan;
import org.learnedpartition.search.ProbeStrategy;

/** One query in one segment. */
final class LeafSearch {
  /** Bytes that could be read in a row in the time that a random access waits for memory. */
  private static final int RANDOM_ACCESS_BYTES = 256;

  /** Share of accepted documents below which most scores would be thrown away. */
  private static final double FEW = 0.5;

  /** How often a scan asks whether to stop, while its bins double. */
  private static final int STEPS = 16;

  private final KnnVectorValues values;
  private final AcceptDocs acceptDocs;
  private final IOFunction<KnnVectorValues, RandomVectorScorer> scorers;
  private KnnCollector collector;
  // The router's probability of the bins that were scanned, and whether these are all planned ones.
  private double mass;
  private boolean complete;

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
   * Collects the hits, or leaves them with the strategy.
   *
   * @param postings the field's postings, or null if the segment is flat
   */
  void run(Postings postings, ProbeStrategy strategy) throws IOException {
    strategy.use();
    collector = strategy.limit(collector, values.size());
    if (values.size() == 0 || collector.k() == 0 || collector.earlyTerminated()) {
      // What was not looked at counts, too.
      strategy.stats().addSegment(0, 0, values.size(), false, 0, 0);
      return;
    }
    // So few need no routing.
    ProbePlan plan =
        postings == null || acceptsFewerThan(collector.k())
            ? null
            : strategy.plan(
                postings.open(), postings.layout().encoding(), postings.spill(), collector.k());
    long start = System.nanoTime();
    long quota = plan == null || acceptDocs.bits() == null ? 0 : quota(plan, postings.bins());
    boolean exact = plan == null || acceptsFewerThan(asVectors(quota / share(), postings));
    if (share() >= FEW) {
      // Of many the planned bins have enough; deleted documents are not missed.
      quota = 0;
    }
    long scanned;
    if (exact) {
      scanned = scanAccepted();
    } else if (postings.layout().encoding() == Encoding.X1) {
      scanned = scanVectors(plan, quota, postings, strategy);
    } else {
      scanned = scanCodes(plan, quota, postings, strategy);
    }
    // A limit that is reached with the last row does not cut off anything.
    boolean done = complete || !collector.earlyTerminated();
    double reached = Math.min(1, exact ? (done ? 1 : (double) scanned / accepted()) : mass);
    double recall = exact ? reached : done ? 1 - plan.miss() : plan.recallOf(reached);
    int total = exact ? values.size() : postings.bins().rows();
    strategy.stats().addSegment(System.nanoTime() - start, scanned, total, exact, reached, recall);
  }

  private long accepted() throws IOException {
    return acceptDocs.bits() == null ? values.size() : Math.max(1, acceptDocs.cost());
  }

  /** Share of the vectors whose documents are accepted, 0 excluded … 1. */
  private double share() throws IOException {
    return acceptDocs.bits() == null
        ? 1
        : Math.clamp((double) acceptDocs.cost() / values.size(), 1.0 / values.size(), 1.0);
  }

  /**
   * How many accepted rows a scan looks at before it asks whether to stop: as many as are in the
   * planned bins, or, of a filter that goes by chance, in as many more bins as its hits lie farther
   * off.
   */
  private long quota(ProbePlan plan, BinTable bins) throws IOException {
    long rows = 0;
    for (int rank = 0; rank < plan.probes(); rank++) {
      int bin = plan.bin(rank);
      rows += bins.end(bin) - bins.start(bin);
    }
    return (long) (rows * share() * plan.probes(share()) / plan.probes());
  }

  /**
   * What a scan costs, as a number of vectors scored at random places: in bytes, to which a random
   * place adds the cache lines that it has the processor wait for.
   */
  private static long asVectors(double rows, Postings postings) {
    RowLayout layout = postings.layout();
    double rowBytes = (double) layout.blockBytes() / layout.blockRows() + Integer.BYTES;
    double vectorBytes = postings.field().getVectorDimension() * Float.BYTES + RANDOM_ACCESS_BYTES;
    double scanned = Math.min(rows, postings.bins().rows());
    return (long) (layout.encoding() == Encoding.X1 ? scanned : scanned * rowBytes / vectorBytes);
  }

  /** Whether to score each accepted document costs no more than the plan, and so misses none. */
  private boolean acceptsFewerThan(long rows) throws IOException {
    return acceptDocs.cost() <= rows && acceptDocs.bits() != null;
  }

  private long scanAccepted() throws IOException {
    BlockScorer block = new BlockScorer(scorers.apply(values), values, collector, false);
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
    complete = true;
    return block.scored();
  }

  /**
   * Scans the planned bins, then the others in the router's order while there are fewer hits than
   * asked for, or fewer accepted rows were looked at than a filter that goes by chance needs, or
   * the hits found say that there are more. How many bins were scanned does not count: those of a
   * filter that passes what is far may have hardly a row.
   */
  private long scanVectors(ProbePlan plan, long quota, Postings postings, ProbeStrategy strategy)
      throws IOException {
    BinTable bins = postings.bins();
    IndexInput ordinals = postings.ordinals();
    IndexInput rows = postings.rows();
    for (int rank = 0; rank < plan.probes(); rank++) {
      prefetch(plan.bin(rank), plan.bin(rank), postings, rows);
    }
    Bits accepted = values.getAcceptOrds(acceptDocs.bits());
    BlockScorer block =
        new BlockScorer(scorers.apply(postings.vectors(rows)), values, collector, bins.spills());
    HitRanks ranks = ranks(strategy);
    if (ranks != null) {
      block.note(ranks, strategy.scale(postings.field().getVectorSimilarityFunction()));
    }
    int next = plan.probes();
    int[] buffer = new int[BlockScorer.SIZE];
    for (int rank = 0; rank < plan.bins(); rank++) {
      if ((rank >= plan.probes() || ranks != null) && !block.flush()) {
        return block.scored();
      }
      if (rank >= next && block.scored() >= quota) {
        // Nested fields collect parents: only the collector knows whether it is full.
        if (collector.minCompetitiveSimilarity() > Float.NEGATIVE_INFINITY
            && (ranks == null || ranks.settled(rank, Float.NEGATIVE_INFINITY, plan.miss()))) {
          return block.scored();
        }
        next = rank + rank / STEPS + 1;
      }
      mass += rank == 0 ? 0 : plan.mass(rank - 1, rank);
      complete |= rank >= plan.probes();
      block.rank(rank);
      int end = bins.end(plan.bin(rank));
      for (int row = bins.start(plan.bin(rank)); row < end; row += buffer.length) {
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
    mass = 1;
    complete = true;
    return block.scored();
  }

  /** The same with codes, which tell the rows to score exactly. */
  private long scanCodes(ProbePlan plan, long quota, Postings postings, ProbeStrategy strategy)
      throws IOException {
    IndexInput rows = postings.rows();
    for (BinRun run : plan.runs()) {
      prefetch(run.first(), run.last(), postings, rows);
    }
    Bits accepted = values.getAcceptOrds(acceptDocs.bits());
    boolean few = accepted != null && share() < FEW;
    LeafCandidates candidates =
        strategy.candidates(
            plan,
            postings.field().getVectorSimilarityFunction(),
            values,
            postings::ordinals,
            () -> scorers.apply(values),
            postings.bins().spills(),
            ranks(strategy));
    byte[] buffer = strategy.buffer(plan.table().readBlocks() * postings.layout().blockBytes());
    CodeScan scan =
        new CodeScan(postings, rows, buffer, plan.table(), accepted, few, collector, candidates);
    scan(scan, plan, quota, strategy, candidates);
    strategy.release(buffer);
    return scan.visited();
  }

  private void scan(
      CodeScan scan, ProbePlan plan, long quota, ProbeStrategy strategy, LeafCandidates candidates)
      throws IOException {
    if (strategy.limited()) {
      for (int rank = 0; rank < plan.probes(); rank++) {
        if (!scan.scan(plan.run(rank))) {
          return;
        }
        mass += plan.mass(rank, rank + 1);
      }
    } else {
      for (int i = 0; i < plan.runs().size(); i++) {
        if (!scan.scan(plan.runs().get(i))) {
          mass = plan.mass(plan.runs().subList(0, i));
          return;
        }
      }
    }
    mass = plan.mass();
    complete = true;
    int next = plan.probes();
    for (int rank = next; rank < plan.bins(); rank++) {
      if (rank >= next && scan.visited() >= quota) {
        if (candidates.settled(rank, collector)) {
          break;
        }
        next = rank + rank / STEPS + 1;
      }
      if (!scan.scan(plan.run(rank))) {
        break;
      }
      mass += plan.mass(rank, rank + 1);
    }
  }

  /** Where the hits of a filter were found; null if all documents may be hits. */
  private HitRanks ranks(ProbeStrategy strategy) throws IOException {
    return acceptDocs.bits() == null || !strategy.filtered()
        ? null
        : strategy.ranks(collector.k(), acceptDocs.cost());
  }

  /** Rows are read in one go: asks for those of some bins before the first is needed. */
  private static void prefetch(int firstBin, int lastBin, Postings postings, IndexInput rows)
      throws IOException {
    RowLayout layout = postings.layout();
    int first = postings.bins().start(firstBin) / layout.blockRows();
    int blocks = layout.blocks(postings.bins().end(lastBin)) - first;
    if (blocks > 0) {
      rows.prefetch((long) first * layout.blockBytes(), (long) blocks * layout.blockBytes());
    }
  }
}
