package org.learnedpartition.bench.report;

import java.util.List;

/**
 * A format in a {@link Comparison}.
 *
 * @param rounds whole ones
 * @param bestRecall highest that was measured
 * @param minHits fewest hits of a query, over all settings
 * @param indexSeconds time to index, merging left out
 * @param mergeSeconds time to merge to the setup's segments
 * @param docsPerSecond vectors indexed a second, merging left out
 * @param at by rising recall
 */
public record FormatResult(
    String format,
    int rounds,
    double bestRecall,
    Integer minHits,
    Double indexSeconds,
    Double mergeSeconds,
    Double docsPerSecond,
    Long indexBytes,
    Long heapBytes,
    List<AtRecall> at) {

  /**
   * Vectors a second from the first document to the merged index; null if that was not measured.
   *
   * @param n vectors of the index
   */
  Double builtPerSecond(int n) {
    return indexSeconds == null
        ? null
        : (Double) (n / (indexSeconds + (mergeSeconds == null ? 0 : mergeSeconds)));
  }

  /** What it costs at a recall. */
  AtRecall at(double recall) {
    return at.stream()
        .filter(each -> each.recall() == recall)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("recall " + recall + " was not asked for"));
  }
}
