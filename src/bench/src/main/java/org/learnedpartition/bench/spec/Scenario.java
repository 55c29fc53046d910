package org.learnedpartition.bench.spec;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a benchmark does with each index. */
public enum Scenario {
  /** Searches it, warm. */
  SEARCH,
  /** Builds it, each round anew. */
  INDEXING,
  /** Merges it to one segment, then again and again after a share of it was updated. */
  MERGE,
  /** Updates and deletes documents, and searches between. */
  CHURN,
  /** Searches it with none of its pages in memory. */
  COLD;

  /** The name in benchmarks and rows. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Scenario::label).toList();
  }
}
