package org.learnedpartition.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What held-out queries measured: how much recall a number of probes, or a probability mass, gives
 * and what it costs. As JSON: {@code {"k", "queries", "probes": [[probes, recall, candidates,
 * candidates_p95] …], "mass": [[mass, recall, candidates, candidates_p95] …]}}.
 *
 * @param k neighbours asked for when recall was measured, ≥ 1
 * @param queries how many held-out queries were measured, ≥ 1
 * @param probes one point for each measured number of probes, ascending, at least one
 * @param mass one point for each measured probability mass, ascending; may be empty
 */
public record Calibration(int k, int queries, List<Point> probes, List<Point> mass) {

  private static final int MAX_POINTS = 65_536;
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * One measured setting.
   *
   * @param setting number of probes ≥ 1, or probability mass in (0, 1]
   * @param recall mean recall@k, 0 … 1
   * @param candidates mean share of all vectors that lay in the probed bins, 0 … 1
   * @param candidatesP95 0.95-quantile over the queries of that share, 0 … 1
   */
  public record Point(double setting, double recall, double candidates, double candidatesP95) {
    public Point {
      if (!(setting > 0 && setting <= Manifest.MAX_BINS)
          || !(recall >= 0 && recall <= 1)
          || !(candidates >= 0 && candidates <= 1)
          || !(candidatesP95 >= 0 && candidatesP95 <= 1)) {
        throw new InvalidModelException(
            String.format(
                Locale.ROOT,
                "calibration point [%s, %s, %s, %s] is out of range: expected a positive setting and"
                    + " shares between 0 and 1",
                setting,
                recall,
                candidates,
                candidatesP95));
      }
    }
  }

  public Calibration {
    if (k < 1 || queries < 1 || probes.isEmpty()) {
      throw new InvalidModelException(
          "calibration must have k ≥ 1, queries ≥ 1 and a point, got k="
              + k
              + ", queries="
              + queries
              + ", points="
              + probes.size());
    }
    ascending(probes, "probes");
    ascending(mass, "mass");
    probes = List.copyOf(probes);
    mass = List.copyOf(mass);
  }

  private static void ascending(List<Point> points, String name) {
    if (points.size() > MAX_POINTS) {
      throw new InvalidModelException(
          "calibration [" + name + "] has " + points.size() + " points, more than " + MAX_POINTS);
    }
    for (int i = 1; i < points.size(); i++) {
      if (points.get(i).setting() <= points.get(i - 1).setting()) {
        throw new InvalidModelException(
            "calibration [" + name + "] is not ascending at point " + i);
      }
    }
  }

  /**
   * The fewest measured probes whose recall reached the target, or the most that were measured when
   * none did.
   */
  public int probesFor(double recall) {
    for (Point p : probes) {
      if (p.recall() >= recall) {
        return (int) p.setting();
      }
    }
    return (int) probes.getLast().setting();
  }

  byte[] toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("k", k);
    put(node.putArray("mass"), mass);
    put(node.putArray("probes"), probes);
    node.put("queries", queries);
    return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ArrayNode array, List<Point> points) {
    for (Point p : points) {
      array.addArray().add(p.setting()).add(p.recall()).add(p.candidates()).add(p.candidatesP95());
    }
  }

  static Calibration ofJson(byte[] json) {
    try {
      JsonNode node = JSON.readTree(json);
      return new Calibration(
          node.path("k").asInt(0),
          node.path("queries").asInt(0),
          points(node.path("probes")),
          points(node.path("mass")));
    } catch (JacksonException e) {
      throw new InvalidModelException(
          "model's calibration is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static List<Point> points(JsonNode array) {
    java.util.ArrayList<Point> points = new java.util.ArrayList<>();
    for (JsonNode p : array) {
      if (!p.isArray() || p.size() != 4) {
        throw new InvalidModelException("calibration point must be four numbers, got " + p);
      }
      points.add(
          new Point(
              p.get(0).asDouble(Double.NaN),
              p.get(1).asDouble(Double.NaN),
              p.get(2).asDouble(Double.NaN),
              p.get(3).asDouble(Double.NaN)));
    }
    return points;
  }
}
