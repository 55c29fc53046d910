package org.learnedpartition.bench.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorerSupplier;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.FixedBitSet;

/**
 * Matches the documents of some rows, as a filter that was computed before: what a search then
 * costs is the search's alone.
 */
final class RowQuery extends Query {
  private final RowFilter filter;
  private final int[] rowOf;
  private final Map<Integer, Documents> leaves = new ConcurrentHashMap<>();

  /**
   * @param rowOf row of each document of the index
   */
  RowQuery(RowFilter filter, int[] rowOf) {
    this.filter = filter;
    this.rowOf = rowOf;
  }

  /** Documents of a segment, and how many they are. */
  private record Documents(FixedBitSet bits, int count) {}

  private Documents documents(LeafReaderContext leaf) {
    return leaves.computeIfAbsent(
        leaf.docBase,
        base -> {
          FixedBitSet bits = new FixedBitSet(leaf.reader().maxDoc());
          for (int doc = 0; doc < bits.length(); doc++) {
            if (filter.rows().get(rowOf[base + doc])) {
              bits.set(doc);
            }
          }
          return new Documents(bits, bits.cardinality());
        });
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
    return new ConstantScoreWeight(this, boost) {
      @Override
      public ScorerSupplier scorerSupplier(LeafReaderContext leaf) {
        Documents documents = documents(leaf);
        return ConstantScoreScorerSupplier.fromIterator(
            new BitSetIterator(documents.bits(), documents.count()),
            score(),
            mode,
            documents.bits().length());
      }

      @Override
      public boolean isCacheable(LeafReaderContext leaf) {
        return false;
      }
    };
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return filter.name();
  }

  @Override
  public boolean equals(Object other) {
    return sameClassAs(other) && filter == ((RowQuery) other).filter;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(filter);
  }
}
