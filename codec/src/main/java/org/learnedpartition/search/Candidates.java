package org.learnedpartition.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.util.hnsw.FloatHeap;
import org.apache.lucene.util.hnsw.NeighborQueue;

/**
 * Rows of all segments whose estimates say that they may be hits, and the exact scores of the best.
 *
 * <p>A hit's estimate falls short of its score by no more than the model's margin m, with the
 * probability that m is for; and the k-th best of all estimates, errors of both signs among the
 * best being what they are, is above the k-th best score by a part of m. So no hit's estimate is
 * further below the k-th best estimate than {@value #KEPT} margins: no other rows are kept. When
 * all segments are scanned, the rows near the k-th best estimate are scored exactly, and then all
 * whose estimates are not below the k-th best score so far by more than m. So which rows are scored
 * depends on the estimates alone, not on how they are spread over segments and threads.
 *
 * <p>Where the query says how many rows are to be scored, those are the ones of the best estimates,
 * and no margin counts.
 */
public final class Candidates {
  /** Margins below the k-th best estimate at which rows are dropped. */
  private static final float KEPT = 1.5f;

  /**
   * The same of a filtered query. Among many rows that are about as far as the hits, which a filter
   * may leave, the best estimates are far above the scores: 1.5 margins lost a tenth of the hits of
   * filters that pass the farthest documents. What is scored exactly is as little as elsewhere
   * where the hits are near.
   */
  private static final float KEPT_OF_FILTERED = 3;

  /** Margins below the k-th best estimate to which rows are scored first. */
  private static final float FIRST = 0.5f;

  private final int k;
  private final boolean oversampled;
  private final int wanted;
  private final FloatHeap best;
  private HitRanks ranks;
  private final List<LeafCandidates> leaves = new ArrayList<>();
  private volatile float bound = Float.NEGATIVE_INFINITY;
  private int rescored;

  /**
   * @param oversampleFactor rows to score exactly for each hit, ≥ 1; 0 for those within margins
   */
  Candidates(int k, double oversampleFactor) {
    this.k = k;
    this.oversampled = oversampleFactor > 0;
    this.wanted = (int) Math.ceil(Math.max(1, oversampleFactor) * k);
    this.best = new FloatHeap(wanted);
  }

  /** Where the hits of a filtered query were found. */
  synchronized HitRanks ranks() {
    if (ranks == null) {
      ranks = new HitRanks(k);
    }
    return ranks;
  }

  /** The k-th best estimate so far, or that of the last row to be scored exactly. */
  float bound() {
    return bound;
  }

  /**
   * The estimate that a row must exceed to be kept.
   *
   * @param best the bound, which the caller took note of
   */
  float kept(float best, LeafCandidates leaf) {
    // Of equal estimates all are kept: the documents decide.
    return oversampled ? Math.nextDown(best) : leaf.below(best, margins(leaf));
  }

  private static float margins(LeafCandidates leaf) {
    return leaf.filtered() ? KEPT_OF_FILTERED : KEPT;
  }

  /** Takes note of an accepted row's estimate. */
  void offer(float estimate) {
    if (estimate > bound) {
      synchronized (this) {
        best.offer(estimate);
        if (best.size() == wanted) {
          bound = best.peek();
        }
      }
    }
  }

  synchronized void add(LeafCandidates leaf) {
    leaves.add(leaf);
  }

  /** How many rows were scored exactly. */
  int rescored() {
    return rescored;
  }

  /**
   * Scores the best rows exactly, when all segments have been scanned.
   *
   * @param exact hits of segments that were scored exactly
   * @return the k best of all
   */
  TopDocs rescore(TopDocs exact) throws IOException {
    if (leaves.isEmpty()) {
      return exact;
    }
    // Threads add their segments in any order, but equal scores rank by document.
    leaves.sort(Comparator.comparingInt(LeafCandidates::docBase));
    NeighborQueue hits = new NeighborQueue(k, false);
    for (ScoreDoc hit : exact.scoreDocs) {
      hits.insertWithOverflow(hit.doc, hit.score);
    }
    for (LeafCandidates leaf : leaves) {
      leaf.score(oversampled ? bound : leaf.below(bound, FIRST), hits);
    }
    float score = hits.size() < k ? Float.NEGATIVE_INFINITY : hits.topScore();
    for (LeafCandidates leaf : leaves) {
      if (!oversampled) {
        // Segments have rows below what is kept, too, of the time before there were better ones.
        leaf.score(Math.max(leaf.least(score), leaf.below(bound, margins(leaf))), hits);
      }
      rescored += leaf.rescored();
    }
    ScoreDoc[] found = new ScoreDoc[hits.size()];
    for (int i = found.length - 1; i >= 0; i--) {
      float worst = hits.topScore();
      found[i] = new ScoreDoc(hits.pop(), worst);
    }
    return new TopDocs(exact.totalHits, found);
  }
}
