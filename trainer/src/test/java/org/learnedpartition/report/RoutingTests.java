package org.learnedpartition.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutingTests {
  @Test
  void recallAndCandidatesAreThoseOfScanningTheBins() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      int bins = 2 + random.nextInt(20);
      int queries = 1 + random.nextInt(40);
      int k = 1 + random.nextInt(8);
      int[] sizes = new int[bins];
      int total = 0;
      for (int c = 0; c < bins; c++) {
        sizes[c] = 1 + random.nextInt(30);
        total += sizes[c];
      }
      int[][] order = new int[queries][bins];
      float[][] logP = new float[queries][bins];
      int[][] neighbours = new int[queries][k];
      int[][] seconds = new int[queries][k];
      Routing routing = new Routing(queries, bins, k);
      for (int q = 0; q < queries; q++) {
        double sum = 0;
        double[] p = new double[bins];
        for (int c = 0; c < bins; c++) {
          order[q][c] = c;
          p[c] = random.nextDouble();
          sum += p[c];
        }
        Arrays.sort(p);
        for (int c = 0; c < bins; c++) {
          logP[q][c] = (float) Math.log(p[bins - 1 - c] / sum);
          int j = random.nextInt(c + 1);
          int swap = order[q][c];
          order[q][c] = order[q][j];
          order[q][j] = swap;
        }
        for (int j = 0; j < k; j++) {
          neighbours[q][j] = random.nextInt(bins + 1) - 1;
          seconds[q][j] = random.nextBoolean() ? neighbours[q][j] : random.nextInt(bins);
        }
        routing.set(q, order[q], logP[q], sizes, neighbours[q], seconds[q]);
      }
      for (int t = 1; t <= bins; t++) {
        double[] share = new double[queries];
        int hits = 0;
        int counted = 0;
        for (int q = 0; q < queries; q++) {
          Set<Integer> probed = new HashSet<>();
          for (int i = 0; i < t; i++) {
            share[q] += sizes[order[q][i]];
            probed.add(order[q][i]);
          }
          for (int j = 0; j < k; j++) {
            int first = neighbours[q][j];
            counted += first >= 0 ? 1 : 0;
            // Once, whether one of its bins or both were probed.
            hits +=
                first >= 0 && (probed.contains(first) || probed.contains(seconds[q][j])) ? 1 : 0;
          }
          share[q] /= total;
        }
        Routing.Measured at = routing.atProbes(t);
        assertEquals((double) hits / Math.max(1, counted), at.recall(), 1e-9, "seed " + seed);
        assertEquals(Arrays.stream(share).average().orElseThrow(), at.candidates(), 1e-6);
        assertEquals(Metrics.quantile(share, 0.95), at.candidatesP95(), 1e-6);
        assertEquals(t, at.probes());
        assertTrue(at.error() >= 0);
      }
      for (double mass : new double[] {0.3, 0.8, 0.999}) {
        double probes = 0;
        for (int q = 0; q < queries; q++) {
          double sum = 0;
          int t = 0;
          while (t < bins && sum < mass - 1e-6) {
            sum += Math.exp(logP[q][t++]);
          }
          probes += t;
        }
        assertEquals(probes / queries, routing.atMass(mass).probes(), 0.51, "seed " + seed);
      }
      for (double nats : new double[] {0.1, 1, 2, 3, 50}) {
        double probes = 0;
        for (int q = 0; q < queries; q++) {
          int t = 0;
          while (t < bins && logP[q][t] > -nats) {
            t++;
          }
          probes += Math.max(1, t);
        }
        assertEquals(probes / queries, routing.atThreshold(nats).probes(), 1e-6, "seed " + seed);
      }
      for (double recall : new double[] {0.5, 0.9, 1}) {
        Routing.Reached above = routing.toReachByThreshold(recall);
        Routing.Measured with = routing.atThreshold(above.setting());
        assertTrue(with.recall() >= recall - 1e-9 || with.recall() == 0, "seed " + seed);
        assertTrue(above.at().candidates() <= with.candidates() + 1e-6, "seed " + seed);
        Routing.Reached reached = routing.toReachByMass(recall);
        Routing.Measured at = routing.atMass(reached.setting());
        assertTrue(at.recall() >= recall - 1e-9 || at.recall() == 0, "seed " + seed);
        double less = reached.setting() - 1e-6;
        assertTrue(
            less <= 0 || routing.atMass(less).recall() <= recall || at.recall() <= recall,
            "seed " + seed);
        assertTrue(reached.at().candidates() <= at.candidates() + 1e-6, "seed " + seed);
      }
    }
  }

  @Test
  void queriesMayProbeEachItsOwnNumberOfBins() {
    Routing routing = new Routing(2, 3, 1);
    float[] logP = {-1, -2, -3};
    int[] sizes = {10, 20, 70};
    routing.set(0, new int[] {0, 1, 2}, logP, sizes, new int[] {0}, new int[] {0});
    routing.set(1, new int[] {2, 1, 0}, logP, sizes, new int[] {1}, new int[] {1});
    Routing.Measured at = routing.at(query -> query + 1);
    assertEquals(1, at.recall());
    assertEquals((0.1 + 0.9) / 2, at.candidates(), 1e-6);
    assertEquals(1.5, at.probes());
    assertEquals(0.5, routing.atProbes(1).recall());
  }

  @Test
  void halvesAndCurvesAreOfTheSameQueries() {
    Routing routing = new Routing(3, 3, 2);
    float[] logP = {-0.2f, -2, -3};
    int[] sizes = {10, 20, 70};
    int[][] orders = {{0, 1, 2}, {2, 1, 0}, {1, 0, 2}};
    int[][] neighbours = {{0, 0}, {1, -1}, {2, 1}};
    for (int q = 0; q < 3; q++) {
      routing.set(q, orders[q], logP, sizes, neighbours[q], neighbours[q]);
      assertEquals(orders[q][0], routing.best(q));
    }
    // Ranks of the five counted neighbours: 0, 0; 1; 2, 0.
    assertArrayEquals(new double[] {0.6, 0.2, 0.2}, routing.shareOfRanks(), 1e-12);
    assertEquals(2, routing.half(0).queries());
    assertEquals(0.75, routing.half(0).atProbes(1).recall());
    assertEquals(1, routing.half(1).queries());
    assertEquals(2, routing.half(1).best(0));
    assertEquals(0, routing.half(1).atThreshold(1).recall());
    assertEquals(1, routing.half(1).atProbes(2).recall());
    Curve probes = Curve.ofProbes(routing);
    assertEquals(3, probes.points().size());
    assertEquals(routing.atProbes(2), probes.points().get(1));
    double before = 0;
    for (Routing.Measured at : Curve.ofThresholds(routing).points()) {
      assertTrue(at.recall() >= before);
      before = at.recall();
    }
    assertEquals(1, before);
  }

  @Test
  void aSecondRowIsOneMoreInAnotherBin() {
    assertArrayEquals(
        new int[] {3, 2, 1}, Metrics.rows(new int[] {0, 0, 1, 2}, new int[] {1, 0, 0, 2}, 3));
    assertArrayEquals(new int[] {1, 1}, Metrics.rows(new int[] {0, 1}, new int[] {0, 1}, 2));
  }

  @Test
  void recallBetweenTwoSettingsIsInterpolated() {
    Routing routing = new Routing(1, 4, 4);
    int[] sizes = {10, 20, 30, 40};
    int[] neighbours = {0, 1, 1, 3};
    routing.set(
        0, new int[] {0, 1, 2, 3}, new float[] {-1, -2, -3, -4}, sizes, neighbours, neighbours);
    Routing.Measured at = routing.toReach(0.5);
    assertEquals(1.5, at.probes(), 1e-9);
    assertEquals(0.2, at.candidates(), 1e-6);
    assertEquals(0.1, routing.toReach(0.25).candidates(), 1e-6);
    assertEquals(1, routing.toReach(1).candidates(), 1e-6);
  }

  @Test
  void recallsBelowThatOfOneProbeAreThatProbeAsMeasured() {
    Routing routing = new Routing(1, 3, 4);
    routing.set(
        0,
        new int[] {1, 0, 2},
        new float[] {(float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.2)},
        new int[] {30, 20, 50},
        new int[] {1, 1, 1, 2},
        new int[] {1, 1, 1, 2});
    Routing.Measured one = routing.atProbes(1);
    assertEquals(0.75, one.recall());
    assertEquals(0.2, one.candidates(), 1e-6);
    for (double recall : new double[] {0.01, 0.5, 0.75}) {
      assertEquals(one, routing.toReach(recall));
      assertEquals(new Routing.Reached(0, one), routing.toReachByMass(recall));
    }
    assertEquals(0.9, routing.toReach(0.9).recall());
    assertTrue(routing.toReach(0.76).candidates() > 0.2);
    assertTrue(routing.toReachByMass(0.76).setting() > 0.5);
  }

  @Test
  void aRecallThatAllBinsDoNotReachIsNotClaimed() {
    Routing routing = new Routing(1, 2, 1);
    int[] none = {-1};
    routing.set(0, new int[] {0, 1}, new float[] {-1, -1}, new int[] {5, 5}, none, none);
    assertEquals(routing.atProbes(2), routing.toReach(0.5));
    assertEquals(routing.atProbes(2), routing.toReachByMass(0.5).at());
  }

  @Test
  void quantileIsAValueThatEnoughDoNotExceed() {
    double[] values = {5, 1, 4, 2, 3};
    assertEquals(1, Metrics.quantile(values, 0));
    assertEquals(3, Metrics.quantile(values, 0.5));
    assertEquals(5, Metrics.quantile(values, 0.95));
    assertThrows(IllegalArgumentException.class, () -> Metrics.quantile(new double[0], 0.5));
    assertThrows(IllegalArgumentException.class, () -> Metrics.quantile(values, Double.NaN));
  }

  @Test
  void imbalanceIsTheExcessOfTheLargestBin() {
    assertEquals(0, Metrics.imbalance(new int[] {7, 7, 7}));
    assertEquals(1, Metrics.imbalance(new int[] {6, 3, 0}), 1e-12);
    assertEquals(0, Metrics.imbalance(new int[] {0, 0}));
  }
}
