package org.learnedpartition.bench.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A format with its parameters, and the settings of the searches that make its curve.
 *
 * @param name label in rows and reports
 * @param format kind: one of those that {@link org.learnedpartition.bench.engine.EngineSource}
 *     lists
 * @param parameters of the index
 * @param search for each parameter of a search its values; their cross product is the curve
 */
public record Format(
    String name,
    String format,
    SortedMap<String, Object> parameters,
    SortedMap<String, List<Object>> search) {

  public Format {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("a format has no [name]");
    }
    if (format == null) {
      throw new IllegalArgumentException(
          "the format [" + name + "] does not say its kind, [format]");
    }
    parameters = parameters == null ? new TreeMap<>() : parameters;
    search = search == null ? new TreeMap<>() : search;
    for (Map.Entry<String, List<Object>> entry : search.entrySet()) {
      if (entry.getValue() == null || entry.getValue().isEmpty()) {
        throw new IllegalArgumentException(
            "[search] of format [" + name + "] gives no values for [" + entry.getKey() + "]");
      }
    }
  }

  /** The settings of the searches: at least one, which is empty if nothing is asked for. */
  public List<SortedMap<String, Object>> settings() {
    List<SortedMap<String, Object>> settings = new ArrayList<>();
    settings.add(new TreeMap<>());
    for (Map.Entry<String, List<Object>> entry : search.entrySet()) {
      List<SortedMap<String, Object>> longer = new ArrayList<>();
      for (SortedMap<String, Object> setting : settings) {
        for (Object value : entry.getValue()) {
          SortedMap<String, Object> next = new TreeMap<>(setting);
          next.put(entry.getKey(), value);
          longer.add(next);
        }
      }
      settings = longer;
    }
    return settings;
  }
}
