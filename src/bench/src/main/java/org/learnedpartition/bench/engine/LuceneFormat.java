package org.learnedpartition.bench.engine;

import java.util.Map;
import java.util.SortedMap;
import org.apache.lucene.codecs.KnnVectorsFormat;

/**
 * A vectors format with its parameters, and how an index of it is asked.
 *
 * @param vectors the format: one instance, as Lucene keeps a writer for each
 * @param parameters of the index, defaults included
 * @param queries makes the searches
 */
public record LuceneFormat(
    KnnVectorsFormat vectors, SortedMap<String, Object> parameters, Queries queries) {

  /** How an index is asked. */
  @FunctionalInterface
  public interface Queries {
    /**
     * @param parameters of the search
     * @param filter null for all documents
     * @throws IllegalArgumentException if there is no such parameter, or it is out of range
     */
    OpenIndex.Search search(LuceneIndex index, Map<String, Object> parameters, RowQuery filter);
  }
}
