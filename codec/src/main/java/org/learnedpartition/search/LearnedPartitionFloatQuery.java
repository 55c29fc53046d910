package org.learnedpartition.search;

import java.io.IOException;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TaskExecutor;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.knn.KnnCollectorManager;

/**
 * The k nearest documents of a vector in a field of the learned partition format; other formats are
 * searched as by {@link KnnFloatVectorQuery}. The vector is routed once for each partition model.
 *
 * <p>{@link #rewrite} searches and returns a {@link ProbedQuery}, which matches the hits and tells
 * what the search did. Each rewrite searches anew, so a query may be kept and used again.
 */
public final class LearnedPartitionFloatQuery extends KnnFloatVectorQuery {
  private final ProbeParameters parameters;

  /**
   * @param field name of a float vector field
   * @param target query vector: finite components, as many as the field's vectors have
   * @param k number of hits, ≥ 1
   * @param filter which documents may be hits, or null for all
   * @param parameters how many bins are probed
   * @throws IllegalArgumentException if k or a component is out of range
   */
  public LearnedPartitionFloatQuery(
      String field, float[] target, int k, Query filter, ProbeParameters parameters) {
    super(field, target, k, filter, new ProbeStrategy(target, parameters));
    this.parameters = parameters;
  }

  public ProbeParameters parameters() {
    return parameters;
  }

  @Override
  public Query rewrite(IndexSearcher searcher) throws IOException {
    ProbeStrategy strategy = new ProbeStrategy(target, parameters);
    Query hits = new Search(field, target, k, filter, strategy).rewrite(shared(searcher));
    return hits instanceof MatchNoDocsQuery
        ? hits
        : new ProbedQuery(hits, field, k, strategy.stats());
  }

  /**
   * The same searcher without what a subclass does to weights. Leaves are searched by several
   * threads and share the filter's weight, but one that OpenSearch profiles belongs to one thread.
   */
  private static IndexSearcher shared(IndexSearcher searcher) {
    IndexSearcher shared =
        new IndexSearcher(searcher.getTopReaderContext()) {
          @Override
          public TaskExecutor getTaskExecutor() {
            return searcher.getTaskExecutor();
          }
        };
    shared.setSimilarity(searcher.getSimilarity());
    shared.setQueryCache(searcher.getQueryCache());
    shared.setQueryCachingPolicy(searcher.getQueryCachingPolicy());
    shared.setTimeout(searcher.getTimeout());
    return shared;
  }

  @Override
  public String toString(String defaultField) {
    return "learned_knn[field="
        + field
        + ", k="
        + k
        + ", probes="
        + (parameters.probes() == 0 ? "calibrated" : parameters.probes())
        + (filter == null ? "" : ", filter=" + filter.toString(defaultField))
        + "]";
  }

  /** One run of the query, with a strategy of its own. */
  private static final class Search extends KnnFloatVectorQuery {
    private final ProbeStrategy strategy;

    Search(String field, float[] target, int k, Query filter, ProbeStrategy strategy) {
      super(field, target, k, filter, strategy);
      this.strategy = strategy;
    }

    @Override
    protected KnnCollectorManager getKnnCollectorManager(int k, IndexSearcher searcher) {
      // Not optimistic: the second pass would scan again every segment that holds good hits.
      return (visitedLimit, searchStrategy, context) ->
          new TopKnnCollector(k, visitedLimit, searchStrategy);
    }

    @Override
    protected TopDocs exactSearch(
        LeafReaderContext context, DocIdSetIterator accepted, QueryTimeout timeout)
        throws IOException {
      FloatVectorValues values = context.reader().getFloatVectorValues(field);
      if (values != null) {
        strategy.stats().addSegment(accepted.cost(), values.size(), true);
      }
      return super.exactSearch(context, accepted, timeout);
    }
  }
}
