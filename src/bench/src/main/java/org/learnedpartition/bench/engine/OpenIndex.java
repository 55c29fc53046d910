package org.learnedpartition.bench.engine;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** An index that is open for search. */
public interface OpenIndex extends Closeable {
  /** Parts of the index that are searched one by one. */
  int segments();

  /**
   * @throws IllegalStateException if the index has not as many segments as were asked for
   */
  default void check(String format, int wanted) {
    if (segments() != wanted) {
      throw new IllegalStateException(
          "the index of format [" + format + "] has " + segments() + " segments, not " + wanted);
    }
  }

  /**
   * A search with one setting, for use by one thread.
   *
   * @param parameters of the search, as the format names them
   * @param filter the rows that may be hits, or null for all
   */
  Search search(Map<String, Object> parameters, RowFilter filter) throws IOException;

  /** Row of the data set of a hit. */
  int row(int id) throws IOException;

  /** Answers queries. */
  @FunctionalInterface
  interface Search {
    /**
     * Finds the k nearest.
     *
     * @param hits receives what was found
     */
    void find(float[] query, int k, Hits hits) throws IOException;
  }
}
