package org.learnedpartition.bench.engine;

import java.util.Map;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.learnedpartition.search.LearnedPartitionFloatQuery;
import org.learnedpartition.search.ProbeParameters;
import org.learnedpartition.search.ProbeStats;
import org.learnedpartition.search.ProbedQuery;

/**
 * Probes bins of the learned partition.
 *
 * @param rowBytes that scanning a row reads
 * @param vectorBytes that scoring it exactly reads
 */
record ProbeQueries(double rowBytes, long vectorBytes) implements LuceneQueries {
  /** Bins to probe, the same for all queries; 0 for as many as reach the recall target. */
  static final String PROBES = "probes";

  /** Recall to aim at by the model's calibration, 0 for the default. */
  static final String RECALL_TARGET = "recall_target";

  @Override
  public OpenIndex.Search search(
      LuceneIndex index, Map<String, Object> parameters, RowQuery filter) {
    ProbeParameters probes = probes(parameters);
    IndexSearcher searcher = index.searcher();
    return (query, k, hits) -> {
      // Rewritten here and not by the search, because the rewritten query tells the cost.
      Query rewritten =
          searcher.rewrite(
              new LearnedPartitionFloatQuery(LuceneEngine.VECTOR, query, k, filter, probes));
      GraphQueries.take(searcher.search(rewritten, k), hits);
      if (rewritten instanceof ProbedQuery probed) {
        ProbeStats stats = probed.stats();
        hits.visited = stats.rowsScanned() + stats.rowsRescored();
        hits.visitedBytes =
            (long) (stats.rowsScanned() * rowBytes) + stats.rowsRescored() * vectorBytes;
        hits.phases =
            new Phases(
                stats.routerNanos(), stats.tableNanos(), stats.scanNanos(), stats.rescoreNanos());
      } else if (rewritten instanceof MatchNoDocsQuery) {
        hits.visited = 0;
        hits.visitedBytes = 0;
        hits.phases = Phases.NONE;
      } else {
        throw new IllegalStateException("the search became " + rewritten);
      }
    };
  }

  static ProbeParameters probes(Map<String, Object> parameters) {
    Parameters given = new Parameters("a search", parameters);
    int probes = given.integer(PROBES, 0, 0, ProbeParameters.MAX_PROBES);
    double recall = given.number(RECALL_TARGET, 0, 0, Math.nextDown(1.0));
    given.end();
    return new ProbeParameters(probes).withRecallTarget(recall);
  }
}
