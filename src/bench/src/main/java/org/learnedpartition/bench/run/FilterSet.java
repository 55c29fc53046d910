package org.learnedpartition.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.learnedpartition.bench.engine.RowFilter;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.bench.spec.FilterRule;

/**
 * The filters of a benchmark on one sample.
 *
 * @param entries in the benchmark's order
 */
record FilterSet(List<Entry> entries) {
  /**
   * A filter.
   *
   * @param filters of each query, null for none
   * @param truth nearest rows that pass, of each query
   */
  record Entry(String name, IntFunction<RowFilter> filters, int[][] truth) {}

  static FilterSet of(Run run, BenchData data) throws IOException, InterruptedException {
    List<FilterRule> rules =
        run.benchmark().filters().stream()
            .map(FilterRule::parse)
            .filter(rule -> !rule.equals(FilterRule.NONE))
            .toList();
    Map<FilterRule, Filters> made = new HashMap<>();
    if (!rules.isEmpty()) {
      try (Vectors vectors = data.vectors()) {
        Filters.make(
                rules,
                run.benchmark().k(),
                vectors,
                data.queries(),
                data.seed(),
                run.workers(),
                run.bars())
            .forEach(filters -> made.put(filters.rule(), filters));
      }
    }
    List<Entry> entries = new ArrayList<>();
    for (String name : run.benchmark().filters()) {
      Filters filters = made.get(FilterRule.parse(name));
      if (filters == null) {
        entries.add(new Entry(name, q -> null, data.truth()));
      } else {
        int[][] truth = new int[data.queries().length][];
        Arrays.setAll(truth, filters::truth);
        entries.add(new Entry(name, filters::filterOf, truth));
      }
    }
    return new FilterSet(entries);
  }
}
