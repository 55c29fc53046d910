package org.learnedpartition.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.learnedpartition.bench.run.Point;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rows as benchmarks write them, of formats whose recall and speed follow a law, with noise: a
 * round's, which all formats share, and a row's own.
 */
final class SyntheticRows {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * A format's law: the miss halves with each doubling of effort from {@code recall}, and a search
   * takes {@code us} for each unit of effort.
   */
  record Law(String format, double recall, double us, double mergeSeconds) {}

  static final List<Law> LAWS =
      List.of(
          new Law("learned", 0.55, 9, 0.4),
          new Law("ivf", 0.45, 10, 0.5),
          new Law("hnsw", 0.72, 45, 61),
          new Law("hnsw-4bit", 0.68, 30, 48),
          new Law("flat", 1, 2600, 0.3));

  private final Random random;
  private final double noise;

  SyntheticRows(long seed, double noise) {
    this.random = new Random(seed);
    this.noise = noise;
  }

  /** Searches of all formats in rounds. */
  List<Point> search(
      String benchmark,
      String dataset,
      int n,
      int segments,
      String filter,
      int threads,
      int rounds) {
    List<Point> points = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      double slow = 1 + 3 * noise * random.nextDouble();
      for (int effort = 1; effort <= 256; effort *= 2) {
        for (Law law : LAWS) {
          if (law.recall() < 1 || effort == 1) {
            points.add(
                point(
                    search(law, effort, slow, n, segments, threads),
                    "benchmark",
                    benchmark,
                    "scenario",
                    "search",
                    "dataset",
                    dataset,
                    "n",
                    n,
                    "format",
                    law.format(),
                    "parameters",
                    parameters(effort),
                    "segments",
                    segments,
                    "filter",
                    filter,
                    "threads",
                    threads,
                    "round",
                    round));
          }
        }
      }
    }
    return points;
  }

  /** Generations of merges or of churn. */
  List<Point> steps(String scenario, String dataset, int n, int steps) {
    List<Point> points = new ArrayList<>();
    for (int step = 0; step <= steps; step++) {
      for (Law law : LAWS) {
        double decay = law.format().startsWith("hnsw") ? 1 - 0.0008 * step : 1;
        Map<String, Object> measured = search(law, 8, 1, n, 1, 1);
        measured.merge("recall", decay, (a, b) -> (Double) a * (Double) b);
        measured.put("merge_seconds", noisy(law.mergeSeconds()));
        points.add(
            point(
                measured,
                "benchmark",
                scenario,
                "scenario",
                scenario,
                "dataset",
                dataset,
                "n",
                n,
                "format",
                law.format(),
                "parameters",
                parameters(8),
                "round",
                0,
                "step",
                step));
      }
    }
    return points;
  }

  /** Searches with an empty page cache: no queries a second. */
  List<Point> cold(String dataset, int n, int rounds) {
    List<Point> points = new ArrayList<>();
    for (Point point : search("cold", dataset, n, 1, "none", 1, rounds)) {
      Map<String, Object> fields = fields(point);
      fields.remove("qps");
      fields.remove("cpu_us_per_query");
      fields.put("scenario", "cold");
      fields.put("latency_p50_us", 40 * point.latencyP50Us());
      fields.put("latency_p99_us", 40 * point.latencyP99Us());
      fields.put("bytes_read", 4 * point.visitedBytes());
      fields.put("pages_read", point.visitedBytes() / 1024);
      points.add(JSON.convertValue(fields, Point.class));
    }
    return points;
  }

  /** Indexes built anew in each round. */
  List<Point> indexing(String dataset, int n, int rounds) {
    List<Point> points = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      for (Law law : LAWS) {
        Map<String, Object> measured = new LinkedHashMap<>();
        build(measured, law, n);
        points.add(
            point(
                measured,
                "benchmark",
                "indexing",
                "scenario",
                "indexing",
                "dataset",
                dataset,
                "n",
                n,
                "format",
                law.format(),
                "parameters",
                new TreeMap<>(),
                "round",
                round));
      }
    }
    return points;
  }

  /** A row of given fields; what is not given has a value that is the same in all rows. */
  static Point point(Map<String, Object> measured, Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>(measured);
    fields.putIfAbsent("benchmark", "hand-made");
    fields.putIfAbsent("scenario", "search");
    fields.putIfAbsent("mode", "standard");
    fields.putIfAbsent("dataset", "glove");
    fields.putIfAbsent("n", 1000);
    fields.putIfAbsent("dimension", 100);
    fields.putIfAbsent("similarity", "cosinesimil");
    fields.putIfAbsent("k", 10);
    fields.putIfAbsent("segments", 1);
    fields.putIfAbsent("filter", "none");
    fields.putIfAbsent("threads", 1);
    fields.putIfAbsent("commit", "0123456789abcdef0123456789abcdef01234567");
    fields.putIfAbsent("seed", 42);
    fields.putIfAbsent("machine", "a machine, 2 cores");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return JSON.convertValue(fields, Point.class);
  }

  /** A row of a search: recall, queries a second, and nothing else measured. */
  static Point point(String format, int round, int setting, double recall, double qps) {
    return point(
        Map.of("recall", recall, "qps", qps, "cpu_us_per_query", 1e6 / qps),
        "format",
        format,
        "round",
        round,
        "parameters",
        parameters(setting));
  }

  /** The fields of a row, by their names in files. */
  static Map<String, Object> fields(Point point) {
    @SuppressWarnings("unchecked")
    Map<String, Object> fields = JSON.convertValue(point, LinkedHashMap.class);
    return fields;
  }

  /** The lines of a file of rows. */
  static String lines(List<Point> points) {
    StringBuilder lines = new StringBuilder();
    points.forEach(point -> lines.append(JSON.writeValueAsString(point)).append('\n'));
    return lines.toString();
  }

  private static SortedMap<String, Object> parameters(int effort) {
    return new TreeMap<>(Map.of("effort", effort));
  }

  private Map<String, Object> search(
      Law law, int effort, double slow, int n, int segments, int threads) {
    boolean graph = law.format().startsWith("hnsw");
    // A graph walks each segment anew, and its walk grows with the logarithm of the vectors.
    double growth = graph ? segments * Math.log(n) / Math.log(300_000) : n / 300_000.0;
    double us =
        noisy(slow * law.us() * Math.pow(effort, 0.8) * (law.recall() == 1 ? n / 3e5 : growth));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("recall", 1 - (1 - law.recall()) * Math.pow(effort, -0.75));
    row.put("qps", threads / (us / 1e6) * (1 - 0.05 * (threads - 1)));
    row.put("latency_p50_us", us);
    row.put("latency_p99_us", us * 2.4);
    row.put("cpu_us_per_query", noisy(us / slow));
    row.put("visited", law.recall() == 1 ? n : Math.min(n, us * 12));
    row.put("visited_bytes", us * 4800);
    row.put("min_hits", 10);
    row.put("queries", 1000);
    build(row, law, n);
    return row;
  }

  private void build(Map<String, Object> row, Law law, int n) {
    double seconds = noisy(n / (law.format().startsWith("hnsw") ? 2500.0 : 21_000.0));
    row.put("index_seconds", seconds);
    row.put("index_cpu_seconds", seconds);
    row.put("docs_per_second", n / seconds);
    row.put("merge_seconds", law.mergeSeconds());
    row.put("merge_cpu_seconds", law.mergeSeconds());
    row.put("index_bytes", (long) n * 420);
    row.put("heap_bytes", 2_000_000L);
  }

  private double noisy(double value) {
    return value * (1 + noise * random.nextGaussian());
  }
}
