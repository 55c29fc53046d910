package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.model.Calibration.Point;

class RecallCurvesTests {
  private static final double DELTA = 1e-12;

  private final RecallCurves curves =
      new Calibration(
              10,
              100,
              List.of(
                  new Point(1, 0.1, 0.1, List.of(0.5)),
                  new Point(4, 0.2, 0.25, List.of(0.95)),
                  new Point(8, 0.3, 0.35, List.of(0.99))),
              List.of(
                  new Point(0.5, 0.05, 0.1, List.of(0.6)),
                  new Point(0.9, 0.15, 0.4, List.of(0.96))),
              List.of(
                  new Point(2, 0.05, 0.1, List.of(0.6)), new Point(6, 0.15, 0.4, List.of(0.96))))
          .of(10);

  /** Candidates at equal recall are doubled from 1 to 10 neighbours, and again to 100. */
  private final Calibration doubling =
      new Calibration(
          List.of(1, 10, 100),
          100,
          List.of(
              new Point(1, 0.01, 0.01, List.of(0.8, 0.7, 0.6)),
              new Point(2, 0.02, 0.02, List.of(0.9, 0.8, 0.7)),
              new Point(4, 0.04, 0.04, List.of(0.95, 0.9, 0.8)),
              new Point(8, 0.08, 0.08, List.of(0.98, 0.95, 0.9)),
              new Point(16, 0.16, 0.16, List.of(0.99, 0.98, 0.95)),
              new Point(32, 0.32, 0.32, List.of(1.0, 0.99, 0.98))),
          List.of(),
          List.of(
              new Point(2, 0.02, 0.02, List.of(0.95, 0.9, 0.8)),
              new Point(3, 0.04, 0.04, List.of(0.98, 0.95, 0.9)),
              new Point(4, 0.08, 0.08, List.of(0.99, 0.98, 0.95)),
              new Point(5, 0.16, 0.16, List.of(1.0, 0.99, 0.98))));

  @Test
  void fewestProbesThatReachTheRecallAreChosen() {
    assertEquals(1, curves.probesFor(0));
    assertEquals(1, curves.probesFor(0.1));
    assertEquals(1, curves.probesFor(0.5));
    assertEquals(2, curves.probesFor(0.51));
    assertEquals(2, curves.probesFor(0.65));
    assertEquals(3, curves.probesFor(0.8));
    assertEquals(4, curves.probesFor(0.95));
    assertEquals(6, curves.probesFor(0.97));
    assertEquals(8, curves.probesFor(0.99));
  }

  /** Twice the probes lost a fifth of the hits: as much again, and as much again. */
  @Test
  void recallBeyondWhatWasMeasuredTakesAsManyMoreProbesAsBefore() {
    assertEquals(16, curves.probesFor(0.998));
    assertEquals(32, curves.probesFor(0.9996));
    assertEquals(Manifest.MAX_BINS, curves.probesFor(1));
    assertEquals(8, of(new Point(4, 0.1, 0.1, List.of(0.9))).probesFor(0.95));
    RecallCurves flat =
        of(new Point(1, 0.1, 0.1, List.of(0.9)), new Point(100, 0.9, 0.9, List.of(0.9)));
    assertEquals(1, flat.probesFor(0.9));
    assertEquals(1600, flat.probesFor(0.95));
  }

  private static RecallCurves of(Point... probes) {
    return new Calibration(10, 100, List.of(probes), List.of(), List.of()).of(10);
  }

  @Test
  void valuesBetweenPointsAreInterpolated() {
    RecallCurves.At probes = curves.ofProbes(6);
    assertEquals(0.97, probes.recall(), DELTA);
    assertEquals(0.25, probes.candidates(), DELTA);
    assertEquals(0.3, probes.candidatesP95(), DELTA);
    assertEquals(0.25, curves.ofProbes(0.5).recall(), DELTA);
    assertEquals(0.99, curves.ofProbes(100).recall(), DELTA);
    assertEquals(6, curves.probesOf(0.25).setting(), DELTA);
    assertEquals(8, curves.probesOf(1).setting(), DELTA);
    RecallCurves.At threshold = curves.thresholdFor(0.78);
    assertEquals(4, threshold.setting(), DELTA);
    assertEquals(0.1, threshold.candidates(), DELTA);
    assertEquals(0.25, threshold.candidatesP95(), DELTA);
    assertNull(curves.thresholdFor(0.97));
  }

  @Test
  void recallOfMassRisesFromNothingToAll() {
    assertEquals(0, curves.recallOfMass(0), DELTA);
    assertEquals(0.3, curves.recallOfMass(0.25), DELTA);
    assertEquals(0.78, curves.recallOfMass(0.7), DELTA);
    assertEquals(0.98, curves.recallOfMass(0.95), DELTA);
    assertEquals(1, curves.recallOfMass(1), DELTA);
    double last = 0;
    for (double mass = 0; mass <= 1; mass += 0.01) {
      double recall = curves.recallOfMass(mass);
      assertTrue(recall >= last, "falls at " + mass);
      last = recall;
    }
    assertEquals(0.4, TestModels.calibration(8).of(10).recallOfMass(0.4), DELTA);
  }

  /** A half more, and as much less, is a third of the way in logarithms, or two. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 4, 2",
    "1, 4, 2",
    "10, 8, 3",
    "100, 16, 4",
    "1000, 32, 5",
  })
  void recallIsThatOfTheNeighboursAskedFor(double k, int probes, double nats) {
    assertEquals(probes, doubling.of(k).probesFor(0.95));
    assertEquals(nats, doubling.of(k).thresholdFor(0.95).setting(), DELTA);
    assertEquals(0.95, doubling.of(k).ofProbes(probes).recall(), DELTA);
    // Half of the way between two that were measured.
    assertEquals(0.925, doubling.of(Math.sqrt(10)).ofProbes(4).recall(), DELTA);
    assertEquals(0.85, doubling.of(Math.sqrt(1000)).ofProbes(4).recall(), DELTA);
  }

  @Test
  void moreThanThresholdsWereMeasuredForIsLeftToProbes() {
    assertNull(doubling.of(10_000).thresholdFor(0.95));
    assertEquals(64, doubling.of(10_000).probesFor(0.95));
    // As a power of 0.3, where one number alone was measured.
    Calibration one =
        new Calibration(
            10, 100, List.of(new Point(32, 0.3, 0.3, List.of(0.95))), List.of(), List.of());
    assertEquals(64, one.of(100).probesFor(0.95));
  }

  @Test
  void growthTellsHowMuchMoreFartherNeighboursTake() {
    assertEquals(1, doubling.of(10).growthTo(10, 0.95), DELTA);
    assertEquals(2, doubling.of(10).growthTo(100, 0.95), DELTA);
    assertEquals(4, doubling.of(10).growthTo(1000, 0.95), DELTA);
    assertEquals(1, doubling.of(10).growthTo(1, 0.95), DELTA);
  }

  /** More recall, or more neighbours, never take fewer probes or a higher threshold. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsTakenRisesWithRecallAndNeighbours(long seed) {
    Random random = new Random(seed);
    Calibration calibration = random(random);
    for (int i = 0; i < 200; i++) {
      double k = Math.pow(10, 5 * random.nextDouble() - 1);
      double further = k * (1 + 9 * random.nextDouble());
      double recall = random.nextDouble();
      double higher = recall + (1 - recall) * random.nextDouble();
      RecallCurves asked = calibration.of(k);
      String at = "seed " + seed + ", k " + k + " and " + further + ", recall " + recall;
      assertTrue(asked.probesFor(higher) >= asked.probesFor(recall), at);
      RecallCurves.At threshold = asked.thresholdFor(recall);
      RecallCurves.At up = asked.thresholdFor(higher);
      assertTrue(up == null || threshold.setting() <= up.setting() + DELTA, at);
      RecallCurves more = calibration.of(further);
      assertTrue(more.probesFor(recall) >= asked.probesFor(recall), at);
      RecallCurves.At farther = more.thresholdFor(recall);
      assertTrue(farther == null || threshold.setting() <= farther.setting() + DELTA, at);
      assertTrue(asked.growthTo(further, recall) >= 1, at);
    }
  }

  private static Calibration random(Random random) {
    return new Calibration(
        List.of(1, 10, 100), 100, curve(random, true), List.of(), curve(random, false));
  }

  private static List<Point> curve(Random random, boolean whole) {
    List<Point> points = new ArrayList<>();
    double setting = 0;
    double candidates = 0;
    double[] misses = {1, 1, 1};
    for (int i = 0; i < 12; i++) {
      setting += whole ? 1 + random.nextInt(5) : 0.1 + random.nextDouble();
      candidates += (1 - candidates) * random.nextDouble() / 4;
      double most = 0;
      List<Double> recalls = new ArrayList<>();
      for (int k = 0; k < misses.length; k++) {
        misses[k] = Math.max(most, misses[k] * (1 - random.nextDouble() / 2));
        most = misses[k];
        recalls.add(1 - misses[k]);
      }
      points.add(new Point(setting, candidates, candidates, recalls));
    }
    if (whole) {
      points.add(new Point(setting + 1, 1, 1, List.of(1.0, 1.0, 1.0)));
    }
    return points;
  }
}
