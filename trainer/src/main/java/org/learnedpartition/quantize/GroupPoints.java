package org.learnedpartition.quantize;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.learnedpartition.model.Codebook;
import org.learnedpartition.parallel.Workers;

/**
 * The 16 points that stand for each group of components: k-means (Lloyd, 1982) of the group's
 * residuals, begun by k-means++ (Arthur and Vassilvitskii, 2007). Groups with fewer than 16
 * different residuals have points more than once.
 */
public final class GroupPoints {
  private static final int POINTS = Codebook.CENTROIDS;
  private static final int MOST_ITERATIONS = 30;

  /** An iteration that takes off a smaller share of the error is the last. */
  private static final double WORTH = 1e-3;

  private final int count;
  private final int width;
  // [count][width]
  private final double[] residuals;
  // [width][16]: loops over the points vectorize.
  private final double[] points;
  private final double[] distances = new double[POINTS];

  private GroupPoints(Residuals all, int from, int width) {
    this.count = all.count();
    this.width = width;
    this.residuals = new double[count * width];
    this.points = new double[width * POINTS];
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < width; c++) {
        residuals[i * width + c] = all.component(i, from + c);
      }
    }
  }

  /**
   * Learns the points of all groups; they do not depend on the number of threads.
   *
   * @param width components of a group; the last group has what is left
   * @return [dimension][16]
   */
  public static float[] learn(Residuals residuals, int width, long seed, Workers workers)
      throws InterruptedException {
    int dimension = residuals.dimension();
    float[] values = new float[dimension * POINTS];
    workers.run(
        Math.ceilDiv(dimension, width),
        group -> {
          int from = group * width;
          int own = Math.min(width, dimension - from);
          double[] points = new GroupPoints(residuals, from, own).learn(seed + group);
          for (int i = 0; i < points.length; i++) {
            values[from * POINTS + i] = (float) points[i];
          }
        });
    return values;
  }

  private double[] learn(long seed) {
    start(new SplittableRandom(seed));
    double error = Double.POSITIVE_INFINITY;
    for (int i = 0; i < MOST_ITERATIONS; i++) {
      double before = error;
      error = iterate();
      if (error >= (1 - WORTH) * before) {
        break;
      }
    }
    return points;
  }

  /** Each next point is a residual, drawn by its squared distance to the nearest point so far. */
  private void start(SplittableRandom random) {
    double[] nearest = new double[count];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    int chosen = random.nextInt(count);
    for (int j = 0; j < POINTS; j++) {
      for (int c = 0; c < width; c++) {
        points[c * POINTS + j] = residuals[chosen * width + c];
      }
      double sum = 0;
      for (int i = 0; i < count; i++) {
        nearest[i] = Math.min(nearest[i], squared(i, chosen));
        sum += nearest[i];
      }
      double left = random.nextDouble() * sum;
      chosen = 0;
      while (chosen < count - 1 && (left -= nearest[chosen]) >= 0) {
        chosen++;
      }
    }
  }

  private double squared(int a, int b) {
    double sum = 0;
    for (int c = 0; c < width; c++) {
      double difference = residuals[a * width + c] - residuals[b * width + c];
      sum += difference * difference;
    }
    return sum;
  }

  /**
   * Moves each point to the mean of the residuals it was nearest to; one that was nearest to none
   * stays.
   *
   * @return the squared error before
   */
  private double iterate() {
    double[] sums = new double[width * POINTS];
    int[] sizes = new int[POINTS];
    double error = 0;
    for (int i = 0; i < count; i++) {
      int nearest = nearest(i);
      error += distances[nearest];
      sizes[nearest]++;
      for (int c = 0; c < width; c++) {
        sums[c * POINTS + nearest] += residuals[i * width + c];
      }
    }
    for (int i = 0; i < sums.length; i++) {
      int size = sizes[i % POINTS];
      points[i] = size == 0 ? points[i] : sums[i] / size;
    }
    return error;
  }

  private int nearest(int row) {
    Arrays.fill(distances, 0);
    for (int c = 0; c < width; c++) {
      double component = residuals[row * width + c];
      int from = c * POINTS;
      for (int j = 0; j < POINTS; j++) {
        double difference = component - points[from + j];
        distances[j] += difference * difference;
      }
    }
    // Not negative, so ordered as their bits are: no branch to mispredict.
    long least = Long.MAX_VALUE;
    for (int j = 0; j < POINTS; j++) {
      least = Math.min(least, Double.doubleToRawLongBits(distances[j]) & -POINTS | j);
    }
    return (int) least & POINTS - 1;
  }
}
