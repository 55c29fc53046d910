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

  Searches(Setting setting) throws IOException {
    this.setting = setting;
    this.unfiltered = setting.index().search(setting.search(), null);
  }

  void find(float[][] queries, int q, int k, Hits hits) throws IOException {
    RowFilter filter = setting.filters().apply(q);
    OpenIndex.Search search = unfiltered;
    if (filter != null) {
      search = filtered.get(filter);
      if (search == null) {
        search = setting.index().search(setting.search(), filter);
        filtered.put(filter, search);
      }
    }
    search.find(queries[q], k, hits);
  }
}
