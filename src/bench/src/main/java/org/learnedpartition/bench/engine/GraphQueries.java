package org.learnedpartition.bench.engine;

import java.io.IOException;
import java.util.Map;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.RescoreTopNQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.knn.KnnCollectorManager;

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
      Counting search = new Counting(query, Math.max(k, candidates), filter);
      Query asked =
          rescoredBytes == 0
              ? search
              : RescoreTopNQuery.createFullPrecisionRescorerQuery(
                  search, query, LuceneEngine.VECTOR, k);
      take(searcher.search(asked, k), hits);
      long rescored = rescoredBytes == 0 ? 0 : search.collected;
      hits.visited = search.visited + rescored;
      hits.visitedBytes = search.visited * codeBytes + rescored * rescoredBytes;
      hits.phases = null;
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

  /** Adds up what was visited, whichever way and however often Lucene searches a segment. */
  private static final class Counting extends KnnFloatVectorQuery {
    private long visited;
    private int collected;

    private Counting(float[] target, int k, Query filter) {
      super(LuceneEngine.VECTOR, target, k, filter);
    }

    @Override
    protected TopDocs approximateSearch(
        LeafReaderContext leaf, AcceptDocs accepted, int limit, KnnCollectorManager collectors)
        throws IOException {
      TopDocs found = super.approximateSearch(leaf, accepted, limit, collectors);
      visited += found.totalHits.value();
      return found;
    }

    @Override
    protected TopDocs exactSearch(
        LeafReaderContext leaf, DocIdSetIterator accepted, QueryTimeout timeout)
        throws IOException {
      visited += accepted.cost();
      return super.exactSearch(leaf, accepted, timeout);
    }

    @Override
    protected TopDocs mergeLeafResults(TopDocs[] leaves) {
      TopDocs merged = super.mergeLeafResults(leaves);
      collected = merged.scoreDocs.length;
      return merged;
    }
  }
}
