package org.learnedpartition.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
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

  /** Most points of a curve: measurements are some dozens. */
  public static final int MAX_POINTS = 4096;

  private static final Set<String> KEYS = Set.of("k", "mass", "probes", "queries");

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
    probes = List.copyOf(probes);
    mass = List.copyOf(mass);
    ascending(probes, "probes");
    ascending(mass, "mass");
    for (Point p : probes) {
      if (p.setting() != (int) p.setting()) {
        throw new InvalidModelException(
            "calibration has " + p.setting() + " probes, expected a whole number");
      }
    }
    if (!mass.isEmpty() && mass.getLast().setting() > 1) {
      throw new InvalidModelException(
          "calibration has a mass of " + mass.getLast().setting() + ", more than 1");
    }
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

  /**
   * The recall that was measured with so many probes, or with the next fewer that were measured.
   */
  public double recallOf(int probes) {
    double recall = 0;
    for (Point p : this.probes) {
      if (p.setting() > probes) {
        break;
      }
      recall = p.recall();
    }
    return recall;
  }

  byte[] toJson() {
    ObjectNode node = ModelJson.object();
    node.put("k", k);
    put(node.putArray("mass"), mass);
    put(node.putArray("probes"), probes);
    node.put("queries", queries);
    return ModelJson.write(node);
  }

  private static void put(ArrayNode array, List<Point> points) {
    for (Point p : points) {
      array.addArray().add(p.setting()).add(p.recall()).add(p.candidates()).add(p.candidatesP95());
    }
  }

  /**
   * @throws InvalidModelException if a key is missing, unknown or of another type
   */
  static Calibration ofJson(byte[] json) {
    JsonNode node = ModelJson.read(json, "calibration", KEYS);
    return new Calibration(
        ModelJson.integer(node.get("k"), "k"),
        ModelJson.integer(node.get("queries"), "queries"),
        points(node.get("probes"), "probes"),
        points(node.get("mass"), "mass"));
  }

  private static List<Point> points(JsonNode value, String name) {
    List<Point> points = new ArrayList<>();
    for (JsonNode point : ModelJson.array(value, name, MAX_POINTS)) {
      if (ModelJson.array(point, name, 4).size() != 4) {
        throw new InvalidModelException(
            "calibration's [" + name + "] must hold points of four numbers");
      }
      double[] numbers = new double[4];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = ModelJson.number(point.get(i), name);
      }
      points.add(new Point(numbers[0], numbers[1], numbers[2], numbers[3]));
    }
    return points;
  }
}
