package org.learnedpartition.bench.engine;

import java.io.IOException;
import java.util.Map;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.RescoreTopNQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;

/**
 * Asks an index of Lucene's own formats for more candidates than hits; those of quantized formats
 * are scored again in full precision.
 *
 * @param codeBytes that scoring one candidate reads
 * @param rescoredBytes that scoring it again reads, or 0 where codes are the vectors
 */
record GraphQueries(long codeBytes, long rescoredBytes) implements LuceneQueries {
  /** The search's parameter: how many candidates each search collects, k at least. */
  static final String CANDIDATES = "candidates";

  private static final int USUAL_CANDIDATES = 100;
  private static final int MAX_CANDIDATES = 10_000;

  @Override
  public OpenIndex.Search search(
      LuceneIndex index, Map<String, Object> parameters, RowQuery filter) {
    int candidates = candidates(parameters);
    IndexSearcher searcher = index.searcher();
    return (query, k, hits) -> {
      int collected = Math.max(k, candidates);
      Counting search = new Counting(query, collected, filter);
      Query asked =
          rescoredBytes == 0
              ? search
              : RescoreTopNQuery.createFullPrecisionRescorerQuery(
                  search, query, LuceneEngine.VECTOR, k);
      take(searcher.search(asked, k), hits);
      hits.visited = search.visited;
      hits.visitedBytes = search.visited * codeBytes + collected * rescoredBytes;
      hits.routerNanos = -1;
    };
  }

  static int candidates(Map<String, Object> parameters) {
    Parameters given = new Parameters("a search", parameters);
    int candidates = given.integer(CANDIDATES, USUAL_CANDIDATES, 1, MAX_CANDIDATES);
    given.end();
    return candidates;
  }

  static void take(TopDocs found, Hits hits) {
    hits.count = found.scoreDocs.length;
    int i = 0;
    for (ScoreDoc hit : found.scoreDocs) {
      hits.ids[i++] = hit.doc;
    }
  }

  /** Adds up what the segments visited. */
  private static final class Counting extends KnnFloatVectorQuery {
    private long visited;

    private Counting(float[] target, int k, Query filter) {
      super(LuceneEngine.VECTOR, target, k, filter);
    }

    @Override
    protected TopDocs mergeLeafResults(TopDocs[] leaves) {
      for (TopDocs leaf : leaves) {
        visited += leaf.totalHits.value();
      }
      return super.mergeLeafResults(leaves);
    }

    @Override
    public Query rewrite(IndexSearcher searcher) throws IOException {
      visited = 0;
      return super.rewrite(searcher);
    }
  }
}
