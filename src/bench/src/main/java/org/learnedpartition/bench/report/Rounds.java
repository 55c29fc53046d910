package org.learnedpartition.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.learnedpartition.bench.run.Point;

/**
 * One format under one {@link Setup}.
 *
 * @param curves by round; only rounds in which all settings were measured, as a curve with a point
 *     missing would be another curve
 */
record Rounds(String format, List<Point> points, SortedMap<Integer, Curve> curves) {
  /**
   * The rounds of a format.
   *
   * @param grids tell which settings a round must hold; of a run that they do not know, it must
   *     hold those that any of the run's rounds holds
   */
  static Rounds of(String format, List<Point> points, Grids grids) {
    SortedMap<Integer, List<Point>> byRound = new TreeMap<>();
    for (Point point : points) {
      byRound.computeIfAbsent(point.round(), r -> new ArrayList<>()).add(point);
    }
    SortedMap<Integer, Curve> curves = new TreeMap<>();
    byRound.forEach(
        (round, rows) -> {
          List<SortedMap<String, Object>> wanted = grids.settings(round, format);
          if (wanted.isEmpty()) {
            wanted = measured(points, grids, round);
          }
          if (wanted.stream().allMatch(setting -> holds(rows, setting))) {
            curves.put(round, Curve.of(rows));
          }
        });
    return new Rounds(format, points, curves);
  }

  /** All settings of the run that a round is of. */
  private static List<SortedMap<String, Object>> measured(
      List<Point> points, Grids grids, int round) {
    return points.stream()
        .filter(point -> grids.run(point.round()) == grids.run(round))
        .map(Rounds::parameters)
        .distinct()
        .toList();
  }

  /** Whether rows, whose parameters are those of the index too, hold a setting of a search. */
  private static boolean holds(List<Point> rows, Map<String, Object> setting) {
    return rows.stream()
        .anyMatch(row -> parameters(row).entrySet().containsAll(setting.entrySet()));
  }

  private static SortedMap<String, Object> parameters(Point point) {
    return point.parameters() == null ? new TreeMap<>() : point.parameters();
  }

  double bestRecall() {
    return curves.values().stream().mapToDouble(Curve::bestRecall).max().orElse(0);
  }
}
