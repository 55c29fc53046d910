package org.learnedpartition.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.learnedpartition.bench.run.Point;
import org.learnedpartition.page.Numbers;

/**
 * Formats under one {@link Setup}, compared at equal recall.
 *
 * @param formats in the order of the rows
 */
public record Comparison(Setup setup, List<FormatResult> formats) {
  /** The recalls at which formats are compared. */
  public static final List<Double> RECALLS = List.of(0.80, 0.90, 0.95, 0.98, 0.99);

  /** The recall of tables and of the README. */
  public static final double RECALL = 0.95;

  /**
   * Compares formats; one without a whole round is left out.
   *
   * @param setup of all of them
   * @param measured by format
   * @param baseline label of the format that the others are compared with; there need not be one
   */
  static Comparison of(Setup setup, Map<String, Rounds> measured, String baseline) {
    Rounds base = measured.get(baseline);
    List<FormatResult> formats = new ArrayList<>();
    for (Rounds rounds : measured.values()) {
      if (rounds.curves().isEmpty()) {
        continue;
      }
      List<AtRecall> at = new ArrayList<>();
      for (double recall : RECALLS) {
        at.add(at(recall, rounds, base));
      }
      List<Point> points = rounds.points();
      formats.add(
          new FormatResult(
              rounds.format(),
              rounds.curves().size(),
              rounds.bestRecall(),
              points.stream()
                  .map(Point::minHits)
                  .filter(Objects::nonNull)
                  .min(Integer::compare)
                  .orElse(null),
              median(points, Point::indexCpuSeconds),
              median(points, Point::mergeCpuSeconds),
              whole(median(points, Point::indexBytes)),
              whole(median(points, Point::heapBytes)),
              at));
    }
    return new Comparison(setup, formats);
  }

  /** The result of a format; null if it was not measured. */
  FormatResult format(String name) {
    return formats.stream().filter(f -> f.format().equals(name)).findFirst().orElse(null);
  }

  private static AtRecall at(double recall, Rounds rounds, Rounds base) {
    SortedMap<Integer, Curve.At> at = at(recall, rounds);
    Bound bound = bound(at);
    Ratio qps = null;
    Ratio cpu = null;
    if (base != null && base != rounds) {
      SortedMap<Integer, Curve.At> other = at(recall, base);
      Bound ratio = Ratio.bound(bound, bound(other));
      if (ratio != null) {
        qps = ratio(ratio, at, other, Curve::speed, 1);
        cpu = ratio(ratio, at, other, Point::cpuUsPerQuery, -1);
      }
    }
    return new AtRecall(
        recall,
        bound,
        spread(bound, at, Curve::speed),
        spread(bound, at, Point::latencyP50Us),
        spread(bound, at, Point::latencyP99Us),
        spread(bound, at, Point::cpuUsPerQuery),
        spread(bound, at, Point::visited),
        spread(bound, at, Point::bytesRead),
        spread(bound, at, Point::pagesRead),
        qps,
        cpu);
  }

  private static SortedMap<Integer, Curve.At> at(double recall, Rounds rounds) {
    SortedMap<Integer, Curve.At> at = new TreeMap<>();
    rounds.curves().forEach((round, curve) -> at.put(round, curve.at(recall)));
    return at;
  }

  /** What holds for all rounds: the least that can be said of one of them. */
  private static Bound bound(SortedMap<Integer, Curve.At> at) {
    List<Bound> bounds = at.values().stream().map(Curve.At::bound).distinct().toList();
    if (bounds.isEmpty() || bounds.contains(Bound.NOT_REACHED)) {
      return Bound.NOT_REACHED;
    }
    return bounds.contains(Bound.AT_LEAST) ? Bound.AT_LEAST : Bound.EXACT;
  }

  private static Spread spread(
      Bound bound, SortedMap<Integer, Curve.At> at, Function<Point, Double> figure) {
    return bound == Bound.NOT_REACHED
        ? null
        : Spread.of(
            at.values().stream().map(a -> a.value(figure)).filter(Objects::nonNull).toList());
  }

  /** The ratios of rounds in which both were measured, to a power: −1 for what is a cost. */
  private static Ratio ratio(
      Bound bound,
      SortedMap<Integer, Curve.At> at,
      SortedMap<Integer, Curve.At> other,
      Function<Point, Double> figure,
      int power) {
    List<Double> ratios = new ArrayList<>();
    for (Map.Entry<Integer, Curve.At> round : at.entrySet()) {
      Curve.At pair = other.get(round.getKey());
      Double a = round.getValue().value(figure);
      Double b = pair == null ? null : pair.value(figure);
      if (a != null && b != null && a > 0 && b > 0) {
        ratios.add(Math.pow(a / b, power));
      }
    }
    Spread spread = Spread.of(ratios);
    return spread == null ? null : new Ratio(bound, spread);
  }

  private static Double median(List<Point> points, Function<Point, ? extends Number> figure) {
    double[] values =
        points.stream()
            .map(figure)
            .filter(Objects::nonNull)
            .mapToDouble(Number::doubleValue)
            .toArray();
    return values.length == 0 ? null : Numbers.four(Spread.median(values));
  }

  private static Long whole(Double value) {
    return value == null ? null : Math.round(value);
  }

  /** The points of rows that search, by setup and format, in the order of the rows. */
  static Map<Setup, Map<String, Rounds>> measured(List<Point> points, Grids grids) {
    Map<Setup, Map<String, List<Point>>> grouped = new LinkedHashMap<>();
    for (Point point : points) {
      if (point.recall() != null && Curve.speed(point) != null && point.step() == null) {
        grouped
            .computeIfAbsent(Setup.of(point), s -> new LinkedHashMap<>())
            .computeIfAbsent(point.format(), f -> new ArrayList<>())
            .add(point);
      }
    }
    Map<Setup, Map<String, Rounds>> measured = new LinkedHashMap<>();
    grouped.forEach(
        (setup, formats) -> {
          Map<String, Rounds> rounds = new LinkedHashMap<>();
          formats.forEach((format, rows) -> rounds.put(format, Rounds.of(format, rows, grids)));
          measured.put(setup, rounds);
        });
    return measured;
  }
}
