package org.learnedpartition.bench.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.learnedpartition.bench.engine.BuildCost;
import org.learnedpartition.bench.engine.Phases;
import tools.jackson.databind.json.JsonMapper;

/**
 * A {@link Point} that is being filled, by the names that its fields have in {@code points.jsonl}.
 */
final class Row {
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, Object> fields;

  Row(Map<String, Object> fields) {
    this.fields = new LinkedHashMap<>(fields);
  }

  /** A copy with one more field; null leaves it out. */
  Row with(String field, Object value) {
    Row copy = new Row(fields);
    copy.fields.put(field, value);
    return copy;
  }

  /** A copy with parameters of a search beside those of the index. */
  Row search(SortedMap<String, Object> search) {
    SortedMap<String, Object> all = new TreeMap<>();
    if (fields.get("parameters") instanceof Map<?, ?> parameters) {
      parameters.forEach((name, value) -> all.put((String) name, value));
    }
    all.putAll(search);
    return with("parameters", all);
  }

  Row accuracy(Accuracy accuracy) {
    return with("recall", accuracy.recall())
        .with("visited", accuracy.visited())
        .with("visited_bytes", accuracy.visitedBytes())
        .with("min_hits", accuracy.minHits());
  }

  Row timing(Timing timing) {
    Row row =
        with("queries", timing.queries())
            .with("qps", timing.qps())
            .with("latency_p50_us", timing.p50Us())
            .with("latency_p99_us", timing.p99Us())
            .with("cpu_us_per_query", timing.cpuUs());
    Phases phases = timing.phases();
    if (phases == null) {
      return row;
    }
    double perQuery = 1e-3 / timing.queries();
    return row.with("router_us", phases.router() * perQuery)
        .with("tables_us", phases.tables() * perQuery)
        .with("scan_us", phases.scan() * perQuery)
        .with("rescore_us", phases.rescore() * perQuery);
  }

  Row cost(BuildCost cost, int n) {
    return with("index_seconds", cost.indexSeconds())
        .with("index_cpu_seconds", cost.indexCpuSeconds())
        .with("docs_per_second", n / cost.indexSeconds())
        .with("merge_seconds", cost.mergeSeconds())
        .with("merge_cpu_seconds", cost.mergeCpuSeconds());
  }

  Point point() {
    return JSON.convertValue(fields, Point.class);
  }
}
