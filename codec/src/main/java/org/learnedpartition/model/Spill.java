package org.learnedpartition.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What second rows are given to, and what they bring, measured on held-out documents and queries. A
 * document's second row has a loss ({@link OpenModel#assign(float[], int, int[], int[], float[])}),
 * and a share of all documents is that of the least. Factors of the bins keep bins of one size when
 * second rows are in them. As JSON: {@code {"curves": [[share, probes, mass, thresholds] …],
 * "factors": [factor …], "losses": [loss …]}}, the three of a curve being arrays of points as in
 * {@link Calibration}.
 *
 * @param losses {@value #LOSSES} quantiles of the documents' losses at 0, 5, … 100 %, finite, at
 *     least 0, not decreasing
 * @param factors what a loss is multiplied by where the second row would be in that bin, ¼ … 4; as
 *     many as bins, or none, which are all 1
 * @param curves by ascending share; may be none
 */
public record Spill(List<Double> losses, List<Double> factors, List<Curve> curves) {
  /** Number of quantiles. */
  public static final int LOSSES = 21;

  /** Most curves: some few shares are measured. */
  public static final int MAX_CURVES = 20;

  /** Factors of bins are at most this, and at least its inverse. */
  public static final double MAX_FACTOR = 4;

  private static final Set<String> KEYS = Set.of("curves", "factors", "losses");

  /**
   * A model's calibration when a share of the documents has second rows.
   *
   * @param share in (0, 1]
   * @param probes with the settings of the model's calibration; candidates are a share of the rows
   * @param mass likewise
   * @param thresholds likewise
   */
  public record Curve(
      double share,
      List<Calibration.Point> probes,
      List<Calibration.Point> mass,
      List<Calibration.Point> thresholds) {
    public Curve {
      if (!(share > 0 && share <= 1)) {
        throw new InvalidModelException(
            "model's spill has a curve of the share "
                + share
                + ", expected more than 0, at most 1");
      }
      probes = List.copyOf(probes);
      mass = List.copyOf(mass);
      thresholds = List.copyOf(thresholds);
    }
  }

  /**
   * @throws InvalidModelException if a value is out of range
   */
  public Spill {
    losses = List.copyOf(losses);
    factors = List.copyOf(factors);
    curves = List.copyOf(curves);
    if (losses.size() != LOSSES) {
      throw new InvalidModelException(
          "model's spill has " + losses.size() + " losses, expected " + LOSSES);
    }
    for (int i = 0; i < LOSSES; i++) {
      double loss = losses.get(i);
      if (!(loss >= 0 && Double.isFinite(loss)) || i > 0 && loss < losses.get(i - 1)) {
        throw new InvalidModelException(
            "model's spill has a loss that is negative, not finite, or falls: " + loss);
      }
    }
    for (double factor : factors) {
      if (!(factor >= 1 / MAX_FACTOR && factor <= MAX_FACTOR)) {
        throw new InvalidModelException(
            "model's spill has the factor "
                + factor
                + ", expected "
                + 1 / MAX_FACTOR
                + " to "
                + MAX_FACTOR);
      }
    }
    for (int i = 1; i < curves.size(); i++) {
      if (curves.get(i).share() <= curves.get(i - 1).share()) {
        throw new InvalidModelException(
            "model's spill has curves that are not ascending at curve " + i);
      }
    }
    if (curves.size() > MAX_CURVES) {
      throw new InvalidModelException(
          "model's spill has " + curves.size() + " curves, more than " + MAX_CURVES);
    }
  }

  /** The greatest loss of a second row when a share of the documents, 0 … 1, has one. */
  public double most(double share) {
    if (share <= 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (share >= 1) {
      return Double.POSITIVE_INFINITY;
    }
    double at = share * (LOSSES - 1);
    int below = (int) at;
    double loss = losses.get(below);
    return loss + (at - below) * (losses.get(below + 1) - loss);
  }

  /**
   * The calibration of a share: interpolated between the shares that were measured, which is what
   * an index has that is in part written with one, in part with the other.
   *
   * @param none the calibration without second rows
   */
  Calibration calibration(Calibration none, double share) {
    double from = 0;
    List<Calibration.Point> probes = none.probes();
    List<Calibration.Point> mass = none.mass();
    List<Calibration.Point> thresholds = none.thresholds();
    for (Curve curve : curves) {
      if (from >= share) {
        break;
      }
      double part = Math.min(1, (share - from) / (curve.share() - from));
      probes = between(probes, curve.probes(), part);
      mass = between(mass, curve.mass(), part);
      thresholds = between(thresholds, curve.thresholds(), part);
      from = curve.share();
    }
    return new Calibration(none.ks(), none.queries(), probes, mass, thresholds);
  }

  private static List<Calibration.Point> between(
      List<Calibration.Point> from, List<Calibration.Point> to, double part) {
    List<Calibration.Point> points = new ArrayList<>(from.size());
    for (int i = 0; i < from.size(); i++) {
      points.add(from.get(i).mixed(to.get(i), part));
    }
    return points;
  }

  /**
   * @throws InvalidModelException if the factors are not of so many bins, or the curves not of the
   *     calibration's settings
   */
  void check(int bins, Calibration calibration) {
    if (!factors.isEmpty() && factors.size() != bins) {
      throw new InvalidModelException(
          "model's spill has " + factors.size() + " factors but the model " + bins + " bins");
    }
    for (Curve curve : curves) {
      if (!settings(curve.probes()).equals(settings(calibration.probes()))
          || !settings(curve.mass()).equals(settings(calibration.mass()))
          || !settings(curve.thresholds()).equals(settings(calibration.thresholds()))) {
        throw new InvalidModelException(
            "model's spill has a curve of the share "
                + curve.share()
                + " whose settings are not those of the calibration");
      }
    }
  }

  private static List<Double> settings(List<Calibration.Point> points) {
    return points.stream().map(Calibration.Point::setting).toList();
  }

  byte[] toJson() {
    ObjectNode node = ModelJson.object();
    ArrayNode all = node.putArray("curves");
    for (Curve curve : curves) {
      ArrayNode each = all.addArray().add(curve.share());
      Calibration.put(each.addArray(), curve.probes());
      Calibration.put(each.addArray(), curve.mass());
      Calibration.put(each.addArray(), curve.thresholds());
    }
    ArrayNode ofBins = node.putArray("factors");
    factors.forEach(ofBins::add);
    ArrayNode quantiles = node.putArray("losses");
    losses.forEach(quantiles::add);
    return ModelJson.write(node);
  }

  /**
   * @throws InvalidModelException if a key is missing, unknown or of another type
   */
  static Spill ofJson(byte[] json) {
    JsonNode node = ModelJson.read(json, "spill", KEYS);
    List<Double> losses = new ArrayList<>();
    for (JsonNode loss : ModelJson.array(node.get("losses"), "losses", LOSSES)) {
      losses.add(ModelJson.number(loss, "losses"));
    }
    List<Double> factors = new ArrayList<>();
    for (JsonNode factor : ModelJson.array(node.get("factors"), "factors", Manifest.MAX_BINS)) {
      factors.add(ModelJson.number(factor, "factors"));
    }
    List<Curve> curves = new ArrayList<>();
    for (JsonNode curve : ModelJson.array(node.get("curves"), "curves", MAX_CURVES)) {
      if (ModelJson.array(curve, "curves", 4).size() != 4) {
        throw new InvalidModelException(
            "model's [curves] must hold arrays of a share and three arrays of points");
      }
      curves.add(
          new Curve(
              ModelJson.number(curve.get(0), "curves"),
              Calibration.points(curve.get(1), "probes"),
              Calibration.points(curve.get(2), "mass"),
              Calibration.points(curve.get(3), "thresholds")));
    }
    return new Spill(losses, factors, curves);
  }
}
