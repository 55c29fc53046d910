package org.learnedpartition.model;

import static org.learnedpartition.model.InvalidModelException.quote;

import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model says of itself. Arrays are copied on the way in and out; two manifests are equal
 * when they are written the same.
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

  private static final Set<String> KEYS =
      Set.of(
          "bin_sizes",
          "bins",
          "dimension",
          "prices",
          "provenance",
          "ranked",
          "router",
          "similarity");

  /**
   * @throws InvalidModelException if a value is out of range
   */
  public Manifest {
    range("dimension", dimension, MAX_DIMENSION);
    range("bins", bins, MAX_BINS);
    range("ranked", ranked, bins);
    prices = prices.clone();
    binSizes = binSizes.clone();
    if (prices.length != 0) {
      oneEachBin("prices", prices.length, bins);
    }
    for (float price : prices) {
      if (!Float.isFinite(price)) {
        throw new InvalidModelException("model has a price that is not finite: " + price);
      }
    }
    oneEachBin("bin_sizes", binSizes.length, bins);
    for (int size : binSizes) {
      if (size < 0) {
        throw new InvalidModelException("model has a negative bin size: " + size);
      }
    }
    provenance = Collections.unmodifiableSortedMap(new TreeMap<>(provenance));
  }

  private static void range(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new InvalidModelException(
          String.format(
              Locale.ROOT, "model's [%s] must be between 1 and %d, got %d", name, max, value));
    }
  }

  private static void oneEachBin(String name, int values, int bins) {
    if (values != bins) {
      throw new InvalidModelException(
          String.format(
              Locale.ROOT,
              "model has %d bins but [%s] has %d values: expected one a bin",
              bins,
              name,
              values));
    }
  }

  @Override
  public float[] prices() {
    return prices.clone();
  }

  @Override
  public int[] binSizes() {
    return binSizes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Manifest manifest && Arrays.equals(toJson(), manifest.toJson());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toJson());
  }

  byte[] toJson() {
    ObjectNode node = ModelJson.object();
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
    return ModelJson.write(node);
  }

  /**
   * @throws InvalidModelException if a key is missing, unknown or of another type
   */
  static Manifest ofJson(byte[] json) {
    JsonNode node = ModelJson.read(json, "manifest", KEYS);
    JsonNode sizes = ModelJson.array(node.get("bin_sizes"), "bin_sizes", MAX_BINS);
    int[] binSizes = new int[sizes.size()];
    for (int i = 0; i < binSizes.length; i++) {
      binSizes[i] = ModelJson.integer(sizes.get(i), "bin_sizes");
    }
    JsonNode costs = ModelJson.array(node.get("prices"), "prices", MAX_BINS);
    float[] prices = new float[costs.size()];
    for (int i = 0; i < prices.length; i++) {
      prices[i] = (float) ModelJson.number(costs.get(i), "prices");
    }
    return new Manifest(
        ModelJson.integer(node.get("dimension"), "dimension"),
        similarity(ModelJson.string(node.get("similarity"), "similarity")),
        ModelJson.integer(node.get("bins"), "bins"),
        ModelJson.integer(node.get("ranked"), "ranked"),
        ModelJson.string(node.get("router"), "router"),
        prices,
        binSizes,
        provenance(node.get("provenance")));
  }

  private static Similarity similarity(String space) {
    try {
      return Similarity.ofSpace(space);
    } catch (IllegalArgumentException e) {
      throw new InvalidModelException("model has an unknown [similarity] " + quote(space), e);
    }
  }

  private static SortedMap<String, String> provenance(JsonNode node) {
    if (!node.isObject()) {
      throw new InvalidModelException("model's [provenance] must be an object of strings");
    }
    SortedMap<String, String> provenance = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      provenance.put(entry.getKey(), ModelJson.string(entry.getValue(), "provenance"));
    }
    return provenance;
  }
}
