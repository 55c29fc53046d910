package org.learnedpartition.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TaskExecutor;
import org.apache.lucene.search.TimeLimitingKnnCollectorManager;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.TotalHits;
import org.apache.lucene.search.Weight;
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
   * @param parameters how far is searched
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
    ProbeStrategy strategy =
        new ProbeStrategy(target, parameters).deferring(k, rows(searcher), filter != null);
    Query hits;
    try {
      hits = new Search(field, target, k, filter, strategy).rewrite(shared(searcher));
    } catch (UncheckedIOException e) {
      // Of mergeLeafResults, which must not throw what it wraps.
      throw e.getCause();
    }
    return hits instanceof MatchNoDocsQuery
        ? hits
        : new ProbedQuery(hits, field, k, strategy.stats());
  }

  /** Vectors of all segments, if anything goes by them. */
  private long rows(IndexSearcher searcher) throws IOException {
    long rows = 0;
    if (parameters.limited() || parameters.probes() == 0) {
      for (LeafReaderContext leaf : searcher.getLeafContexts()) {
        FloatVectorValues values = leaf.reader().getFloatVectorValues(field);
        rows += values == null ? 0 : values.size();
      }
    }
    return rows;
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
        + (parameters.recallTarget() == 0 ? "" : ", recall_target=" + parameters.recallTarget())
        + (parameters.oversampleFactor() == 0
            ? ""
            : ", oversample_factor=" + parameters.oversampleFactor())
        + (parameters.maxVisited() == 0 ? "" : ", max_visited=" + parameters.maxVisited())
        + (parameters.timeLimit().isZero() ? "" : ", time_limit=" + parameters.timeLimit())
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
          new Collector(
              new TopKnnCollector(k, visitedLimit, searchStrategy), (ProbeStrategy) searchStrategy);
    }

    /**
     * Lucene's limit is the number of accepted documents, after which a graph had better be left. A
     * scan that costs more than to score all of those is not begun, and one that looks at
     * acceptance last visits others, too.
     */
    private static final class Collector extends KnnCollector.Decorator {
      private final ProbeStrategy strategy;

      Collector(KnnCollector collector, ProbeStrategy strategy) {
        super(collector);
        this.strategy = strategy;
      }

      @Override
      public boolean earlyTerminated() {
        return !strategy.used() && super.earlyTerminated();
      }

      @Override
      public long visitLimit() {
        return strategy.used() ? Long.MAX_VALUE : super.visitLimit();
      }
    }

    /**
     * As Lucene's, which takes few hits of a filtered segment for a failure and scores all accepted
     * documents then: here the segments' hits are only known when all have been scanned.
     */
    @Override
    protected TopDocs searchLeaf(
        LeafReaderContext context, Weight filterWeight, TimeLimitingKnnCollectorManager manager)
        throws IOException {
      LeafReader reader = context.reader();
      AcceptDocs acceptDocs = acceptDocs(context, filterWeight);
      int limit = filterWeight == null ? Integer.MAX_VALUE : acceptDocs.cost() + 1;
      ProbeStrategy here = strategy.inSegment(context.docBase);
      KnnCollector collector = manager.newCollector(limit, here, context);
      reader.searchNearestVectors(field, target, collector, acceptDocs);
      TopDocs hits = collector.topDocs();
      QueryTimeout timeout = manager.getQueryTimeout();
      if (!here.used()
          && filterWeight != null
          && (hits.totalHits.relation() != TotalHits.Relation.EQUAL_TO || hits.scoreDocs.length < k)
          && (timeout == null || !timeout.shouldExit())) {
        hits = exactSearch(context, acceptDocs.iterator(), timeout);
      }
      for (ScoreDoc hit : hits.scoreDocs) {
        hit.doc += context.docBase;
      }
      return hits;
    }

    private static AcceptDocs acceptDocs(LeafReaderContext context, Weight filterWeight) {
      LeafReader reader = context.reader();
      if (filterWeight == null) {
        return AcceptDocs.fromLiveDocs(reader.getLiveDocs(), reader.maxDoc());
      }
      return AcceptDocs.fromIteratorSupplier(
          () -> {
            Scorer scorer = filterWeight.scorer(context);
            return scorer == null ? DocIdSetIterator.empty() : scorer.iterator();
          },
          reader.getLiveDocs(),
          reader.maxDoc());
    }

    @Override
    protected TopDocs mergeLeafResults(TopDocs[] perLeafResults) {
      try {
        return strategy.rescore(super.mergeLeafResults(perLeafResults));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
