package org.learnedpartition.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.learnedpartition.parallel.Workers;

class EdgePolicyTests {
  private static final float STEP = 4e-4f;

  private static double loss(EdgePolicy policy, float[] weights, float[] probabilities)
      throws InterruptedException {
    policy.probabilities(probabilities);
    double sum = 0;
    for (int e = 0; e < weights.length; e++) {
      sum += weights[e] * probabilities[e];
    }
    return sum;
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() throws Exception {
    for (int seed = 0; seed < 3; seed++) {
      Random random = new Random(seed);
      SearchGraph graph = SearchGraph.complete(0, 12);
      try (Workers workers = new Workers(2)) {
        EdgePolicy policy =
            new EdgePolicy(
                graph, RelativeNeighboursTests.points(12, 12, seed), 5, 0.3, seed, workers);
        float[] weights = new float[graph.edges()];
        float[] probabilities = new float[weights.length];
        for (int e = 0; e < weights.length; e++) {
          weights[e] = (float) random.nextGaussian();
          policy.table()[e] = (float) random.nextGaussian();
        }
        for (int i = 0; i < policy.network()[3].length; i++) {
          policy.network()[3][i] = (float) random.nextGaussian();
        }
        loss(policy, weights, probabilities);
        policy.backward(probabilities, weights);
        String what = "seed " + seed + ", ";
        for (int p = 0; p < policy.network().length; p++) {
          check(policy, policy.network()[p], policy.networkGradients()[p], weights, what + p);
        }
        check(policy, policy.table(), policy.tableGradient(), weights, what + "table");
      }
    }
  }

  private static void check(
      EdgePolicy policy, float[] parameters, float[] gradients, float[] weights, String what)
      throws InterruptedException {
    float[] into = new float[weights.length];
    double error = 0;
    double size = 0;
    for (int i = 0; i < parameters.length; i++) {
      float value = parameters[i];
      parameters[i] = value + STEP;
      double above = loss(policy, weights, into);
      parameters[i] = value - STEP;
      double below = loss(policy, weights, into);
      parameters[i] = value;
      double slope = (above - below) / (2 * STEP);
      error += Math.abs(slope - gradients[i]);
      size += Math.abs(slope);
    }
    assertTrue(size > 0, what);
    // Rectifiers bend within the step for a few of them.
    assertTrue(error < 0.03 * size, what + ": " + error + " of " + size);
  }

  @Test
  void withoutANetworkEdgesBeginAlike() throws Exception {
    SearchGraph graph = SearchGraph.complete(0, 12);
    try (Workers workers = new Workers(1)) {
      EdgePolicy policy =
          new EdgePolicy(
              graph, RelativeNeighboursTests.points(12, 12, 1), 0, Math.log(9), 1, workers);
      float[] probabilities = new float[graph.edges()];
      policy.probabilities(probabilities);
      for (float p : probabilities) {
        assertEquals(EdgePolicy.MARGIN + (1 - 2 * EdgePolicy.MARGIN) * 0.9, p, 1e-6);
      }
    }
  }
}
