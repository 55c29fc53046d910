package org.learnedpartition.bench.spec;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads benchmarks from YAML. A file holds the fields of {@link Benchmark}; what it leaves out has
 * the value that {@code defaults.yaml} gives. An entry of {@code formats} is a whole {@link
 * Format}, or the name of one in {@code formats.yaml}. Under {@code modes}, each mode may give
 * other values.
 */
public final class BenchmarkFile {
  /** The benchmarks that come with the harness. */
  public static final List<String> NAMES =
      List.of(
          "one-segment",
          "million",
          "many-segments",
          "merge",
          "indexing",
          "filters",
          "cold",
          "growth",
          "threads",
          "ood",
          "churn");

  /** The modes: seconds, minutes, hours. */
  public static final List<String> MODES = List.of("smoke", "standard", "full");

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  private BenchmarkFile() {}

  /**
   * Reads a benchmark.
   *
   * @param nameOrFile one of {@link #NAMES}, or a YAML file
   * @param mode one of {@link #MODES}
   * @throws IllegalArgumentException if there is none, or it cannot be used; says where and why
   */
  public static Benchmark read(String nameOrFile, String mode) throws IOException {
    if (!MODES.contains(mode)) {
      throw new IllegalArgumentException("there is no mode [" + mode + "]: there are " + MODES);
    }
    return benchmark(nameOrFile, mode);
  }

  /**
   * Reads what {@link #yaml} wrote: it is complete, and of the mode that it names.
   *
   * @throws IllegalArgumentException if it cannot be used; says where and why
   */
  public static Benchmark readCopy(Path file) throws IOException {
    return benchmark(file.toString(), null);
  }

  /**
   * @param mode whose values come before the others, or null for the file's alone
   */
  private static Benchmark benchmark(String nameOrFile, String mode) throws IOException {
    try {
      ObjectNode given = given(nameOrFile);
      ObjectNode usual = resource("defaults.yaml");
      ObjectNode merged = usual.deepCopy();
      merged.setAll(given);
      merged.remove("modes");
      if (mode != null) {
        override(merged, usual, mode);
        override(merged, given, mode);
        merged.put("mode", mode);
      }
      if (!merged.has("name")) {
        merged.put("name", name(nameOrFile));
      }
      named(merged);
      return YAML.treeToValue(merged, Benchmark.class);
    } catch (UnrecognizedPropertyException e) {
      throw new IllegalArgumentException(
          "benchmark ["
              + nameOrFile
              + "]: there is no field ["
              + e.getPropertyName()
              + "]: there are "
              + e.getKnownPropertyIds(),
          e);
    } catch (JacksonException e) {
      Throwable cause = e.getCause() instanceof IllegalArgumentException ? e.getCause() : e;
      String message =
          cause instanceof JacksonException json
              ? json.getOriginalMessage().lines().map(String::strip).collect(joining("; "))
              : cause.getMessage();
      throw new IllegalArgumentException("benchmark [" + nameOrFile + "]: " + message, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("benchmark [" + nameOrFile + "]: " + e.getMessage(), e);
    }
  }

  /** The benchmark as YAML, complete: to be kept beside its rows. */
  public static String yaml(Benchmark benchmark) {
    return YAML.writeValueAsString(benchmark);
  }

  private static String name(String nameOrFile) {
    String file = Path.of(nameOrFile).getFileName().toString();
    return file.replaceFirst("\\.ya?ml$", "");
  }

  private static ObjectNode given(String nameOrFile) throws IOException {
    if (NAMES.contains(nameOrFile)) {
      return resource(nameOrFile + ".yaml");
    }
    Path file = Path.of(nameOrFile);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "there is no such file, nor a benchmark of that name: there are " + NAMES);
    }
    return object(YAML.readTree(Files.readAllBytes(file)));
  }

  private static ObjectNode resource(String file) throws IOException {
    try (InputStream in = BenchmarkFile.class.getResourceAsStream(file)) {
      return object(YAML.readTree(in));
    }
  }

  private static ObjectNode object(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException("a benchmark is a YAML map of its fields");
  }

  /** Puts the values that a file gives for a mode in the place of others. */
  private static void override(ObjectNode into, ObjectNode from, String mode) {
    if (!(from.get("modes") instanceof ObjectNode modes)) {
      return;
    }
    for (String each : modes.propertyNames()) {
      if (!MODES.contains(each)) {
        throw new IllegalArgumentException("there is no mode [" + each + "]: there are " + MODES);
      }
    }
    if (modes.get(mode) instanceof ObjectNode values) {
      into.setAll(values);
    }
  }

  /** Puts formats in the place of their names. */
  private static void named(ObjectNode benchmark) throws IOException {
    if (!(benchmark.get("formats") instanceof ArrayNode entries)) {
      throw new IllegalArgumentException("[formats] must be a list");
    }
    ObjectNode known = resource("formats.yaml");
    for (int i = 0; i < entries.size(); i++) {
      JsonNode entry = entries.get(i);
      if (entry.isString()) {
        if (!(known.get(entry.asString()) instanceof ObjectNode format)) {
          throw new IllegalArgumentException(
              "there is no format ["
                  + entry.asString()
                  + "] by name: there are "
                  + known.propertyNames());
        }
        ObjectNode copy = format.deepCopy();
        copy.put("name", entry.asString());
        entries.set(i, copy);
      }
    }
  }
}
