package org.learnedpartition.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.learnedpartition.bench.run.Point;
import org.learnedpartition.page.Numbers;

/** Rows of one scenario that are not curves, by setup and format. */
final class ByFormat {
  private ByFormat() {}

  static Map<Setup, Map<String, List<Point>>> of(List<Point> points, String scenario) {
    Map<Setup, Map<String, List<Point>>> grouped = new LinkedHashMap<>();
    for (Point point : points) {
      if (point.scenario().equals(scenario)) {
        grouped
            .computeIfAbsent(Setup.of(point), s -> new LinkedHashMap<>())
            .computeIfAbsent(point.format(), f -> new ArrayList<>())
            .add(point);
      }
    }
    return grouped;
  }

  /** A figure over points; null if it was not measured. */
  static Spread spread(List<Point> points, Function<Point, Double> figure) {
    return Spread.of(points.stream().map(figure).filter(Objects::nonNull).toList());
  }

  /** The median of a figure, as a cell. */
  static String median(List<Point> points, Function<Point, Double> figure) {
    Spread spread = spread(points, figure);
    return spread == null ? Cells.NOTHING : Numbers.three(spread.median());
  }

  /** A figure of a format against the baseline's of the same round. */
  static Ratio ratio(List<Point> points, List<Point> baseline, Function<Point, Double> speed) {
    List<Double> ratios = new ArrayList<>();
    for (Point point : points) {
      for (Point other : baseline) {
        Double a = speed.apply(point);
        Double b = speed.apply(other);
        if (point.round() == other.round() && a != null && b != null && a > 0 && b > 0) {
          ratios.add(a / b);
        }
      }
    }
    Spread spread = Spread.of(ratios);
    return spread == null ? null : new Ratio(Bound.EXACT, spread);
  }
}
