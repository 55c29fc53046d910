package org.learnedpartition.learn;

import java.util.Locale;

/**
 * How a query climbs, see {@link Ascent}. Vectors are prepared ones, whose lengths are about 1.
 *
 * @param steps of gradient ascent, 0 … 100; none is the router of centres
 * @param beta how steep the potentials exp(-β‖x - c‖²) are, above 0, at most 10,000
 * @param rate length of a step, above 0, at most 2: 1 goes to the mean of the centres, weighted by
 *     their potentials
 */
public record Potential(int steps, double beta, double rate) {
  public Potential {
    if (steps < 0 || steps > 100) {
      throw new IllegalArgumentException("[steps] must be between 0 and 100, got " + steps);
    }
    above0("beta", beta, 10_000);
    above0("rate", rate, 2);
  }

  private static void above0(String name, double value, int most) {
    if (!(value > 0 && value <= most)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "[%s] must be above 0 and at most %d, got %s", name, most, value));
    }
  }
}
