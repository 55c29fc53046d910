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
 * further below the k-th best estimate than {@link #KEPT} margins: no other rows are kept. When all
 * segments are scanned, the rows near the k-th best estimate are scored exactly, and then all whose
 * estimates are not below the k-th best score so far by more than m. So which rows are scored
 * depends on the estimates alone, not on how they are spread over segments and threads.
 */
public final class Candidates {
  /** Margins below the k-th best estimate at which rows are dropped. */
  static final float KEPT = 1.5f;

  /** Margins below the k-th best estimate to which rows are scored first. */
  private static final float FIRST = 0.5f;

  private final int k;
  private final FloatHeap best;
  private final List<LeafCandidates> leaves = new ArrayList<>();
  private volatile float bound = Float.NEGATIVE_INFINITY;
  private int rescored;

  Candidates(int k) {
    this.k = k;
    this.best = new FloatHeap(k);
  }

  /** The k-th best estimate so far. */
  float bound() {
    return bound;
  }

  /** Takes note of an accepted row's estimate. */
  void offer(float estimate) {
    if (estimate > bound) {
      synchronized (this) {
        best.offer(estimate);
        if (best.size() == k) {
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
      leaf.score(leaf.below(bound, FIRST), hits);
    }
    float score = hits.size() < k ? Float.NEGATIVE_INFINITY : hits.topScore();
    for (LeafCandidates leaf : leaves) {
      // Segments have rows below what is kept, too, of the time before there were better ones.
      leaf.score(Math.max(leaf.least(score), leaf.below(bound, KEPT)), hits);
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
