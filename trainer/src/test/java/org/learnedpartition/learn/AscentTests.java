package org.learnedpartition.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AscentTests {
  private static final int D = 5;
  private static final int BINS = 13;

  private final Random random = new Random(8);
  private final float[] centres = gaussian(BINS * D);
  private final float[] bias = new float[BINS];

  AscentTests() {
    for (int i = 0; i < centres.length; i++) {
      bias[i / D] -= centres[i] * centres[i] / 2;
    }
  }

  private float[] gaussian(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** ln Σ exp(-β‖x - c‖²). */
  private double logPotential(double beta, double[] x) {
    double sum = 0;
    for (int c = 0; c < BINS; c++) {
      double square = 0;
      for (int i = 0; i < D; i++) {
        square += Math.pow(x[i] - centres[c * D + i], 2);
      }
      sum += Math.exp(-beta * square);
    }
    return Math.log(sum);
  }

  private float[] scores(Potential potential, float[] x, int from, int rows) {
    Scorer direct = Network.ofCentres(centres, bias, D, 3).forward();
    float[] scores = new float[rows * BINS];
    new Ascent(potential, centres, bias, D).before(direct).score(x, from, rows, scores);
    return scores;
  }

  @Test
  void aStepGoesAlongTheGradientOfTheLogarithm() {
    double beta = 0.6;
    double rate = 0.3;
    int rows = 200;
    float[] x = gaussian(rows * D);
    float[] moved = new float[x.length];
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < D; i++) {
        double[] at = new double[D];
        for (int j = 0; j < D; j++) {
          at[j] = x[r * D + j];
        }
        at[i] += 1e-4;
        double above = logPotential(beta, at);
        at[i] -= 2e-4;
        // The gradient is 2β (Σ p c - x).
        double gradient = (above - logPotential(beta, at)) / 2e-4;
        moved[r * D + i] = (float) (x[r * D + i] + rate * gradient / (2 * beta));
      }
    }
    Scorer direct = Network.ofCentres(centres, bias, D, 3).forward();
    float[] expected = new float[10 * BINS];
    direct.score(moved, 120, 10, expected);
    assertArrayEquals(expected, scores(new Potential(1, beta, rate), x, 120, 10), 1e-3f);
    float[] all = new float[rows * BINS];
    direct.score(moved, 0, rows, all);
    assertArrayEquals(all, scores(new Potential(1, beta, rate), x, 0, rows), 1e-3f);
  }

  @Test
  void noStepsAreTheRouterOfCentresAndCostNoMore() {
    float[] x = gaussian(30 * D);
    float[] expected = new float[30 * BINS];
    Network.ofCentres(centres, bias, D, 3).forward().score(x, 0, 30, expected);
    assertArrayEquals(expected, scores(new Potential(0, 1, 1), x, 0, 30));
    assertEquals(0, new Ascent(new Potential(0, 1, 1), centres, bias, D).cost());
    assertEquals(6L * BINS * D, new Ascent(new Potential(3, 1, 1), centres, bias, D).cost());
  }

  @Test
  void steepPotentialsLeadToTheNearestCentre() {
    float[] x = gaussian(40 * D);
    float[] before = scores(new Potential(0, 1, 1), x, 0, 40);
    float[] after = scores(new Potential(20, 200, 1), x, 0, 40);
    for (int r = 0; r < 40; r++) {
      assertEquals(best(before, r), best(after, r), "query " + r);
    }
  }

  private static int best(float[] scores, int row) {
    int best = 0;
    for (int c = 1; c < BINS; c++) {
      best = scores[row * BINS + c] > scores[row * BINS + best] ? c : best;
    }
    return best;
  }
}
