package org.learnedpartition.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.learnedpartition.bench.run.Point;

class SectionsTests {
  private static String report(List<Point> points) {
    return new Report(new Rows(points, List.of(), Grids.UNKNOWN), "base").markdown();
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
    assertTrue(report.contains("| Queries a second | 1 % | 50 % | 100 % |"), report);
    assertTrue(report.contains("| Fewest hits of a query | 1 % | 50 % | 100 % |"), report);
    assertTrue(report.contains("| base | 7 | 7 | 7 |"), report);
    assertTrue(report.contains("| Queries a second | 10 % | 100 % |"), report);
    points.removeIf(p -> p.filter().equals("none"));
    assertFalse(report(points).contains("filter correlated"), "one share alone is no curve");
  }

  @Test
  void aChartIsCalledWhatItsSectionIs() {
    List<Point> points = new ArrayList<>();
    for (int n : new int[] {1000, 2000}) {
      points.add(varied(SyntheticRows.point("base", 0, 1, 0.97, 100), "n", n));
    }
    String html = new Report(new Rows(points, List.of(), Grids.UNKNOWN), "base").html();
    assertTrue(html.contains("aria-label=\"Growth: glove\""), html);
    assertFalse(html.contains("glove, 0 ×"), html);
  }

  @Test
  void ofFewColdQueriesTheLastTimeIsTheSlowest() {
    for (int queries : new int[] {99, 100}) {
      Point cold =
          SyntheticRows.point(
              Map.of("recall", 0.96, "latency_p50_us", 20.0, "latency_p99_us", 70.0),
              "format",
              "base",
              "scenario",
              "cold",
              "queries",
              queries);
      String report = report(List.of(cold));
      assertEquals(queries < 100, report.contains("| slowest µs |"), report);
      assertEquals(queries >= 100, report.contains("| p99 µs |"), report);
    }
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
                Map.of("docs_per_second", docs, "index_seconds", 2.0, "merge_seconds", 1000 / docs),
                "format",
                format,
                "scenario",
                "indexing",
                "round",
                round));
      }
    }
    String report = report(points);
    // 1000 vectors in 2 + 2.5 and in 2 + 1.25 seconds, of the baseline in 2 + 10 and in 2 + 5.
    assertTrue(
        report.contains(
            "| **learned** | 600 ± 33.3 % | 4.00 × (4.00…4.00) | 265 ± 16.1 % | 2.41 × (2.15…2.67) |"),
        report);
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
  void whatTwoRunsOrTwoCommitsDifferInIsNoNoise() {
    List<Point> points = new ArrayList<>();
    for (int round = 0; round < 6; round++) {
      Point point = SyntheticRows.point("base", round, 1, 0.9, 100 * (1 + round / 2));
      points.add(varied(point, "commit", round < 4 ? "a" : "b"));
    }
    Grids grids = new Grids(new TreeMap<>(Map.of(0, Map.of(), 2, Map.of())));
    Rows rows = new Rows(points, List.of(), grids);
    String report = new Report(rows, "base").markdown();
    assertTrue(report.contains("| base | 3 | 0 % | 0 % |"), report);
  }

  @Test
  void aRoundOfTwoCommitsIsSaid() {
    List<Point> points = new ArrayList<>();
    points.add(SyntheticRows.point("base", 0, 1, 0.9, 10));
    points.add(varied(SyntheticRows.point("learned", 1, 1, 0.9, 10), "commit", "b"));
    assertFalse(report(points).contains("Single rounds hold"), "each round is of one");
    points.add(varied(SyntheticRows.point("learned", 0, 1, 0.9, 10), "commit", "b"));
    assertTrue(report(points).contains("Single rounds hold"), report(points));
    assertTrue(report(points).contains("(cosinesimil) (1)."), report(points));
  }

  @Test
  void aFormatThatAKilledRoundLacksIsNamed() {
    List<Point> points = List.of(SyntheticRows.point("base", 0, 1, 0.9, 10));
    var formats = Map.of("base", settings(1), "learned", settings(1));
    Grids grids = new Grids(new TreeMap<>(Map.of(0, formats)));
    String report = new Report(new Rows(points, List.of(), grids), "base").markdown();
    assertTrue(report.contains("such rounds: learned (1)."), report);
  }

  private static List<SortedMap<String, Object>> settings(int effort) {
    return List.of(new TreeMap<>(Map.of("effort", effort)));
  }

  @Test
  void rowsOfTheSmokeModeAreMarked() {
    List<Point> points =
        List.of(varied(SyntheticRows.point("base", 0, 1, 0.9, 10), "mode", "smoke"));
    assertTrue(report(points).contains("its times mean nothing"));
  }
}
