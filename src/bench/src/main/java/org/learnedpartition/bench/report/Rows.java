package org.learnedpartition.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.learnedpartition.bench.run.Point;
import org.learnedpartition.bench.spec.Format;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The rows of one or more runs. Rounds of a later folder are numbered on after those of the earlier
 * ones: a round stays what was measured in turns, on one machine, within minutes.
 *
 * @param points in the order of folders, of their benchmarks' formats, and of lines
 * @param baselines labels that the runs' benchmarks name as baseline, in the order of folders
 * @param grids settings that each run was to measure
 */
record Rows(List<Point> points, List<String> baselines, Grids grids) {
  private static final String POINTS = "points.jsonl";
  private static final String BENCHMARK = "benchmark.yaml";
  private static final JsonMapper JSON = new JsonMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  /**
   * Reads the rows of runs. The last line of a file is left out if it does not end: a run that was
   * killed has written a part of it.
   *
   * @throws IllegalArgumentException if a folder holds no run, a line is no row, or there is no row
   *     at all
   */
  static Rows read(List<Path> folders) throws IOException {
    List<Point> points = new ArrayList<>();
    List<String> baselines = new ArrayList<>();
    NavigableMap<Integer, Map<String, List<SortedMap<String, Object>>>> grids = new TreeMap<>();
    Set<Path> seen = new LinkedHashSet<>();
    int rounds = 0;
    for (Path folder : folders) {
      Path file = folder.resolve(POINTS);
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException(
            "["
                + folder
                + "] holds no "
                + POINTS
                + "; give a folder that a benchmark was run into");
      }
      if (!seen.add(file.toRealPath())) {
        continue;
      }
      int first = rounds;
      JsonNode benchmark = benchmark(folder.resolve(BENCHMARK));
      baseline(benchmark, baselines);
      Map<String, List<SortedMap<String, Object>>> settings = settings(benchmark);
      grids.put(first, settings);
      List<Point> lines = lines(file, first);
      // Settings were measured in a shuffled order.
      List<String> formats = List.copyOf(settings.keySet());
      lines.sort(Comparator.comparingInt(point -> formats.indexOf(point.format())));
      for (Point point : lines) {
        points.add(point);
        rounds = Math.max(rounds, point.round() + 1);
      }
    }
    if (points.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no whole row in " + folders + "; run the benchmark until one is finished");
    }
    return new Rows(points, baselines, new Grids(grids));
  }

  /** The labels of the formats, in the order of the rows. */
  List<String> formats() {
    return points.stream().map(Point::format).distinct().toList();
  }

  private static List<Point> lines(Path file, int firstRound) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    List<Point> points = new ArrayList<>();
    int line = 0;
    int begin = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
      line++;
      String row = text.substring(begin, end);
      begin = end + 1;
      if (!row.isBlank()) {
        points.add(point(row, file, line, firstRound));
      }
    }
    return points;
  }

  private static Point point(String row, Path file, int line, int firstRound) {
    try {
      if (!(JSON.readTree(row) instanceof ObjectNode fields)) {
        throw broken(file, line, "it is no JSON object", null);
      }
      for (String field : List.of("benchmark", "dataset", "format", "scenario", "filter")) {
        if (!fields.path(field).isString()) {
          throw broken(file, line, "it has no [" + field + "]", null);
        }
      }
      fields.put("round", fields.path("round").asInt(0) + firstRound);
      return JSON.treeToValue(fields, Point.class);
    } catch (JacksonException e) {
      throw broken(file, line, e.getOriginalMessage(), e);
    }
  }

  private static IllegalArgumentException broken(Path file, int line, String why, Exception e) {
    return new IllegalArgumentException(
        "[" + file + "] line " + line + " is no row of a benchmark: " + why + "; remove the line",
        e);
  }

  /** The copy of the benchmark; empty without one, or if it is broken. */
  private static JsonNode benchmark(Path file) throws IOException {
    if (Files.isRegularFile(file)) {
      try {
        return YAML.readTree(Files.readAllBytes(file));
      } catch (JacksonException e) {
        return YAML.createObjectNode();
      }
    }
    return YAML.createObjectNode();
  }

  private static void baseline(JsonNode benchmark, List<String> baselines) {
    JsonNode named = benchmark.path("baseline");
    if (named.isString() && !baselines.contains(named.asString())) {
      baselines.add(named.asString());
    }
  }

  /** The settings of each format; none of a format that cannot be read. */
  private static Map<String, List<SortedMap<String, Object>>> settings(JsonNode benchmark) {
    Map<String, List<SortedMap<String, Object>>> settings = new LinkedHashMap<>();
    for (JsonNode entry : benchmark.path("formats")) {
      if (!entry.isObject()) {
        continue;
      }
      try {
        Format format = YAML.treeToValue(entry, Format.class);
        settings.put(format.name(), format.settings());
      } catch (JacksonException e) {
        continue;
      }
    }
    return settings;
  }
}
