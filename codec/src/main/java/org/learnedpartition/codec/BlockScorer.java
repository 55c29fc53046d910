package org.learnedpartition.codec;

import java.io.IOException;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.learnedpartition.search.HitRanks;
import org.learnedpartition.search.OrdinalSet;
import org.learnedpartition.search.ScoreScale;

/** Scores vectors in blocks and hands the competitive ones to the collector. */
final class BlockScorer {
  /** Vectors scored between two looks at the visit limit; Lucene's own tests allow so many. */
  static final int SIZE = 64;

  private final RandomVectorScorer scorer;
  private final KnnVectorValues values;
  private final KnnCollector collector;
  // The vectors that were collected, where some have two rows; else null.
  private final OrdinalSet seen;
  private final int[] nodes = new int[SIZE];
  private final int[] ordinals = new int[SIZE];
  private final float[] scores = new float[SIZE];
  private HitRanks ranks;
  private ScoreScale scale;
  private int rank;
  private int pending;
  private long scored;

  /**
   * @param scorer scores nodes
   * @param values knows the document of an ordinal
   * @param spills whether some vectors have two rows
   */
  BlockScorer(
      RandomVectorScorer scorer, KnnVectorValues values, KnnCollector collector, boolean spills) {
    this.scorer = scorer;
    this.values = values;
    this.collector = collector;
    this.seen = spills ? new OrdinalSet() : null;
  }

  /** Has it take note of the ranks of the bins that good rows are in. */
  void note(HitRanks ranks, ScoreScale scale) {
    this.ranks = ranks;
    this.scale = scale;
  }

  /** Says the rank of the bin that rows are added of; what was added before is to be scored. */
  void rank(int rank) {
    this.rank = rank;
  }

  /**
   * Adds a vector, and scores the block if it is full: where the vectors come to a multiple of its
   * size, also if some were scored before. So a limit is exceeded by less than a block.
   *
   * @return whether the search goes on
   */
  boolean add(int node, int ordinal) throws IOException {
    nodes[pending] = node;
    ordinals[pending++] = ordinal;
    return (scored + pending) % SIZE != 0 || flush();
  }

  /**
   * Scores what was added.
   *
   * @return whether the search goes on
   */
  boolean flush() throws IOException {
    if (pending > 0) {
      // No limit is meant for more visits than there are vectors.
      collector.incVisitedCount(Math.clamp(values.size() - scored, 0, pending));
      float best = scorer.bulkScore(nodes, scores, pending);
      // Ties are offered too: the collector keeps the lower document, whatever the order of rows.
      if (best >= collector.minCompetitiveSimilarity()) {
        for (int i = 0; i < pending; i++) {
          if (scores[i] >= collector.minCompetitiveSimilarity()
              && (seen == null || seen.add(ordinals[i]))) {
            collector.collect(values.ordToDoc(ordinals[i]), scores[i]);
          }
        }
      }
      if (ranks != null) {
        for (int i = 0; i < pending; i++) {
          ranks.offer(scale.estimate(scores[i]), rank);
        }
      }
      scored += pending;
      pending = 0;
    }
    return !collector.earlyTerminated();
  }

  /** How many nodes were scored. */
  long scored() {
    return scored;
  }
}
