package org.learnedpartition.bench.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.learnedpartition.bench.run.Point;

class SectionsTests {
  private static String report(List<Point> points) {
    return new Report(new Rows(points, List.of()), "base").markdown();
  }

  private static Point varied(Point point, Object... namesAndValues) {
    return SyntheticRows.point(SyntheticRows.fields(point), namesAndValues);
  }

  @Test
  void segmentsAreComparedInTheirOrder() {
    List<Point> points = new ArrayList<>();
    for (int segments : new int[] {10, 1}) {
      for (int round = 0; round < 2; round++) {
        Point base = SyntheticRows.point("base", round, 1, 0.95, 400.0 / segments);
        Point ours = SyntheticRows.point("learned", round, 1, 0.95, 800);
        points.add(varied(base, "segments", segments));
        points.add(varied(ours, "segments", segments));
      }
    }
    String report = report(points);
    assertTrue(report.contains("## Many segments"), report);
    assertTrue(report.contains("| Queries a second | 1 | 10 |"), report);
    assertTrue(
        report.contains("| **learned** | 2.00 × (2.00…2.00) | 20.0 × (20.0…20.0) |"), report);
    assertFalse(report.contains("## Growth"), report);
  }

  @Test
  void filtersOfOneKindAreOneTable() {
    List<Point> points = new ArrayList<>();
    for (String filter : List.of("none", "random 0.5", "random 0.01", "correlated 0.1")) {
      Point base = SyntheticRows.point("base", 0, 1, 0.97, 100);
      points.add(varied(base, "filter", filter, "min_hits", 7));
    }
    String report = report(points);
    assertTrue(report.contains("| Queries a second | 1 % | 50 % |"), report);
    assertTrue(report.contains("| Fewest hits of a query | 1 % | 50 % |"), report);
    assertTrue(report.contains("| base | 7 | 7 |"), report);
    assertFalse(report.contains("filter correlated"), "one share alone is no curve");
  }

  @Test
  void ofStepsTheSettingNearestAboveTheRecallIsShown() {
    List<Point> points = new ArrayList<>();
    for (int step = 0; step <= 2; step++) {
      for (int setting = 1; setting <= 3; setting++) {
        double recall = 0.90 + 0.03 * setting - 0.01 * step;
        Point point = SyntheticRows.point("base", 0, setting, recall, 100 * setting);
        points.add(varied(point, "scenario", "merge", "step", step, "merge_seconds", 5.0 + step));
      }
    }
    String report = report(points);
    assertTrue(
        report.contains("| base | 2 | 0.960 | 0.940 | 0.940 | 200 | 200 | 5.00 | 6.50 | – | – |"),
        report);
    assertFalse(report.contains("At a glance"), "steps are not compared at equal recall");
  }

  @Test
  void indexingIsComparedRoundByRound() {
    List<Point> points = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      for (String format : List.of("base", "learned")) {
        double docs = (format.equals("base") ? 100 : 400) * (1 + round);
        points.add(
            SyntheticRows.point(
                Map.of("docs_per_second", docs, "merge_seconds", 1000 / docs),
                "format",
                format,
                "scenario",
                "indexing",
                "round",
                round));
      }
    }
    String report = report(points);
    assertTrue(report.contains("| **learned** | 600 ± 33.3 % | 4.00 × (4.00…4.00) |"), report);
  }

  @Test
  void noiseIsTheRangeOfARepeatedPoint() {
    List<Point> points = new ArrayList<>();
    double[] qps = {100, 110, 90};
    for (int round = 0; round < 3; round++) {
      points.add(SyntheticRows.point("base", round, 1, 0.9, qps[round]));
      points.add(SyntheticRows.point("base", round, 2, 0.99, 50));
    }
    assertTrue(report(points).contains("| base | 2 | 10.0 % | 20.0 % |"), report(points));
  }

  @Test
  void rowsOfTheSmokeModeAreMarked() {
    List<Point> points =
        List.of(varied(SyntheticRows.point("base", 0, 1, 0.9, 10), "mode", "smoke"));
    assertTrue(report(points).contains("its times mean nothing"));
  }
}
