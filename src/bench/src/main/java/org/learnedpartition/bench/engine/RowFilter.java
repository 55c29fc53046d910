package org.learnedpartition.bench.engine;

import org.apache.lucene.util.FixedBitSet;

/**
 * Rows that may be hits.
 *
 * @param name of the filter, unique in a benchmark
 * @param rows one bit a row of the data set
 */
public record RowFilter(String name, FixedBitSet rows) {}
