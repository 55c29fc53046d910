package org.learnedpartition.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.learnedpartition.bench.run.Point;

class CurveTests {
  private static Point point(int setting, double recall, double qps) {
    return SyntheticRows.point("a", 0, setting, recall, qps);
  }

  @Test
  void betweenTwoPointsRecallIsStraightAndSpeedIsStraightInItsLogarithm() {
    Curve curve = Curve.of(List.of(point(1, 0.90, 1000), point(2, 1.00, 10)));
    Curve.At at = curve.at(0.95);
    assertEquals(Bound.EXACT, at.bound());
    assertEquals(100, at.value(Point::qps), 1e-6);
    assertEquals(1e4, at.value(Point::cpuUsPerQuery), 1e-6);
  }

  @Test
  void pointsThatOthersBeatDoNotCount() {
    Curve curve =
        Curve.of(
            List.of(
                point(1, 0.90, 1000), point(2, 0.92, 90), point(3, 0.95, 100), point(4, 1, 10)));
    assertEquals(List.of(0.90, 0.95, 1.0), curve.front().stream().map(Point::recall).toList());
    assertEquals(100, curve.at(0.95).value(Point::qps), 1e-9);
    // Half of the way from 0.90 to 0.95.
    assertEquals(Math.sqrt(1000 * 100), curve.at(0.925).value(Point::qps), 1e-6);
  }

  @Test
  void ofTwoPointsOfOneRecallTheFasterCounts() {
    Curve curve = Curve.of(List.of(point(1, 0.9, 50), point(2, 0.9, 80), point(3, 0.99, 10)));
    assertEquals(80, curve.at(0.9).value(Point::qps), 1e-9);
  }

  @Test
  void whatWasOnlyMeasuredAboveIsABoundAndNotExtrapolated() {
    Curve curve = Curve.of(List.of(point(1, 0.97, 500), point(2, 0.99, 100)));
    Curve.At at = curve.at(0.95);
    assertEquals(Bound.AT_LEAST, at.bound());
    assertEquals(500, at.value(Point::qps), 1e-9);
  }

  @Test
  void whatIsNotReachedHasNoFigure() {
    Curve curve = Curve.of(List.of(point(1, 0.90, 500), point(2, 0.93, 100)));
    assertEquals(Bound.NOT_REACHED, curve.at(0.95).bound());
    assertNull(curve.at(0.95).value(Point::qps));
    assertEquals(0.93, curve.bestRecall());
    assertEquals(Bound.NOT_REACHED, Curve.of(List.of()).at(0.5).bound());
  }

  @Test
  void aFigureThatOnePointLacksIsNotMadeUp() {
    Point with =
        SyntheticRows.point(Map.of("recall", 0.9, "qps", 100.0, "visited", 7.0), "format", "a");
    Point without = SyntheticRows.point(Map.of("recall", 1.0, "qps", 10.0), "format", "a");
    Curve curve = Curve.of(List.of(with, without));
    assertEquals(7, curve.at(0.9).value(Point::visited), 1e-9);
    assertNull(curve.at(0.95).value(Point::visited));
  }

  @Test
  void aCountOfZeroIsStraightItself() {
    Point none =
        SyntheticRows.point(Map.of("recall", 0.9, "qps", 100.0, "visited", 0.0), "format", "a");
    Point some =
        SyntheticRows.point(Map.of("recall", 1.0, "qps", 10.0, "visited", 8.0), "format", "a");
    assertEquals(4, Curve.of(List.of(none, some)).at(0.95).value(Point::visited), 1e-6);
  }

  @Test
  void aColdSearchIsAsFastAsItsMedianTime() {
    Point cold =
        SyntheticRows.point(Map.of("recall", 0.95, "latency_p50_us", 2000.0), "format", "a");
    assertEquals(500, Curve.of(List.of(cold)).at(0.95).value(Curve::speed), 1e-9);
  }
}
