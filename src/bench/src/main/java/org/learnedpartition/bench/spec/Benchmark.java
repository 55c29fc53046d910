package org.learnedpartition.bench.spec;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What is measured: the cross product of its lists.
 *
 * @param name of the benchmark
 * @param mode smoke, standard or full
 * @param scenario what is done with each index
 * @param data the data sets
 * @param k neighbours asked for, 1 … 100
 * @param queries of each data set at most, sampled by the seed
 * @param segments of each index
 * @param threads that search at the same time
 * @param filters {@code none}, or {@code KIND SHARE}
 * @param formats what is compared
 * @param baseline label of the format that the others are compared with; null leaves it to the
 *     report
 * @param rounds in which all points are measured in turns
 * @param passSeconds least time of a measurement of a point in a round
 * @param maxPassSeconds after which a measurement ends even if not all queries were asked
 * @param steps generations of merges or of churn
 * @param changed share of the documents that a step changes, 0 … 0.5
 * @param seed of every random choice
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Benchmark(
    String name,
    String mode,
    Scenario scenario,
    List<Data> data,
    int k,
    int queries,
    List<Integer> segments,
    List<Integer> threads,
    List<String> filters,
    List<Format> formats,
    String baseline,
    int rounds,
    double passSeconds,
    double maxPassSeconds,
    int steps,
    double changed,
    long seed) {
  /** Half of the neighbours that are known of a query. */
  private static final int MAX_CHURN_K = 50;

  public Benchmark {
    range("k", k, 1, 100);
    range("queries", queries, 1, 1_000_000);
    range("rounds", rounds, 1, 1000);
    range("steps", steps, 0, 10_000);
    some("data", data);
    some("segments", segments);
    some("threads", threads);
    some("filters", filters);
    some("formats", formats);
    segments.forEach(s -> range("segments", s, 1, 10_000));
    threads.forEach(t -> range("threads", t, 1, 1024));
    if (scenario == null) {
      throw new IllegalArgumentException("[scenario] must be given: one of " + Scenario.names());
    }
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("[name] is empty");
    }
    boolean changing = scenario == Scenario.MERGE || scenario == Scenario.CHURN;
    if (scenario != Scenario.SEARCH
        && !(filters.equals(List.of("none")) && threads.equals(List.of(1)))) {
      throw new IllegalArgumentException(
          "[filters] and [threads] are of the scenario search: leave them out of the scenario "
              + scenario.label());
    }
    if (changing && !segments.equals(List.of(1))) {
      throw new IllegalArgumentException(
          "[segments] are what the scenario "
              + scenario.label()
              + " makes of them: leave them out");
    }
    if (scenario == Scenario.CHURN && k > MAX_CHURN_K) {
      throw new IllegalArgumentException(
          "[k] must be at most "
              + MAX_CHURN_K
              + " in the scenario churn, as neighbours are deleted, got "
              + k);
    }
    if (!(changed >= 0 && changed <= 0.5)) {
      throw new IllegalArgumentException("[changed] must be between 0 and 0.5, got " + changed);
    }
    if (!(passSeconds >= 0 && passSeconds <= maxPassSeconds && maxPassSeconds <= 3600)) {
      throw new IllegalArgumentException(
          "[pass_seconds] must be between 0 and [max_pass_seconds], that at most 3600, got "
              + passSeconds
              + " and "
              + maxPassSeconds);
    }
    Set<String> names = new HashSet<>();
    for (Format format : formats) {
      if (!names.add(format.name())) {
        throw new IllegalArgumentException("two formats have the name [" + format.name() + "]");
      }
    }
    if (baseline != null && !names.contains(baseline)) {
      throw new IllegalArgumentException(
          "[baseline] is " + baseline + ", which is none of the formats " + names);
    }
    data = List.copyOf(data);
    segments = List.copyOf(segments);
    threads = List.copyOf(threads);
    filters = filters.stream().map(filter -> FilterRule.parse(filter).toString()).toList();
    formats = List.copyOf(formats);
  }

  private static void range(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "[%s] must be between %d and %d, got %d", name, min, max, value));
    }
  }

  private static void some(String name, List<?> values) {
    if (values == null || values.isEmpty()) {
      throw new IllegalArgumentException("[" + name + "] must be given, with at least one entry");
    }
    if (values.contains(null)) {
      throw new IllegalArgumentException("[" + name + "] holds an empty entry");
    }
  }
}
