package org.learnedpartition.learn;

import java.util.Locale;

/**
 * The weights of {@link RelaxedCut}'s losses, each 0 … 1000, and how long it is trained.
 *
 * @param cut of the expected share of edges between bins
 * @param balance of the divergence of the mean occupancy from the uniform one
 * @param smoothness of the distance between the probabilities of an edge's ends
 * @param entropy of the mean entropy of a point's probabilities
 * @param updates of the network's parameters, 1 … 1,000,000
 */
public record Relaxation(
    double cut, double balance, double smoothness, double entropy, int updates) {
  public Relaxation {
    weight("cut", cut);
    weight("balance", balance);
    weight("smoothness", smoothness);
    weight("entropy", entropy);
    if (updates < 1 || updates > 1_000_000) {
      throw new IllegalArgumentException("[updates] must be between 1 and 1000000, got " + updates);
    }
  }

  private static void weight(String name, double value) {
    if (!(value >= 0 && value <= 1000)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "[%s] must be between 0 and 1000, got %s", name, value));
    }
  }
}
