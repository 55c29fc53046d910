package org.learnedpartition.bench.report;

import java.util.List;

/**
 * A format in a {@link Comparison}.
 *
 * @param rounds whole ones
 * @param bestRecall highest that was measured
 * @param minHits fewest hits of a query, over all settings
 * @param indexCpuSeconds processor time to index, merging left out
 * @param mergeCpuSeconds processor time to merge to the setup's segments
 * @param at by rising recall
 */
public record FormatResult(
    String format,
    int rounds,
    double bestRecall,
    Integer minHits,
    Double indexCpuSeconds,
    Double mergeCpuSeconds,
    Long indexBytes,
    Long heapBytes,
    List<AtRecall> at) {

  /**
   * Vectors a second of processor time from the first document to the merged index; null if that
   * was not measured. An index may have been built at any time, beside anything, so that the clock
   * says nothing of it.
   *
   * @param n vectors of the index
   */
  Double builtPerCpuSecond(int n) {
    return builtPerSecond(n, indexCpuSeconds, mergeCpuSeconds);
  }

  /**
   * Vectors a second from the first document to the merged index; null if that was not measured.
   *
   * @param n vectors of the index
   */
  static Double builtPerSecond(int n, Double indexSeconds, Double mergeSeconds) {
    if (indexSeconds == null) {
      return null;
    }
    return n / (indexSeconds + (mergeSeconds == null ? 0 : mergeSeconds));
  }

  /** What it costs at a recall. */
  AtRecall at(double recall) {
    return at.stream()
        .filter(each -> each.recall() == recall)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("recall " + recall + " was not asked for"));
  }
}
