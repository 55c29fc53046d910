package org.learnedpartition.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.learnedpartition.bench.run.Point;
import org.learnedpartition.page.Palette;

class ComparisonTests {
  private static Comparison compare(List<Point> points, String baseline) {
    var measured = Comparison.measured(points, Grids.UNKNOWN);
    assertEquals(1, measured.size());
    var only = measured.entrySet().iterator().next();
    return Comparison.of(only.getKey(), only.getValue(), baseline);
  }

  /** Two settings, at recall 0.9 and 1; at 0.95 the speed is the mean of their logarithms. */
  private static void add(List<Point> points, String format, int round, double qps) {
    points.add(SyntheticRows.point(format, round, 1, 0.9, 10 * qps));
    points.add(SyntheticRows.point(format, round, 2, 1.0, qps / 10));
  }

  @Test
  void aRatioPairsFiguresOfTheSameRound() {
    List<Point> points = new ArrayList<>();
    // The machine is 4 times slower in the second round, for both.
    add(points, "base", 0, 400);
    add(points, "fast", 0, 800);
    add(points, "base", 1, 100);
    add(points, "fast", 1, 210);
    add(points, "base", 2, 300);
    add(points, "fast", 2, 570);
    AtRecall at = compare(points, "base").format("fast").at(0.95);
    assertEquals(Bound.EXACT, at.bound());
    assertEquals(new Spread(2.0, 1.9, 2.1, 3), at.qpsRatio().spread());
    assertEquals(new Spread(2.0, 1.9, 2.1, 3), at.cpuRatio().spread());
    assertFalse(at.qpsRatio().spansOne());
    assertEquals("2.00 × (1.90…2.10)", Cells.ratio(at.qpsRatio()));
    assertEquals(new Spread(570, 210, 800, 3), at.qps());
    assertNull(compare(points, "base").format("base").at(0.95).qpsRatio());
    assertNull(compare(points, "nothing").format("fast").at(0.95).qpsRatio());
  }

  @Test
  void roundsThatDisagreeTellNothingApart() {
    List<Point> points = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      add(points, "base", round, 100);
      add(points, "other", round, 95 + 5 * round);
    }
    Ratio ratio = compare(points, "base").format("other").at(0.95).qpsRatio();
    assertEquals(new Spread(1.0, 0.95, 1.05, 3), ratio.spread());
    assertTrue(ratio.spansOne());
    assertEquals("1.00 × (0.95…1.05) not told apart", Cells.ratio(ratio));
  }

  @Test
  void aRatioOfOneRoundSaysSo() {
    List<Point> points = new ArrayList<>();
    add(points, "base", 0, 100);
    add(points, "fast", 0, 500);
    Ratio ratio = compare(points, "base").format("fast").at(0.95).qpsRatio();
    assertEquals("5.00 × (one round)", Cells.ratio(ratio));
  }

  @Test
  void aRoundThatWasNotFinishedDoesNotCount() {
    List<Point> points = new ArrayList<>();
    add(points, "base", 0, 100);
    add(points, "fast", 0, 200);
    add(points, "base", 1, 100);
    points.add(SyntheticRows.point("fast", 1, 1, 0.9, 9000));
    FormatResult fast = compare(points, "base").format("fast");
    assertEquals(1, fast.rounds());
    assertEquals(new Spread(2, 2, 2, 1), fast.at(0.95).qpsRatio().spread());
  }

  @Test
  void aRoundCountsIfItHoldsAllThatItsBenchmarkWants() {
    List<Point> points = new ArrayList<>();
    add(points, "base", 0, 100);
    add(points, "fast", 0, 200);
    // The second run, of another grid, was killed in its first round.
    add(points, "base", 1, 100);
    add(points, "fast", 1, 400);
    add(points, "cut", 1, 400);
    Grids grids =
        new Grids(
            new TreeMap<>(
                Map.of(
                    0,
                    Map.of("base", settings(1, 2), "fast", settings(1, 2)),
                    1,
                    Map.of("base", settings(2), "fast", settings(2), "cut", settings(1, 2, 3)))));
    Setup setup = Setup.of(points.getFirst());
    Map<String, Rounds> measured = Comparison.measured(points, grids).get(setup);
    assertEquals(Set.of(0, 1), measured.get("fast").curves().keySet());
    assertEquals(Set.of(), measured.get("cut").curves().keySet());
    Comparison comparison = Comparison.of(setup, measured, "base");
    assertEquals(new Spread(3, 2, 4, 2), comparison.format("fast").at(0.95).qpsRatio().spread());
    assertNull(comparison.format("cut"), "a format without a whole round");
  }

  @Test
  void runsOfUnknownGridsAreEachMeasuredByTheirOwn() {
    List<Point> points = new ArrayList<>();
    add(points, "base", 0, 100);
    points.add(SyntheticRows.point("base", 1, 7, 0.97, 50));
    points.add(SyntheticRows.point("base", 2, 7, 0.97, 50));
    points.add(SyntheticRows.point("base", 2, 8, 0.98, 40));
    Grids grids = new Grids(new TreeMap<>(Map.of(0, Map.of(), 1, Map.of())));
    Rounds rounds = Rounds.of("base", points, grids);
    assertEquals(Set.of(0, 2), rounds.curves().keySet());
  }

  @Test
  void withoutAWholeRoundNothingIsDrawn() {
    List<Point> points = List.of(SyntheticRows.point("base", 0, 1, 0.9, 10));
    Grids grids = new Grids(new TreeMap<>(Map.of(0, Map.of("base", settings(1, 2)))));
    Setup setup = Setup.of(points.getFirst());
    Map<String, Rounds> measured = Comparison.measured(points, grids).get(setup);
    assertTrue(Plots.curves(setup, measured, new Palette(List.of("base"))).isEmpty());
    assertEquals(List.of(), Summary.of("base", points, Map.of(setup, measured)).comparisons());
  }

  private static List<SortedMap<String, Object>> settings(int... efforts) {
    return IntStream.of(efforts)
        .<SortedMap<String, Object>>mapToObj(e -> new TreeMap<>(Map.of("effort", e)))
        .toList();
  }

  @Test
  void aFormatThatWasOnlyMeasuredAboveIsABoundOfItsRatio() {
    List<Point> points = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      add(points, "base", round, 100);
      points.add(SyntheticRows.point("exact", round, 1, 1.0, 20));
      points.add(SyntheticRows.point("flat", round, 1, 1.0, 30));
    }
    AtRecall exact = compare(points, "base").format("exact").at(0.95);
    assertEquals(Bound.AT_LEAST, exact.bound());
    assertEquals(Bound.AT_LEAST, exact.qpsRatio().bound());
    assertTrue(Cells.ratio(exact.qpsRatio()).startsWith("≥ 0.20 ×"));
    AtRecall base = compare(points, "exact").format("base").at(0.95);
    assertEquals(Bound.AT_MOST, base.qpsRatio().bound());
    assertTrue(Cells.ratio(base.qpsRatio()).startsWith("≤ 5.00 ×"));
    assertEquals(Bound.ABOVE, compare(points, "exact").format("flat").at(0.95).qpsRatio().bound());
  }

  @Test
  void whatIsNotReachedIsNotCompared() {
    List<Point> points = new ArrayList<>();
    add(points, "base", 0, 100);
    points.add(SyntheticRows.point("coarse", 0, 1, 0.93, 5000));
    FormatResult coarse = compare(points, "base").format("coarse");
    AtRecall at = coarse.at(0.95);
    assertEquals(Bound.NOT_REACHED, at.bound());
    assertNull(at.qps());
    assertNull(at.qpsRatio());
    assertEquals("not reached, best 0.930", Cells.speed(at, coarse.bestRecall()));
  }

  @Test
  void setupsThatDifferAreNotCompared() {
    Point one = SyntheticRows.point("a", 0, 1, 0.9, 10);
    var fields = SyntheticRows.fields(one);
    List<Point> points =
        List.of(
            one,
            SyntheticRows.point(fields, "segments", 3),
            SyntheticRows.point(fields, "threads", 2),
            SyntheticRows.point(fields, "filter", "random 0.01"),
            SyntheticRows.point(fields, "n", 7),
            SyntheticRows.point(fields, "mode", "full"));
    assertEquals(6, Comparison.measured(points, Grids.UNKNOWN).size());
  }

  @Test
  void aFactorIsNeverWrittenAsNothing() {
    assertEquals("0.00298", Cells.times(0.00298));
    assertEquals("0.25", Cells.times(0.25));
    assertEquals("12.5", Cells.times(12.5));
  }

  @Test
  void aSpreadOfAnEvenNumberIsAroundTheMeanOfItsMiddle() {
    assertEquals(new Spread(2.5, 1, 4, 4), Spread.of(List.of(4.0, 1.0, 3.0, 2.0)));
    assertEquals(0.6, Spread.of(List.of(4.0, 1.0, 3.0, 2.0)).halfWidth(), 1e-12);
    assertNull(Spread.of(List.of()));
  }
}
