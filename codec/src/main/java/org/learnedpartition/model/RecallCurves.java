package org.learnedpartition.model;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What settings give and cost for one number of neighbours. Between two that were measured, recall
 * changes evenly with the logarithm of the number; fewer than the fewest measured are searched for
 * as those are. For more than the most, candidates at equal recall go on growing as the power of
 * the number by which they grew between the last two measured.
 */
public final class RecallCurves {
  /** Of a power that is fitted to the end of a curve. */
  private static final double LEAST_EXPONENT = 0.25;

  /**
   * The power by which candidates at equal recall grow with the number of neighbours, where one
   * number alone was measured: between 10 and 100 it was 0.19 (photosift), 0.21 (glove), 0.24
   * (mnist) and 0.28 (wordnetminilm).
   */
  private static final double GROWTH = 0.3;

  /** Where that power is taken from. */
  private static final double GROWTH_RECALL = 0.95;

  /** Whose growth no data shows: as if each neighbour lay in bins of its own. */
  private static final double MOST_GROWTH = 1;

  private final Calibration calibration;
  private final double k;
  private final int column;
  private final double part;
  private final double growth;

  /**
   * What a setting gives.
   *
   * @param setting as {@link Calibration.Point#setting}, not necessarily whole
   * @param recall mean, 0 … 1
   * @param candidates mean share of all vectors, 0 … 1
   * @param candidatesP95 0.95-quantile over the queries, 0 … 1
   */
  public record At(double setting, double recall, double candidates, double candidatesP95) {
    private At between(At before, double part) {
      return new At(
          Math.max(Double.MIN_NORMAL, mix(before == null ? 0 : before.setting, setting, part)),
          mix(before == null ? 0 : before.recall, recall, part),
          mix(before == null ? 0 : before.candidates, candidates, part),
          mix(before == null ? 0 : before.candidatesP95, candidatesP95, part));
    }
  }

  RecallCurves(Calibration calibration, double k) {
    if (!(k > 0)) {
      throw new IllegalArgumentException("[k] must be more than 0 neighbours, got " + k);
    }
    this.calibration = calibration;
    this.k = k;
    this.growth = growth(calibration, k);
    List<Integer> ks = calibration.ks();
    int next = 0;
    while (next < ks.size() && ks.get(next) < k) {
      next++;
    }
    if (next == 0 || next == ks.size()) {
      column = Math.min(next, ks.size() - 1);
      part = 0;
    } else {
      column = next - 1;
      part = Math.log(k / ks.get(column)) / Math.log((double) ks.get(next) / ks.get(column));
    }
  }

  /** Neighbours. */
  public double k() {
    return k;
  }

  private double recall(Calibration.Point point) {
    double recall = point.recalls().get(column);
    return part == 0 ? recall : mix(recall, point.recalls().get(column + 1), part);
  }

  private At at(Calibration.Point point) {
    return new At(point.setting(), recall(point), point.candidates(), point.candidatesP95());
  }

  private static double mix(double from, double to, double part) {
    return (1 - part) * from + part * to;
  }

  /**
   * How many times the candidates of the most neighbours measured it takes for k. The same at each
   * recall, so that more recall never takes less.
   */
  private static double growth(Calibration calibration, double k) {
    List<Integer> ks = calibration.ks();
    int most = ks.getLast();
    if (k <= most) {
      return 1;
    }
    double exponent = GROWTH;
    if (ks.size() > 1) {
      int fewer = ks.get(ks.size() - 2);
      RecallCurves there = calibration.of(most);
      double recall = Math.min(GROWTH_RECALL, there.recall(calibration.probes().getLast()));
      double grows = there.candidates(recall) / calibration.of(fewer).candidates(recall);
      exponent = Math.log(grows) / Math.log((double) most / fewer);
    }
    return Math.pow(k / most, Math.clamp(exponent, 0, MOST_GROWTH));
  }

  /** Of the same number of probes for all; at most those of the last point. */
  private double candidates(double recall) {
    return at(calibration.probes(), At::recall, recall).candidates();
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
    List<Calibration.Point> probes = calibration.probes();
    At last = at(probes.getLast());
    double needed =
        recall <= last.recall()
            ? at(probes, At::recall, recall).setting()
            : last.setting() * Math.pow((1 - last.recall()) / (1 - recall), 1 / exponent(last));
    // What was measured as a whole number shall not become one more by rounding.
    return (int) Math.clamp(Math.ceil(growth * needed - 1e-6), 1, Manifest.MAX_BINS);
  }

  /** The power of the probes by which 1 - recall falls at the end of the curve. */
  private double exponent(At last) {
    List<Calibration.Point> probes = calibration.probes();
    At before = at(probes.get(Math.max(0, probes.size() - 2)));
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
  public At ofProbes(double probes) {
    At most = at(calibration.probes(), At::setting, probes);
    if (growth == 1) {
      return most;
    }
    At fewer = at(calibration.probes(), At::setting, probes / growth);
    return new At(most.setting(), fewer.recall(), most.candidates(), most.candidatesP95());
  }

  /** The number of probes for all, interpolated, with such candidates; the last point beyond. */
  public At probesOf(double candidates) {
    return at(calibration.probes(), At::candidates, candidates);
  }

  /** The threshold, interpolated, that reaches a recall; null if none that was measured. */
  public At thresholdFor(double recall) {
    List<Calibration.Point> thresholds = calibration.thresholds();
    if (thresholds.isEmpty() || recall > recall(thresholds.getLast())) {
      return null;
    }
    At least = at(thresholds, At::recall, recall);
    if (growth == 1) {
      return least;
    }
    double candidates = growth * least.candidates();
    return candidates > thresholds.getLast().candidates()
        ? null
        : at(thresholds, At::candidates, candidates);
  }

  /**
   * How many times the candidates reach as much recall for another number of neighbours.
   *
   * @param recall 0 … 1
   * @return at least 1
   */
  public double growthTo(double further, double recall) {
    RecallCurves there = calibration.of(further);
    return Math.max(1, there.growth * there.candidates(recall) / (growth * candidates(recall)));
  }

  /**
   * The recall where the probed bins have a probability mass, interpolated, also between the last
   * point and all of the mass. Without measured points it is the mass.
   *
   * @param probability 0 … 1
   */
  public double recallOfMass(double probability) {
    List<Calibration.Point> mass = calibration.mass();
    if (mass.isEmpty()) {
      return probability;
    }
    At last = at(mass.getLast());
    if (probability <= last.setting()) {
      return at(mass, At::setting, probability).recall();
    }
    double beyond = (probability - last.setting()) / (1 - last.setting());
    return last.recall() + Math.min(1, beyond) * (1 - last.recall());
  }

  /**
   * The point of a curve where one of its values, rising along it, is the one given: linear between
   * points, and from nothing to the first; the last point beyond it.
   */
  private At at(List<Calibration.Point> points, ToDoubleFunction<At> by, double value) {
    int low = 0;
    int high = points.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (by.applyAsDouble(at(points.get(middle))) >= value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    At point = at(points.get(low));
    At before = low == 0 ? null : at(points.get(low - 1));
    double from = before == null ? 0 : by.applyAsDouble(before);
    double to = by.applyAsDouble(point);
    double part = to > from ? Math.clamp((value - from) / (to - from), 0.0, 1.0) : 1;
    return point.between(before, part);
  }
}
