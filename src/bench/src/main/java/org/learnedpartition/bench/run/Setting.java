package org.learnedpartition.bench.run;

import java.util.SortedMap;
import java.util.function.IntFunction;
import org.learnedpartition.bench.engine.OpenIndex;
import org.learnedpartition.bench.engine.RowFilter;

/**
 * An index and one way to ask it.
 *
 * @param search parameters of the search
 * @param filters the filter of each query by its number; null for a query without
 */
record Setting(OpenIndex index, SortedMap<String, Object> search, IntFunction<RowFilter> filters) {}
