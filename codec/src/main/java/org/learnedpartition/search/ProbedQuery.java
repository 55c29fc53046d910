package org.learnedpartition.search;

import java.io.IOException;
import org.apache.lucene.search.FilterWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Weight;

/**
 * The hits of a search that was done, and what it cost. A profiler that prints the query prints
 * {@code learned_knn[field=F, k=K, bins=T/B, rows=scanned/total, segments=S (flat f), router_us=U,
 * mass=M, recall=R]}.
 */
public final class ProbedQuery extends Query {
  private final Query hits;
  private final String field;
  private final int k;
  private final ProbeStats stats;

  ProbedQuery(Query hits, String field, int k, ProbeStats stats) {
    this.hits = hits;
    this.field = field;
    this.k = k;
    this.stats = stats;
  }

  public ProbeStats stats() {
    return stats;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost)
      throws IOException {
    return new FilterWeight(this, hits.createWeight(searcher, scoreMode, boost)) {};
  }

  @Override
  public void visit(QueryVisitor visitor) {
    if (visitor.acceptField(field)) {
      visitor.visitLeaf(this);
    }
  }

  @Override
  public String toString(String defaultField) {
    return "learned_knn[field=" + field + ", k=" + k + ", " + stats + "]";
  }

  /** Equal when the hits are: what it cost to find them is not part of the query. */
  @Override
  public boolean equals(Object other) {
    return sameClassAs(other) && hits.equals(((ProbedQuery) other).hits);
  }

  @Override
  public int hashCode() {
    return 31 * classHash() + hits.hashCode();
  }
}
