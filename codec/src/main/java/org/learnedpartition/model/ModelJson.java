package org.learnedpartition.model;

import static org.learnedpartition.model.InvalidModelException.firstSentence;
import static org.learnedpartition.model.InvalidModelException.quote;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of a model's sections: bounded, no key twice, nothing that is not expected. */
final class ModelJson {
  /** Longest section, in bytes: 65,536 prices and sizes take about one and a half million. */
  static final int MAX_BYTES = 4 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_BYTES)
                          .maxTokenCount(4L * Manifest.MAX_BINS)
                          .maxNestingDepth(8)
                          .maxNumberLength(32)
                          .maxStringLength(1 << 16)
                          .maxNameLength(256)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ModelJson() {}

  /**
   * Reads an object that has exactly these keys.
   *
   * @param what name of the section in messages
   */
  static JsonNode read(byte[] json, String what, Set<String> keys) {
    if (json.length > MAX_BYTES) {
      throw new InvalidModelException(
          "model's " + what + " takes " + json.length + " bytes, more than " + MAX_BYTES);
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(json);
    } catch (JacksonException e) {
      throw new InvalidModelException(
          "model's " + what + " is not valid JSON: " + firstSentence(e), e);
    }
    if (!node.isObject()) {
      throw new InvalidModelException("model's " + what + " is not a JSON object");
    }
    if (!new TreeSet<>(node.propertyNames()).equals(new TreeSet<>(keys))) {
      throw new InvalidModelException(
          "model's "
              + what
              + " must have the keys "
              + new TreeSet<>(keys)
              + ", got "
              + quote(String.join(", ", node.propertyNames())));
    }
    return node;
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Without blanks, keys in the order they were put. */
  static byte[] write(ObjectNode node) {
    return MAPPER.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
  }

  static int integer(JsonNode value, String name) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new InvalidModelException(
          "model's [" + name + "] must be an integer, got " + quote(value.toString()));
    }
    return value.intValue();
  }

  /** Not finite when the number is beyond a double. */
  static double number(JsonNode value, String name) {
    if (!value.isNumber()) {
      throw new InvalidModelException(
          "model's [" + name + "] must be a number, got " + quote(value.toString()));
    }
    return value.doubleValue();
  }

  static String string(JsonNode value, String name) {
    if (!value.isString()) {
      throw new InvalidModelException(
          "model's [" + name + "] must be a string, got " + quote(value.toString()));
    }
    return value.stringValue();
  }

  static JsonNode array(JsonNode value, String name, int max) {
    if (!value.isArray() || value.size() > max) {
      throw new InvalidModelException(
          "model's [" + name + "] must be an array of at most " + max + " values");
    }
    return value;
  }
}
