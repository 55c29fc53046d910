package org.learnedpartition.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What queries that were not trained on measured: how much recall a number of probes, a probability
 * mass, or a threshold for the probabilities of bins gives and what it costs. As JSON: {@code {"k":
 * [k …], "mass": [[mass, candidates, candidates_p95, recall at each k …] …], "probes": [[probes, …]
 * …], "queries", "thresholds": [[nats, …] …]}}.
 *
 * <p>Recall and candidates rise along a curve, and recall falls, or stays, as k grows: what finds a
 * share of the 100 nearest finds as large a one of the 10 nearest.
 *
 * @param ks numbers of neighbours that recall was measured for, ascending, 1 … {@value #MAX_K}, at
 *     least one and at most {@value #MAX_KS}
 * @param queries how many queries were measured, ≥ 1
 * @param probes one point for each measured number of probes, ascending, at least one
 * @param mass one point for each measured probability mass, ascending; may be empty
 * @param thresholds one point for each measured threshold, ascending; may be empty
 */
public record Calibration(
    List<Integer> ks, int queries, List<Point> probes, List<Point> mass, List<Point> thresholds) {

  /** Most points of a curve: measurements are some dozens. */
  public static final int MAX_POINTS = 4096;

  /** Most numbers of neighbours that recall is measured for. */
  public static final int MAX_KS = 8;

  /** Most neighbours that recall is measured for. */
  public static final int MAX_K = 10_000;

  /** Numbers of a point that are not recalls. */
  private static final int COSTS = 3;

  private static final Set<String> KEYS = Set.of("k", "mass", "probes", "queries", "thresholds");

  /**
   * One measured setting.
   *
   * @param setting number of probes ≥ 1, probability mass in (0, 1], or the -ln of the probability
   *     below which a bin is not probed, > 0
   * @param candidates mean share of all vectors that lay in the probed bins, 0 … 1
   * @param candidatesP95 0.95-quantile over the queries of that share, 0 … 1
   * @param recalls mean recall@k for each k of the calibration, 0 … 1, not rising
   */
  public record Point(
      double setting, double candidates, double candidatesP95, List<Double> recalls) {
    public Point {
      recalls = List.copyOf(recalls);
      if (!(setting > 0 && setting <= Manifest.MAX_BINS)
          || !share(candidates)
          || !share(candidatesP95)
          || !recalls.stream().allMatch(Point::share)) {
        throw new InvalidModelException(
            String.format(
                Locale.ROOT,
                "calibration point [%s, %s, %s, %s] is out of range: expected a positive setting and"
                    + " shares between 0 and 1",
                setting,
                candidates,
                candidatesP95,
                recalls));
      }
      for (int i = 1; i < recalls.size(); i++) {
        if (recalls.get(i) > recalls.get(i - 1)) {
          throw new InvalidModelException(
              "calibration of the setting " + setting + " has a recall that rises with k");
        }
      }
    }

    private static boolean share(double value) {
      return value >= 0 && value <= 1;
    }

    private boolean below(Point next) {
      boolean below =
          setting < next.setting
              && candidates <= next.candidates
              && candidatesP95 <= next.candidatesP95;
      for (int i = 0; i < recalls.size(); i++) {
        below &= recalls.get(i) <= next.recalls.get(i);
      }
      return below;
    }

    /** The point that is so far on the way from here to another of the same setting. */
    Point mixed(Point other, double part) {
      List<Double> mixed = new ArrayList<>(recalls.size());
      for (int i = 0; i < recalls.size(); i++) {
        mixed.add(mix(recalls.get(i), other.recalls.get(i), part));
      }
      return new Point(
          setting,
          mix(candidates, other.candidates, part),
          mix(candidatesP95, other.candidatesP95, part),
          mixed);
    }

    private static double mix(double from, double to, double part) {
      return Math.clamp((1 - part) * from + part * to, 0.0, 1.0);
    }
  }

  public Calibration {
    ks = List.copyOf(ks);
    probes = List.copyOf(probes);
    mass = List.copyOf(mass);
    thresholds = List.copyOf(thresholds);
    checkKs(ks);
    if (queries < 1 || probes.isEmpty()) {
      throw new InvalidModelException(
          "calibration must have queries ≥ 1 and a point, got queries="
              + queries
              + ", points="
              + probes.size());
    }
    check(probes, ks, "probes");
    check(mass, ks, "mass");
    check(thresholds, ks, "thresholds");
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

  /** A calibration for one number of neighbours. */
  public Calibration(
      int k, int queries, List<Point> probes, List<Point> mass, List<Point> thresholds) {
    this(List.of(k), queries, probes, mass, thresholds);
  }

  private static void checkKs(List<Integer> ks) {
    boolean right = !ks.isEmpty() && ks.size() <= MAX_KS;
    for (int i = 0; i < ks.size(); i++) {
      int least = i == 0 ? 1 : ks.get(i - 1) + 1;
      right &= ks.get(i) >= least && ks.get(i) <= MAX_K;
    }
    if (!right) {
      throw new InvalidModelException(
          "calibration must be for 1 to "
              + MAX_KS
              + " ascending numbers of neighbours from 1 to "
              + MAX_K
              + ", got "
              + ks);
    }
  }

  private static void check(List<Point> points, List<Integer> ks, String name) {
    if (points.size() > MAX_POINTS) {
      throw new InvalidModelException(
          "calibration [" + name + "] has " + points.size() + " points, more than " + MAX_POINTS);
    }
    for (int i = 0; i < points.size(); i++) {
      if (points.get(i).recalls().size() != ks.size()) {
        throw new InvalidModelException(
            "calibration ["
                + name
                + "] has "
                + points.get(i).recalls().size()
                + " recalls at point "
                + i
                + ", expected one for each k of "
                + ks);
      }
      if (i > 0 && !points.get(i - 1).below(points.get(i))) {
        throw new InvalidModelException(
            "calibration [" + name + "] is not ascending at point " + i);
      }
    }
  }

  /**
   * What settings give and cost for a number of neighbours, measured or not.
   *
   * @param k neighbours, &gt; 0, not necessarily whole
   */
  public RecallCurves of(double k) {
    return new RecallCurves(this, k);
  }

  byte[] toJson() {
    ObjectNode node = ModelJson.object();
    ks.forEach(node.putArray("k")::add);
    put(node.putArray("mass"), mass);
    put(node.putArray("probes"), probes);
    node.put("queries", queries);
    put(node.putArray("thresholds"), thresholds);
    return ModelJson.write(node);
  }

  static void put(ArrayNode array, List<Point> points) {
    for (Point p : points) {
      ArrayNode point = array.addArray();
      put(point, p.setting());
      put(point, p.candidates());
      put(point, p.candidatesP95());
      p.recalls().forEach(recall -> put(point, recall));
    }
  }

  /** Whole numbers without a fraction, which would be two more bytes for each. */
  private static void put(ArrayNode point, double value) {
    if (value == (int) value) {
      point.add((int) value);
    } else {
      point.add(value);
    }
  }

  /**
   * @throws InvalidModelException if a key is missing, unknown or of another type
   */
  static Calibration ofJson(byte[] json) {
    JsonNode node = ModelJson.read(json, "calibration", KEYS);
    return new Calibration(
        ks(node.get("k")),
        ModelJson.integer(node.get("queries"), "queries"),
        points(node.get("probes"), "probes"),
        points(node.get("mass"), "mass"),
        points(node.get("thresholds"), "thresholds"));
  }

  static List<Point> points(JsonNode value, String name) {
    List<Point> points = new ArrayList<>();
    for (JsonNode point : ModelJson.array(value, name, MAX_POINTS)) {
      int size = ModelJson.array(point, name, COSTS + MAX_KS).size();
      if (size <= COSTS) {
        throw new InvalidModelException(
            "calibration's ["
                + name
                + "] must hold points of a setting, two costs, and a recall for each k");
      }
      double[] numbers = new double[size];
      for (int i = 0; i < size; i++) {
        numbers[i] = ModelJson.number(point.get(i), name);
      }
      List<Double> recalls = Arrays.stream(numbers, COSTS, size).boxed().toList();
      points.add(new Point(numbers[0], numbers[1], numbers[2], recalls));
    }
    return points;
  }

  private static List<Integer> ks(JsonNode value) {
    List<Integer> ks = new ArrayList<>();
    for (JsonNode k : ModelJson.array(value, "k", MAX_KS)) {
      ks.add(ModelJson.integer(k, "k"));
    }
    return ks;
  }
}
