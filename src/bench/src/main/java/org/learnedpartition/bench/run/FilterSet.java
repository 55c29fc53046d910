package org.learnedpartition.bench.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.learnedpartition.bench.engine.RowFilter;

/**
 * The filters of a benchmark on one sample.
 *
 * @param entries in the benchmark's order
 */
record FilterSet(List<Entry> entries) {
  /** The word for no filter. */
  static final String NONE = "none";

  /**
   * A filter.
   *
   * @param filters of each query, null for none
   * @param truth nearest rows that pass, of each query
   */
  record Entry(String name, IntFunction<RowFilter> filters, int[][] truth) {}

  static FilterSet of(Run run, BenchData data) {
    List<Entry> entries = new ArrayList<>();
    for (String name : run.benchmark().filters()) {
      if (name.equals(NONE)) {
        entries.add(new Entry(name, q -> null, data.truth()));
      } else {
        throw new IllegalArgumentException("there is no filter [" + name + "]: there are [none]");
      }
    }
    return new FilterSet(entries);
  }
}
