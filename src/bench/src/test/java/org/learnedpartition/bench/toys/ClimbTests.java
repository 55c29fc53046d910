package org.learnedpartition.bench.toys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class ClimbTests {
  private static final int D = 4;

  private final double[] points = new SplittableRandom(6).doubles(30 * D).toArray();

  /** F, as it is written down. */
  private double potential(boolean pairs, double beta, double[] x) {
    double sum = 0;
    for (int i = 0; i < points.length / D; i++) {
      if (!pairs) {
        sum += Math.exp(-beta * Climb.square(points, i, x));
        continue;
      }
      for (int a = 0; a < D; a++) {
        for (int b = a + 1; b < D; b++) {
          double one = x[a] - points[i * D + a];
          double other = x[b] - points[i * D + b];
          sum += Math.exp(-beta * (one * one + other * other));
        }
      }
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noStepLowersThePotentialAndEachGoesAlongTheGradient(boolean pairs) {
    SplittableRandom random = new SplittableRandom(7);
    for (double beta : new double[] {0.5, 5, 30}) {
      Climb climb = new Climb(points, D, pairs, beta);
      for (int round = 0; round < 20; round++) {
        double[] x = random.doubles(D).toArray();
        for (int step = 0; step < 30; step++) {
          double[] before = x.clone();
          climb.step(x);
          double at = potential(pairs, beta, before);
          assertTrue(potential(pairs, beta, x) >= at * (1 - 1e-12), "step " + step);
          for (int a = 0; a < D; a++) {
            double[] aside = before.clone();
            aside[a] += 1e-5;
            double above = potential(pairs, beta, aside);
            aside[a] -= 2e-5;
            double slope = (above - potential(pairs, beta, aside)) / 2e-5;
            assertTrue(
                slope * (x[a] - before[a]) >= -1e-6 * at * Math.abs(x[a] - before[a]),
                "coordinate " + a + " goes down the slope " + slope);
          }
        }
      }
    }
  }

  @Test
  void aClimbEndsWhereThePotentialIsFlat() {
    SplittableRandom random = new SplittableRandom(8);
    for (boolean pairs : new boolean[] {false, true}) {
      double[] x = random.doubles(D).toArray();
      new Climb(points, D, pairs, 20).from(x);
      double at = potential(pairs, 20, x);
      for (int a = 0; a < D; a++) {
        double[] aside = x.clone();
        aside[a] += 1e-5;
        double above = potential(pairs, 20, aside);
        aside[a] -= 2e-5;
        assertEquals(0, (above - potential(pairs, 20, aside)) / 2e-5 / at, 1e-2);
      }
    }
  }

  @Test
  void bothPotentialsAreOneInTwoDimensions() {
    double[] flat = new SplittableRandom(9).doubles(60).toArray();
    // Steep ones too, where one coordinate's term is a trifle beside the other's.
    for (double beta : new double[] {2, 40, 1000, 20_000}) {
      double[] one = {0.3, 0.7};
      double[] other = one.clone();
      int steps = new Climb(flat, 2, false, beta).from(one);
      assertEquals(steps, new Climb(flat, 2, true, beta).from(other));
      assertArrayEquals(one, other, 1e-9);
    }
  }

  @Test
  void steepPotentialsOfTheDistanceFindTheNearestPoint() throws Exception {
    try (Workers workers = new Workers(2)) {
      NearestToy toy = new NearestToy(1, 100, workers, Progress.NONE);
      NearestToy.Row row = toy.measure(false, 3, 30, 400);
      assertTrue(row.found() > 0.95, row.toString());
      assertTrue(row.nowhere() < 0.05, row.toString());
    }
  }
}
