package org.learnedpartition.compare;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads comparisons from YAML: a file holds the fields of {@link Comparison}. */
final class ComparisonFile {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  /** As good as any number of documents to check options with. */
  private static final int CHECKED = 1 << 20;

  private ComparisonFile() {}

  /**
   * Reads a comparison.
   *
   * @throws IllegalArgumentException if it cannot be used; says where and why
   */
  static Comparison read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("[" + file + "] is not a file");
    }
    try {
      Comparison read = YAML.readValue(Files.readAllBytes(file), Comparison.class);
      if (read == null) {
        throw new IllegalArgumentException("a comparison is a YAML map of its fields");
      }
      // Values out of range are refused now, not after hours.
      read.methods().forEach(method -> read.options(method, 0, CHECKED, 1));
      return read;
    } catch (UnrecognizedPropertyException e) {
      throw new IllegalArgumentException(
          "["
              + file
              + "]: there is no field ["
              + e.getPropertyName()
              + "]: there are "
              + e.getKnownPropertyIds(),
          e);
    } catch (JacksonException e) {
      Throwable cause = e.getCause() instanceof IllegalArgumentException ? e.getCause() : e;
      String message =
          cause instanceof JacksonException yaml
              ? yaml.getOriginalMessage().lines().map(String::strip).collect(joining("; "))
              : cause.getMessage();
      throw new IllegalArgumentException("[" + file + "]: " + message, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("[" + file + "]: " + e.getMessage(), e);
    }
  }
}
