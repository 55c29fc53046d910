package org.learnedpartition.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class NetworkTests {
  private static Network network(int d, int bins, int hidden, Random random) {
    float[] centres = new float[bins * d];
    float[] bias = new float[bins];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = 0.5f * (float) random.nextGaussian();
    }
    for (int c = 0; c < bins; c++) {
      bias[c] = (float) random.nextGaussian();
    }
    Network linear = Network.ofCentres(centres, bias, d, 2);
    return hidden == 0 ? linear : linear.withHidden(hidden, 5);
  }

  /** The loss, written down once more in double precision. */
  private static double loss(Network network, float[] x, int rows, int[] labels, int k) {
    float[][] p = network.parameters();
    int d = network.dimension();
    int bins = network.bins();
    int hidden = network.hidden();
    double total = 0;
    for (int r = 0; r < rows; r++) {
      double[] logits = new double[bins];
      double[] h = new double[hidden];
      for (int u = 0; u < hidden; u++) {
        h[u] = p[3][u];
        for (int i = 0; i < d; i++) {
          h[u] += (double) p[2][u * d + i] * x[r * d + i];
        }
        h[u] = Math.max(h[u], 0);
      }
      double sum = 0;
      for (int c = 0; c < bins; c++) {
        logits[c] = p[1][c];
        for (int i = 0; i < d; i++) {
          logits[c] += (double) p[0][c * d + i] * x[r * d + i];
        }
        for (int u = 0; u < hidden; u++) {
          logits[c] += p[4][c * hidden + u] * h[u];
        }
        sum += Math.exp(logits[c]);
      }
      int n = 0;
      double own = 0;
      for (int j = 0; j < k; j++) {
        if (labels[r * k + j] >= 0) {
          own += Math.log(sum) - logits[labels[r * k + j]];
          n++;
        }
      }
      total += n == 0 ? 0 : own / n;
    }
    return total / rows;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9})
  void gradientIsThatOfFiniteDifferences(int hidden) throws Exception {
    Random random = new Random(hidden);
    int d = 7;
    int bins = 11;
    int rows = 300;
    int k = 3;
    Network network = network(d, bins, hidden, random);
    float[] x = new float[rows * d];
    for (int i = 0; i < x.length; i++) {
      x[i] = 0.4f * (float) random.nextGaussian();
    }
    int[] labels = new int[rows * k];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(12) - 1;
    }
    labels[0] = -1;
    labels[1] = -1;
    labels[2] = -1;
    Gradient gradient = new Gradient(network, 400);
    try (Workers workers = new Workers(2)) {
      double loss = gradient.compute(x, rows, labels, k, workers);
      assertEquals(loss(network, x, rows, labels, k), loss, 1e-5);
    }
    float[][] parameters = network.parameters();
    for (int p = 0; p < parameters.length; p++) {
      for (int i = 0; i < parameters[p].length; i += 1 + parameters[p].length / 40) {
        float at = parameters[p][i];
        float step = 1e-3f;
        parameters[p][i] = at + step;
        double above = loss(network, x, rows, labels, k);
        parameters[p][i] = at - step;
        double below = loss(network, x, rows, labels, k);
        parameters[p][i] = at;
        // 2e-6: a relu that changes sides within the step.
        assertEquals(
            (above - below) / (2 * step),
            gradient.gradients()[p][i],
            2e-6 + 0.002 * Math.abs(gradient.gradients()[p][i]),
            "parameter " + p + "[" + i + "]");
      }
    }
  }

  @Test
  void exponentialIsAccurate() {
    for (float x = 0; x > -87; x -= 0.0137f) {
      assertEquals(1, Softmax.exp(x) / Math.exp(x), 3e-7, "e^" + x);
    }
    assertEquals(0, Softmax.exp(-100));
    assertEquals(1, Softmax.exp(0));
  }

  @Test
  void trainingLearnsWhereNeighboursLie() throws Exception {
    Random random = new Random(4);
    int d = 8;
    int bins = 6;
    int n = 3000;
    float[] x = new float[n * d];
    int[] neighbours = new int[n];
    for (int i = 0; i < n; i++) {
      neighbours[i] = i;
      for (int j = 0; j < d; j++) {
        x[i * d + j] = 0.35f * (float) random.nextGaussian();
      }
    }
    int[] bin = new int[n];
    for (int i = 0; i < n; i++) {
      // Not what the network's centres say.
      bin[i] = (x[i * d] > 0 ? 3 : 0) + (x[i * d + 1] > 0.2f ? 2 : x[i * d + 1] > -0.2f ? 1 : 0);
    }
    for (int hidden : new int[] {0, 16}) {
      Network network = network(d, bins, hidden, random);
      RouterTraining.Queries queries = new RouterTraining.Queries(x, n, neighbours);
      double before = loss(network, x, n, bin, 1);
      try (Workers workers = new Workers(2)) {
        RouterTraining.train(
            network,
            List.of(queries),
            bin,
            1,
            new RouterTraining.Schedule(120, 0.05, 1),
            RouterTraining.Keeper.NONE,
            workers,
            Progress.NONE,
            "test");
      }
      double after = loss(network, x, n, bin, 1);
      assertTrue(after < 0.35 * before, hidden + " units: " + before + " to " + after);
    }
  }

  @Test
  void learningRateRisesAndFallsToNothing() {
    Adam adam = new Adam(new float[][] {{0}}, 1e-2, 1000);
    assertEquals(1e-2 / 50, adam.rate(0), 1e-9);
    assertTrue(adam.rate(49) > 0.98e-2);
    assertEquals(0.5e-2, adam.rate(500), 1e-9);
    assertTrue(adam.rate(999) < 1e-7);
  }
}
