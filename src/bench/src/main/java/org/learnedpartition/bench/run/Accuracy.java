package org.learnedpartition.bench.run;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.learnedpartition.bench.engine.Hits;

/**
 * What a setting finds, and what it visits: the same in each round.
 *
 * @param recall share of the exact k nearest that were found; a query with fewer than k of them
 *     counts by those it has
 * @param visited vectors or codes scored, mean of a query; null if the engine does not tell
 * @param visitedBytes bytes of them; null if the engine does not tell
 * @param minHits fewest hits of a query
 */
record Accuracy(double recall, Double visited, Double visitedBytes, int minHits) {
  /**
   * Asks each query once.
   *
   * @param truth rows of the nearest vectors that may be hits, nearest first; k or more where there
   *     are so many
   */
  static Accuracy of(Setting setting, float[][] queries, int[][] truth, int k) throws IOException {
    Hits hits = new Hits(k);
    Searches searches = new Searches(setting, queries.length);
    long found = 0;
    long wanted = 0;
    long visited = 0;
    long bytes = 0;
    int fewest = k;
    for (int q = 0; q < queries.length; q++) {
      searches.find(queries, q, k, hits);
      Set<Integer> exact = new HashSet<>();
      for (int i = 0; i < Math.min(k, truth[q].length); i++) {
        exact.add(truth[q][i]);
      }
      wanted += exact.size();
      for (int i = 0; i < hits.count; i++) {
        found += exact.remove(setting.index().row(hits.ids[i])) ? 1 : 0;
      }
      fewest = Math.min(fewest, hits.count);
      visited = hits.visited < 0 || visited < 0 ? -1 : visited + hits.visited;
      bytes = hits.visitedBytes < 0 || bytes < 0 ? -1 : bytes + hits.visitedBytes;
    }
    return new Accuracy(
        wanted == 0 ? 1 : (double) found / wanted,
        visited < 0 ? null : (double) visited / queries.length,
        bytes < 0 ? null : (double) bytes / queries.length,
        fewest);
  }
}
