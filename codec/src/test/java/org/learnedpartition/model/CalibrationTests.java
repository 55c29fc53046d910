package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.learnedpartition.model.Refusals.assertRefused;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.learnedpartition.model.Calibration.Point;

class CalibrationTests {
  private static final List<Point> PROBES =
      List.of(
          new Point(1, 0.1, 0.1, List.of(0.6, 0.5)), new Point(4, 0.2, 0.25, List.of(0.97, 0.95)));

  private static Calibration of(List<Integer> ks, List<Point> probes) {
    return new Calibration(ks, 100, probes, List.of(), List.of());
  }

  @Test
  void whatIsReadIsWhatWasWritten() {
    Calibration calibration =
        new Calibration(
            List.of(1, 10),
            100,
            PROBES,
            List.of(new Point(0.5, 0.05, 0.1, List.of(0.7, 0.6))),
            List.of(new Point(2.25, 0.05, 0.1, List.of(0.7, 0.6))));
    assertEquals(calibration, Calibration.ofJson(calibration.toJson()));
    assertEquals(
        "{\"k\":[1,10],\"mass\":[[0.5,0.05,0.1,0.7,0.6]],"
            + "\"probes\":[[1,0.1,0.1,0.6,0.5],[4,0.2,0.25,0.97,0.95]],\"queries\":100,"
            + "\"thresholds\":[[2.25,0.05,0.1,0.7,0.6]]}",
        new String(calibration.toJson(), StandardCharsets.UTF_8));
  }

  @Test
  void neighboursThatAreNotAscendingAreRefused() {
    List<Point> one = List.of(new Point(4, 0.2, 0.2, List.of(0.9)));
    for (List<Integer> bad :
        List.of(List.<Integer>of(), List.of(0), List.of(10_001), List.of(10, 1), List.of(1, 1))) {
      assertRefused(() -> of(bad, PROBES), "ascending numbers of neighbours");
    }
    assertRefused(() -> of(Collections.nCopies(9, 1), one), "for 1 to 8 ascending numbers");
    assertRefused(() -> of(List.of(1, 10), one), "has 1 recalls at point 0");
    assertRefused(() -> of(List.of(1), PROBES), "has 2 recalls at point 0");
  }

  /** More probes never find less, and never cost less. */
  @ParameterizedTest
  @CsvSource({"4, 0.3, 0.3, 0.99", "5, 0.1, 0.3, 0.99", "5, 0.3, 0.1, 0.99", "5, 0.3, 0.3, 0.8"})
  void curvesThatFallAreRefused(double probes, double candidates, double p95, double recall) {
    Point first = new Point(4, 0.2, 0.2, List.of(0.9));
    assertRefused(
        () -> of(List.of(10), List.of(first, new Point(probes, candidates, p95, List.of(recall)))),
        "[probes] is not ascending at point 1");
  }

  @Test
  void pointsOutOfRangeAreRefused() {
    assertRefused(() -> new Point(0, 0.1, 0.1, List.of(0.5)), "out of range");
    assertRefused(() -> new Point(1, 1.1, 0.1, List.of(0.5)), "out of range");
    assertRefused(() -> new Point(1, 0.1, -0.1, List.of(0.5)), "out of range");
    assertRefused(() -> new Point(1, 0.1, 0.1, List.of(Double.NaN)), "out of range");
    assertRefused(() -> new Point(1, 0.1, 0.1, List.of(0.5, 0.6)), "a recall that rises with k");
    assertThrows(IllegalArgumentException.class, () -> of(List.of(1, 10), PROBES).of(0));
  }
}
