package org.learnedpartition.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.Calibration.Point;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.RankedBins;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;

class ProbeDepthTests {
  private static final int BINS = 64;
  private static final List<Point> PROBES =
      List.of(
          new Point(4, 0.0625, 0.0625, List.of(0.8)),
          new Point(16, 0.25, 0.25, List.of(0.95)),
          new Point(32, 0.5, 0.5, List.of(0.99)));

  private final Random random = new Random(1);

  private RankedBins ranked() {
    float[] vector = new float[4];
    for (int d = 0; d < vector.length; d++) {
      vector[d] = (float) random.nextGaussian();
    }
    try (OpenModel open = OpenModel.open(TestModels.linear(4, BINS, Similarity.L2, 1))) {
      return open.rank(vector);
    }
  }

  private ProbeDepth depth(double target, int k, Point... thresholds) {
    Calibration calibration = new Calibration(10, 1000, PROBES, List.of(), List.of(thresholds));
    return ProbeDepth.of(
        ProbeParameters.CALIBRATED.withRecallTarget(target), calibration.of(k), ranked());
  }

  @Test
  void recallTargetTakesTheProbesThatReachedIt() {
    assertEquals(new ProbeDepth(16, 0.95), depth(0, 10));
    assertEquals(new ProbeDepth(4, 0.8), depth(0.8, 10));
    assertEquals(new ProbeDepth(12, 0.9), depth(0.9, 10));
    assertEquals(new ProbeDepth(BINS, 1), depth(0.9999, 10));
  }

  @Test
  void moreHitsThanCalibratedTakeMoreProbes() {
    assertEquals(new ProbeDepth(16, 0.95), depth(0.95, 1));
    assertEquals(new ProbeDepth(32, 0.95), depth(0.95, 100));
    ProbeParameters probes = new ProbeParameters(32);
    Calibration calibration = new Calibration(10, 1000, PROBES, List.of(), List.of());
    assertEquals(32, ProbeDepth.of(probes, calibration.of(100), ranked()).probes());
    assertEquals(0.99, ProbeDepth.of(probes, calibration.of(10), ranked()).recall());
    assertEquals(0.95, ProbeDepth.of(probes, calibration.of(100), ranked()).recall(), 0.001);
    assertEquals(
        new ProbeDepth(BINS, 1),
        ProbeDepth.of(new ProbeParameters(100), calibration.of(10), ranked()));
  }

  @Test
  void thresholdIsTakenOnlyWhereItIsCheaper() {
    for (int i = 0; i < 20; i++) {
      assertEquals(16, depth(0.95, 10, new Point(3, 0.26, 0.6, List.of(0.95))).probes());
    }
  }

  @Test
  void queriesProbeTheBinsAboveTheThresholdWithinBounds() {
    Point[] thresholds = {
      new Point(2, 0.04, 0.1, List.of(0.8)), new Point(4, 0.2, 0.3, List.of(0.95))
    };
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      RankedBins ranked = ranked();
      Calibration calibration = new Calibration(10, 1000, PROBES, List.of(), List.of(thresholds));
      int probes = ProbeDepth.of(ProbeParameters.CALIBRATED, calibration.of(10), ranked).probes();
      int above = 0;
      while (above < BINS && ranked.logProbability(above) >= -4) {
        above++;
      }
      // A quarter of the 12.8 probes for all that cost as much, and four times as many.
      assertEquals(Math.clamp(above, 4, 52), probes);
      seen.add(probes);
      int more = ProbeDepth.of(ProbeParameters.CALIBRATED, calibration.of(1000), ranked).probes();
      assertTrue(more >= probes, () -> more + " for more hits, less than " + probes);
    }
    assertTrue(seen.size() > 3, "all queries probe the same");
  }
}
