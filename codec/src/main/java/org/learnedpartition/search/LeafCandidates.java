package org.learnedpartition.search;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.IOSupplier;
import org.apache.lucene.util.hnsw.NeighborQueue;
import org.apache.lucene.util.hnsw.RandomVectorScorer;

/**
 * Rows of one segment that may be hits by their estimates. Filled by the thread that scans the
 * segment; equal scores rank by document, as everywhere in Lucene.
 */
public final class LeafCandidates {
  /** Rows scored exactly in one call. */
  private static final int CHUNK = 32;

  /** Rows that there is room for at first. */
  private static final int FIRST = 64;

  private final Candidates shared;
  private final int docBase;
  private final KnnVectorValues values;
  private final IOSupplier<IndexInput> openOrdinals;
  private final IOSupplier<RandomVectorScorer> openScorer;
  private final ScoreScale scale;
  private final ProbePlan plan;
  private final boolean spills;
  private final HitRanks ranks;
  // Made when a row is scored: of many segments few have one.
  private IndexInput ordinals;
  private RandomVectorScorer scorer;
  private OrdinalSet seen;
  private int[] chosen;
  private float[] scores;
  private int[] rows = new int[FIRST];
  private float[] estimates = new float[FIRST];
  private long[] keys = {};
  private int size;
  private int rescored;
  // What the bound was last computed of, and the bound.
  private float boundOf = Float.NaN;
  private float bound;

  /**
   * @param shared all candidates of the query, or null if hits go to a collector
   * @param docBase the segment's first document in the index
   * @param values all vectors of the segment
   * @param ordinals of the rows, an int32 each
   * @param scorer scores vectors exactly, by ordinal
   * @param plan tells how far estimates may be trusted
   * @param spills whether some vectors have two rows
   * @param ranks takes note of the rows of a filtered query, else null
   */
  LeafCandidates(
      Candidates shared,
      int docBase,
      KnnVectorValues values,
      IOSupplier<IndexInput> ordinals,
      IOSupplier<RandomVectorScorer> scorer,
      ScoreScale scale,
      ProbePlan plan,
      boolean spills,
      HitRanks ranks) {
    this.shared = shared;
    this.docBase = docBase;
    this.values = values;
    this.openOrdinals = ordinals;
    this.openScorer = scorer;
    this.scale = scale;
    this.plan = plan;
    this.spills = spills;
    this.ranks = ranks;
  }

  /** Whether rows are kept until all segments have been scanned. */
  public boolean deferred() {
    return shared != null;
  }

  /** Whether the query has a filter, or the segment deleted documents. */
  boolean filtered() {
    return ranks != null;
  }

  /** The estimate that a row must exceed to be added now. */
  public float bound(KnnCollector collector) {
    float best = deferred() ? shared.bound() : collector.minCompetitiveSimilarity();
    if (best != boundOf) {
      bound = deferred() ? shared.kept(best, this) : least(best);
      boundOf = best;
    }
    return bound;
  }

  /** Whether there are as many hits as asked for, so that only better bins are of interest. */
  private boolean enough(KnnCollector collector) {
    // Nested fields collect parents: only their collector knows whether it is full.
    float best = deferred() ? shared.bound() : collector.minCompetitiveSimilarity();
    return best > Float.NEGATIVE_INFINITY;
  }

  /**
   * Whether a filtered scan that comes to a rank has found about all, and enough.
   *
   * @param rank beyond the planned bins
   */
  public boolean settled(int rank, KnnCollector collector) {
    return enough(collector)
        && (ranks == null || ranks.settled(rank, bound(collector), plan.miss()));
  }

  /**
   * Adds an accepted row, the first of its vector.
   *
   * @param rank of its bin
   */
  public void add(int row, float estimate, int rank) {
    addSecond(row, estimate);
    if (deferred()) {
      shared.offer(estimate);
    }
    if (ranks != null) {
      ranks.offer(estimate, rank);
    }
  }

  /**
   * Adds an accepted row, the second of its vector. It has no part in the bound, which is of the k
   * best vectors: the first rows of all but a few of those are probed, too.
   */
  public void addSecond(int row, float estimate) {
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, 2 * size);
      estimates = Arrays.copyOf(estimates, 2 * size);
    }
    rows[size] = row;
    estimates[size++] = estimate;
  }

  /** Whether to score what was added now, so that better rows are asked for. */
  public boolean many() {
    return size >= CHUNK && !deferred();
  }

  /** Scores what was added, best estimate first, while estimates may be hits. */
  public void collect(KnnCollector collector) throws IOException {
    if (size == 0) {
      return;
    }
    open();
    if (keys.length < size) {
      keys = new long[rows.length];
    }
    for (int i = 0; i < size; i++) {
      // Sorts as (falling estimate, position): negative floats order backwards as integers.
      int bits = Float.floatToIntBits(-estimates[i] + 0f);
      keys[i] = (long) (bits ^ (bits >> 31) & 0x7fffffff) << 32 | i;
    }
    Arrays.sort(keys, 0, size);
    int next = 0;
    while (next < size) {
      float least = least(collector.minCompetitiveSimilarity());
      int n = 0;
      while (n < CHUNK && next < size && estimates[(int) keys[next]] >= least) {
        int ordinal = ordinal(rows[(int) keys[next++]]);
        if (isNew(ordinal)) {
          chosen[n++] = ordinal;
        }
      }
      if (n == 0) {
        break;
      }
      scorer.bulkScore(chosen, scores, n);
      rescored += n;
      for (int i = 0; i < n; i++) {
        // Ties are offered too: the collector keeps the lower document, whatever the order of rows.
        if (scores[i] >= collector.minCompetitiveSimilarity()) {
          collector.collect(values.ordToDoc(chosen[i]), scores[i]);
        }
      }
    }
    size = 0;
  }

  private void open() throws IOException {
    if (scorer == null) {
      ordinals = openOrdinals.get();
      scorer = openScorer.get();
      seen = spills ? new OrdinalSet() : null;
      chosen = new int[CHUNK];
      scores = new float[CHUNK];
    }
  }

  /** Whether the vector was not scored before, by its other row. */
  private boolean isNew(int ordinal) {
    return seen == null || seen.add(ordinal);
  }

  private int ordinal(int row) throws IOException {
    ordinals.seek((long) row * Integer.BYTES);
    return ordinals.readInt();
  }

  /** How many rows were scored exactly. */
  int rescored() {
    return rescored;
  }

  int docBase() {
    return docBase;
  }

  /** The least estimate of a row that may reach a score. */
  float least(float score) {
    return below(scale.estimate(score), 1);
  }

  /** What is so many margins below an estimate. */
  float below(float estimate, float margins) {
    return plan.below(estimate, margins);
  }

  /** Scores the rows exactly whose estimates reach a bound, and drops them. */
  void score(float least, NeighborQueue hits) throws IOException {
    int left = 0;
    int n = 0;
    for (int i = 0; i < size; i++) {
      if (estimates[i] >= least) {
        open();
        int ordinal = ordinal(rows[i]);
        if (isNew(ordinal)) {
          chosen[n++] = ordinal;
        }
        if (n == CHUNK) {
          scoreChosen(n, hits);
          n = 0;
        }
      } else {
        rows[left] = rows[i];
        estimates[left++] = estimates[i];
      }
    }
    scoreChosen(n, hits);
    size = left;
  }

  private void scoreChosen(int n, NeighborQueue hits) throws IOException {
    if (n > 0) {
      scorer.bulkScore(chosen, scores, n);
      rescored += n;
      for (int i = 0; i < n; i++) {
        hits.insertWithOverflow(docBase + values.ordToDoc(chosen[i]), scores[i]);
      }
    }
  }
}
