package org.learnedpartition.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What held-out queries measured: how much recall a number of probes, a probability mass, or a
 * threshold for the probabilities of bins gives and what it costs. As JSON: {@code {"k", "queries",
 * "probes": [[probes, recall, candidates, candidates_p95] …], "mass": [[mass, …] …], "thresholds":
 * [[nats, …] …]}}.
 *
 * @param k neighbours asked for when recall was measured, ≥ 1
 * @param queries how many held-out queries were measured, ≥ 1
 * @param probes one point for each measured number of probes, ascending, at least one
 * @param mass one point for each measured probability mass, ascending; may be empty
 * @param thresholds one point for each measured threshold, ascending; may be empty
 */
public record Calibration(
    int k, int queries, List<Point> probes, List<Point> mass, List<Point> thresholds) {

  /** Most points of a curve: measurements are some dozens. */
  public static final int MAX_POINTS = 4096;

  /** Of a power that is fitted to the end of a curve. */
  private static final double LEAST_EXPONENT = 0.25;

  private static final Set<String> KEYS = Set.of("k", "mass", "probes", "queries", "thresholds");

  /**
   * One measured setting.
   *
   * @param setting number of probes ≥ 1, probability mass in (0, 1], or the -ln of the probability
   *     below which a bin is not probed, > 0
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

    /** The point that is so far on the way here from another, or from nothing at null. */
    private Point between(Point before, double part) {
      return new Point(
          Math.max(Double.MIN_NORMAL, mix(before == null ? 0 : before.setting, setting, part)),
          mix(before == null ? 0 : before.recall, recall, part),
          mix(before == null ? 0 : before.candidates, candidates, part),
          mix(before == null ? 0 : before.candidatesP95, candidatesP95, part));
    }

    private static double mix(double from, double to, double part) {
      return (1 - part) * from + part * to;
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
    thresholds = List.copyOf(thresholds);
    ascending(probes, "probes");
    ascending(mass, "mass");
    ascending(thresholds, "thresholds");
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
   * The fewest probes that reach a recall, interpolated between measured points. Beyond the last
   * point, 1 - recall is taken to fall as that power of the probes by which it fell between the
   * last two points, so the answer may be more than there are bins.
   *
   * @param recall 0 … 1
   * @return 1 … {@value Manifest#MAX_BINS}
   */
  public int probesFor(double recall) {
    Point last = probes.getLast();
    double needed =
        recall <= last.recall()
            ? at(probes, Point::recall, recall).setting()
            : last.setting() * Math.pow((1 - last.recall()) / (1 - recall), 1 / exponent());
    // What was measured as a whole number shall not become one more by rounding.
    return (int) Math.clamp(Math.ceil(needed - 1e-6), 1, Manifest.MAX_BINS);
  }

  /** The power of the probes by which 1 - recall falls at the end of the curve. */
  private double exponent() {
    Point last = probes.getLast();
    Point before = probes.get(Math.max(0, probes.size() - 2));
    double falls = Math.log((1 - before.recall()) / (1 - last.recall()));
    double grows = Math.log(last.setting() / before.setting());
    // A single point tells nothing, and a curve that ends flat would lead nowhere.
    return grows > 0 ? Math.max(LEAST_EXPONENT, falls / grows) : 1;
  }

  /**
   * What a number of probes reaches and costs, interpolated; the last point beyond it.
   *
   * @param probes above 0, not necessarily whole
   */
  public Point ofProbes(double probes) {
    return at(this.probes, Point::setting, probes);
  }

  /** The threshold, interpolated, that reaches a recall; null if none that was measured. */
  public Point thresholdFor(double recall) {
    return thresholds.isEmpty() || recall > thresholds.getLast().recall()
        ? null
        : at(thresholds, Point::recall, recall);
  }

  /** The threshold, interpolated, that scans a mean share of all vectors; the last point beyond. */
  public Point thresholdOf(double candidates) {
    return at(thresholds, Point::candidates, candidates);
  }

  /**
   * The recall where the probed bins have a probability mass, interpolated, also between the last
   * point and all of the mass. Without measured points it is the mass.
   *
   * @param probability 0 … 1
   */
  public double recallOfMass(double probability) {
    Point last = mass.isEmpty() ? null : mass.getLast();
    if (last == null) {
      return probability;
    }
    if (probability <= last.setting()) {
      return at(mass, Point::setting, probability).recall();
    }
    double beyond = (probability - last.setting()) / (1 - last.setting());
    return last.recall() + Math.min(1, beyond) * (1 - last.recall());
  }

  /**
   * The point of a curve where one of its values, rising along it, is the one given: linear between
   * points, and from nothing to the first; the last point beyond it.
   */
  private static Point at(List<Point> points, ToDoubleFunction<Point> by, double value) {
    Point before = null;
    for (Point point : points) {
      double from = before == null ? 0 : by.applyAsDouble(before);
      double to = by.applyAsDouble(point);
      if (to >= value) {
        double part = to > from ? Math.max(0, value - from) / (to - from) : 1;
        return point.between(before, part);
      }
      before = point;
    }
    return before;
  }

  byte[] toJson() {
    ObjectNode node = ModelJson.object();
    node.put("k", k);
    put(node.putArray("mass"), mass);
    put(node.putArray("probes"), probes);
    node.put("queries", queries);
    put(node.putArray("thresholds"), thresholds);
    return ModelJson.write(node);
  }

  static void put(ArrayNode array, List<Point> points) {
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
        points(node.get("mass"), "mass"),
        points(node.get("thresholds"), "thresholds"));
  }

  static List<Point> points(JsonNode value, String name) {
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
