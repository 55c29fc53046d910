package org.learnedpartition.bench.engine;

import java.util.Map;

/** How a Lucene index of one format is asked. */
@FunctionalInterface
interface LuceneQueries {
  /**
   * A search with one setting.
   *
   * @param filter null for all documents
   * @throws IllegalArgumentException if there is no such parameter, or it is out of range
   */
  OpenIndex.Search search(LuceneIndex index, Map<String, Object> parameters, RowQuery filter);
}
