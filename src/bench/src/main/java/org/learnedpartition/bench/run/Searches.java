package org.learnedpartition.bench.run;

import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Map;
import org.learnedpartition.bench.engine.Hits;
import org.learnedpartition.bench.engine.OpenIndex;
import org.learnedpartition.bench.engine.RowFilter;

/** The searches of one thread: one for each filter. */
final class Searches {
  private final Setting setting;
  private final OpenIndex.Search unfiltered;
  private final Map<RowFilter, OpenIndex.Search> filtered = new IdentityHashMap<>();

  /**
   * @param queries whose filters are prepared, the first of them
   */
  Searches(Setting setting, int queries) throws IOException {
    this.setting = setting;
    this.unfiltered = setting.index().search(setting.search(), null);
    for (int q = 0; q < queries; q++) {
      RowFilter filter = setting.filters().apply(q);
      if (filter != null && !filtered.containsKey(filter)) {
        filtered.put(filter, setting.index().search(setting.search(), filter));
      }
    }
  }

  void find(float[][] queries, int q, int k, Hits hits) throws IOException {
    RowFilter filter = setting.filters().apply(q);
    OpenIndex.Search search = filter == null ? unfiltered : filtered.get(filter);
    search.find(queries[q], k, hits);
  }
}
