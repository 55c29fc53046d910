package org.learnedpartition.bench.toys;

import java.util.Arrays;

/**
 * Gradient ascent on a sum of exponential potentials over stored points y,
 *
 * <ul>
 *   <li>of the distance: F(x) = Σ_y exp(-β |x - y|²);
 *   <li>of pairs of coordinates: F(x) = Σ_y Σ_{a<b} exp(-β ((x_a - y_a)² + (x_b - y_b)²)).
 * </ul>
 *
 * <p>A step takes each coordinate to the mean of the stored ones, weighted by the terms that it is
 * in: along the gradient, coordinate by coordinate, by as much as never lowers F (each term is
 * convex in its squared distance). For the distance that is mean shift (Cheng, "Mean Shift, Mode
 * Seeking, and Clustering", 1995). In two dimensions both are the same.
 */
final class Climb {
  private static final int MOST_STEPS = 2000;

  /** Smaller moves than this share of the points' square end the climb. */
  private static final double STILL = 1e-7;

  private final double[] points;
  private final int dimension;
  private final boolean pairs;
  private final double beta;

  /**
   * @param points row-major
   * @param pairs whether potentials are of pairs of coordinates
   * @param beta above 0, per squared distance
   */
  Climb(double[] points, int dimension, boolean pairs, double beta) {
    this.points = points;
    this.dimension = dimension;
    this.pairs = pairs;
    this.beta = beta;
  }

  /**
   * Climbs.
   *
   * @param x where it begins; receives where it ends
   * @return the steps
   */
  int from(double[] x) {
    for (int step = 1; step <= MOST_STEPS; step++) {
      if (step(x) < STILL) {
        return step;
      }
    }
    return MOST_STEPS;
  }

  /**
   * Takes one step.
   *
   * @return the largest move of a coordinate
   */
  double step(double[] x) {
    int n = points.length / dimension;
    double[] squares = new double[points.length];
    // The largest term is taken out of all: the ratio of terms matters, and not that they vanish.
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      double first = Double.POSITIVE_INFINITY;
      double second = Double.POSITIVE_INFINITY;
      double all = 0;
      for (int a = 0; a < dimension; a++) {
        double difference = x[a] - points[i * dimension + a];
        double square = difference * difference;
        squares[i * dimension + a] = square;
        all += square;
        second = Math.min(second, Math.max(first, square));
        first = Math.min(first, square);
      }
      least = Math.min(least, pairs ? first + second : all);
    }
    double[] sums = new double[dimension];
    double[] weights = new double[dimension];
    double[] own = new double[dimension];
    for (int i = 0; i < n; i++) {
      weigh(squares, i * dimension, least, own);
      for (int a = 0; a < dimension; a++) {
        sums[a] += own[a] * points[i * dimension + a];
        weights[a] += own[a];
      }
    }
    double moved = 0;
    for (int a = 0; a < dimension; a++) {
      double to = sums[a] / weights[a];
      moved = Math.max(moved, Math.abs(to - x[a]));
      x[a] = to;
    }
    return moved;
  }

  /** The weight of a point for each coordinate. */
  private void weigh(double[] squares, int at, double least, double[] weights) {
    if (!pairs) {
      double total = 0;
      for (int a = 0; a < dimension; a++) {
        total += squares[at + a];
      }
      Arrays.fill(weights, Math.exp(-beta * (total - least)));
      return;
    }
    double[] own = new double[dimension];
    for (int a = 0; a < dimension; a++) {
      own[a] = Math.exp(-beta * (squares[at + a] - least / 2));
    }
    // The others' sum from both sides: to take the own one off the total would leave its errors.
    double before = 0;
    double after = 0;
    Arrays.fill(weights, 0);
    for (int a = 0; a < dimension; a++) {
      int back = dimension - 1 - a;
      weights[a] += own[a] * before;
      weights[back] += own[back] * after;
      before += own[a];
      after += own[back];
    }
  }

  /** The number of the stored point that is nearest to a place. */
  static int nearest(double[] points, double[] x) {
    int nearest = 0;
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < points.length / x.length; i++) {
      double square = square(points, i, x);
      if (square < best) {
        best = square;
        nearest = i;
      }
    }
    return nearest;
  }

  /** Squared distance of a stored point to a place. */
  static double square(double[] points, int point, double[] x) {
    double square = 0;
    for (int a = 0; a < x.length; a++) {
      double difference = x[a] - points[point * x.length + a];
      square += difference * difference;
    }
    return square;
  }
}
