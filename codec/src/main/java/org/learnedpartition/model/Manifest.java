package org.learnedpartition.model;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model says of itself.
 *
 * @param dimension components of a vector, 1 … {@value #MAX_DIMENSION}
 * @param similarity the order of neighbours that the model was trained for
 * @param bins number of bins B, 1 … {@value #MAX_BINS}
 * @param ranked bins that the router ranks, 1 … B
 * @param router kind of the router, such as {@code linear}
 * @param prices what a document pays to enter each bin, in units of log-probability: B finite
 *     values, or none when the model has a document head
 * @param binSizes vectors of each bin in training: B values, ≥ 0
 * @param provenance method, seed, data fingerprint, versions, counts
 */
public record Manifest(
    int dimension,
    Similarity similarity,
    int bins,
    int ranked,
    String router,
    float[] prices,
    int[] binSizes,
    SortedMap<String, String> provenance) {

  /** As in the k-NN plugin. */
  public static final int MAX_DIMENSION = 16_000;

  /** Bins of a posting are numbered in 16 bits by later encodings. */
  public static final int MAX_BINS = 65_536;

  private static final JsonMapper JSON = new JsonMapper();

  public Manifest {
    range("dimension", dimension, MAX_DIMENSION);
    range("bins", bins, MAX_BINS);
    range("ranked", ranked, bins);
    if (prices.length != 0 && prices.length != bins) {
      throw new InvalidModelException(
          String.format(
              Locale.ROOT,
              "model has %d bins but [prices] has %d values: expected none or one a bin",
              bins,
              prices.length));
    }
    for (float price : prices) {
      if (!Float.isFinite(price)) {
        throw new InvalidModelException("model has a price that is not finite: " + price);
      }
    }
    if (binSizes.length != bins) {
      throw new InvalidModelException(
          String.format(
              Locale.ROOT,
              "model has %d bins but [bin_sizes] has %d values: expected one a bin",
              bins,
              binSizes.length));
    }
    for (int size : binSizes) {
      if (size < 0) {
        throw new InvalidModelException("model has a negative bin size: " + size);
      }
    }
    provenance = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(provenance));
  }

  private static void range(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new InvalidModelException(
          String.format(
              Locale.ROOT, "model's [%s] must be between 1 and %d, got %d", name, max, value));
    }
  }

  byte[] toJson() {
    ObjectNode node = JSON.createObjectNode();
    ArrayNode sizes = node.putArray("bin_sizes");
    for (int size : binSizes) {
      sizes.add(size);
    }
    node.put("bins", bins);
    node.put("dimension", dimension);
    ArrayNode priceArray = node.putArray("prices");
    for (float price : prices) {
      priceArray.add(price);
    }
    ObjectNode origin = node.putObject("provenance");
    provenance.forEach(origin::put);
    node.put("ranked", ranked);
    node.put("router", router);
    node.put("similarity", similarity.space());
    return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
  }

  static Manifest ofJson(byte[] json) {
    JsonNode node;
    try {
      node = JSON.readTree(json);
    } catch (JacksonException e) {
      throw new InvalidModelException("model's manifest is not JSON: " + e.getOriginalMessage(), e);
    }
    if (node == null || !node.isObject()) {
      throw new InvalidModelException("model's manifest is not a JSON object");
    }
    Similarity similarity;
    try {
      similarity = Similarity.ofSpace(text(node, "similarity"));
    } catch (InvalidModelException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new InvalidModelException("model's [similarity]: " + e.getMessage(), e);
    }
    SortedMap<String, String> provenance = new TreeMap<>();
    JsonNode origin = node.path("provenance");
    if (!origin.isObject()) {
      throw new InvalidModelException("model's manifest lacks the object [provenance]");
    }
    for (Map.Entry<String, JsonNode> e : origin.properties()) {
      if (!e.getValue().isString()) {
        throw new InvalidModelException(
            "model's provenance [" + e.getKey() + "] must be a string, got " + e.getValue());
      }
      provenance.put(e.getKey(), e.getValue().stringValue());
    }
    return new Manifest(
        integer(node, "dimension"),
        similarity,
        integer(node, "bins"),
        integer(node, "ranked"),
        text(node, "router"),
        floats(node, "prices"),
        integers(node, "bin_sizes"),
        provenance);
  }

  private static JsonNode field(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new InvalidModelException("model's manifest lacks [" + name + "]");
    }
    return value;
  }

  private static int integer(JsonNode node, String name) {
    return toInt(field(node, name), name);
  }

  private static int toInt(JsonNode value, String name) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new InvalidModelException("model's [" + name + "] must be an integer, got " + value);
    }
    return value.intValue();
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = field(node, name);
    if (!value.isString()) {
      throw new InvalidModelException("model's [" + name + "] must be a string, got " + value);
    }
    return value.stringValue();
  }

  private static JsonNode array(JsonNode node, String name) {
    JsonNode value = field(node, name);
    if (!value.isArray() || value.size() > MAX_BINS) {
      throw new InvalidModelException(
          "model's [" + name + "] must be an array of at most " + MAX_BINS + " numbers");
    }
    return value;
  }

  private static int[] integers(JsonNode node, String name) {
    JsonNode array = array(node, name);
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = toInt(array.get(i), name);
    }
    return values;
  }

  private static float[] floats(JsonNode node, String name) {
    JsonNode array = array(node, name);
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      if (!array.get(i).isNumber()) {
        throw new InvalidModelException(
            "model's [" + name + "] must hold numbers, got " + array.get(i));
      }
      values[i] = array.get(i).floatValue();
    }
    return values;
  }
}
