package org.learnedpartition.bench.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.learnedpartition.bench.run.Point;

/**
 * One format under one {@link Setup}.
 *
 * @param curves by round; only rounds in which all settings were measured, as a curve with a point
 *     missing would be another curve
 * @param leftOut rounds that were not whole
 */
record Rounds(String format, List<Point> points, SortedMap<Integer, Curve> curves, int leftOut) {
  static Rounds of(String format, List<Point> points) {
    SortedMap<Integer, List<Point>> byRound = new TreeMap<>();
    Set<Object> settings = new HashSet<>();
    for (Point point : points) {
      byRound.computeIfAbsent(point.round(), r -> new ArrayList<>()).add(point);
      settings.add(point.parameters());
    }
    SortedMap<Integer, Curve> curves = new TreeMap<>();
    for (Map.Entry<Integer, List<Point>> round : byRound.entrySet()) {
      if (round.getValue().stream().map(Point::parameters).distinct().count() == settings.size()) {
        curves.put(round.getKey(), Curve.of(round.getValue()));
      }
    }
    return new Rounds(format, points, curves, byRound.size() - curves.size());
  }

  double bestRecall() {
    return curves.values().stream().mapToDouble(Curve::bestRecall).max().orElse(0);
  }
}
