package org.learnedpartition.bench.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.learnedpartition.bench.run.Point;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is kept of a report, small enough to be committed: {@code report.json}.
 *
 * @param baseline label of the format that the others are compared with
 * @param machines that measured, as rows describe them
 * @param commits of this project that were measured
 */
public record Summary(
    String baseline, List<String> machines, List<String> commits, List<Comparison> comparisons) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .changeDefaultPropertyInclusion(
              all -> all.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  /** The summary of rows. */
  static Summary of(String baseline, List<Point> points, Map<Setup, Map<String, Rounds>> measured) {
    List<Comparison> comparisons = new ArrayList<>();
    measured.forEach(
        (setup, formats) -> {
          Comparison comparison = Comparison.of(setup, formats, baseline);
          if (!comparison.formats().isEmpty()) {
            comparisons.add(comparison);
          }
        });
    return new Summary(
        baseline,
        points.stream().map(Point::machine).distinct().toList(),
        points.stream().map(Point::commit).distinct().toList(),
        comparisons);
  }

  /** The text of {@code report.json}: one line a format, so that a change of one is seen. */
  String json() {
    StringBuilder text = new StringBuilder();
    text.append("{\"baseline\":").append(JSON.writeValueAsString(baseline));
    text.append(",\n\"machines\":").append(JSON.writeValueAsString(machines));
    text.append(",\n\"commits\":").append(JSON.writeValueAsString(commits));
    text.append(",\n\"comparisons\":[");
    String comma = "\n";
    for (Comparison comparison : comparisons) {
      text.append(comma)
          .append("{\"setup\":")
          .append(JSON.writeValueAsString(comparison.setup()))
          .append(",\"formats\":[\n")
          .append(
              comparison.formats().stream()
                  .map(JSON::writeValueAsString)
                  .collect(Collectors.joining(",\n")))
          .append("]}");
      comma = ",\n";
    }
    return text.append("]}\n").toString();
  }

  /**
   * Reads a file that {@link #json} wrote.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Summary read(Path file) throws IOException {
    try {
      return JSON.readValue(Files.readAllBytes(file), Summary.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "[" + file + "] is no summary of a report: " + e.getOriginalMessage(), e);
    }
  }

  /** Reads all {@code .json} files of a folder, by name; none if there is no such folder. */
  static List<Summary> readAll(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Summary> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().endsWith(".json")).sorted().toList()) {
        all.add(read(file));
      }
    }
    return all;
  }
}
