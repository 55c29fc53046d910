package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.learnedpartition.model.Calibration.Point;

class CalibrationTests {
  private static final double DELTA = 1e-12;

  private final Calibration calibration =
      new Calibration(
          10,
          100,
          List.of(
              new Point(1, 0.5, 0.1, 0.1),
              new Point(4, 0.95, 0.2, 0.25),
              new Point(8, 0.99, 0.3, 0.35)),
          List.of(new Point(0.5, 0.6, 0.05, 0.1), new Point(0.9, 0.96, 0.15, 0.4)),
          List.of(new Point(2, 0.6, 0.05, 0.1), new Point(6, 0.96, 0.15, 0.4)));

  @Test
  void fewestProbesThatReachTheRecallAreChosen() {
    assertEquals(1, calibration.probesFor(0));
    assertEquals(1, calibration.probesFor(0.1));
    assertEquals(1, calibration.probesFor(0.5));
    assertEquals(2, calibration.probesFor(0.51));
    assertEquals(2, calibration.probesFor(0.65));
    assertEquals(3, calibration.probesFor(0.8));
    assertEquals(4, calibration.probesFor(0.95));
    assertEquals(6, calibration.probesFor(0.97));
    assertEquals(8, calibration.probesFor(0.99));
  }

  /** Twice the probes lost a fifth of the hits: as much again, and as much again. */
  @Test
  void recallBeyondWhatWasMeasuredTakesAsManyMoreProbesAsBefore() {
    assertEquals(16, calibration.probesFor(0.998));
    assertEquals(32, calibration.probesFor(0.9996));
    assertEquals(Manifest.MAX_BINS, calibration.probesFor(1));
    Calibration single =
        new Calibration(10, 100, List.of(new Point(4, 0.9, 0.1, 0.1)), List.of(), List.of());
    assertEquals(8, single.probesFor(0.95));
    Calibration flat =
        new Calibration(
            10,
            100,
            List.of(new Point(1, 0.9, 0.1, 0.1), new Point(100, 0.9, 0.9, 0.9)),
            List.of(),
            List.of());
    assertEquals(1, flat.probesFor(0.9));
    assertEquals(1600, flat.probesFor(0.95));
  }

  @Test
  void valuesBetweenPointsAreInterpolated() {
    Point probes = calibration.ofProbes(6);
    assertEquals(0.97, probes.recall(), DELTA);
    assertEquals(0.25, probes.candidates(), DELTA);
    assertEquals(0.3, probes.candidatesP95(), DELTA);
    assertEquals(0.25, calibration.ofProbes(0.5).recall(), DELTA);
    assertEquals(0.99, calibration.ofProbes(100).recall(), DELTA);
    Point threshold = calibration.thresholdFor(0.78);
    assertEquals(4, threshold.setting(), DELTA);
    assertEquals(0.1, threshold.candidates(), DELTA);
    assertEquals(0.25, threshold.candidatesP95(), DELTA);
    assertEquals(4, calibration.thresholdOf(0.1).setting(), DELTA);
    assertEquals(6, calibration.thresholdOf(0.9).setting(), DELTA);
    assertNull(calibration.thresholdFor(0.97));
  }

  @Test
  void recallOfMassRisesFromNothingToAll() {
    assertEquals(0, calibration.recallOfMass(0), DELTA);
    assertEquals(0.3, calibration.recallOfMass(0.25), DELTA);
    assertEquals(0.78, calibration.recallOfMass(0.7), DELTA);
    assertEquals(0.98, calibration.recallOfMass(0.95), DELTA);
    assertEquals(1, calibration.recallOfMass(1), DELTA);
    double last = 0;
    for (double mass = 0; mass <= 1; mass += 0.01) {
      double recall = calibration.recallOfMass(mass);
      assertTrue(recall >= last, "falls at " + mass);
      last = recall;
    }
    assertEquals(0.4, TestModels.calibration(8).recallOfMass(0.4), DELTA);
  }
}
