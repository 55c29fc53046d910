package org.learnedpartition.quantize;

import java.util.Arrays;
import org.learnedpartition.parallel.Workers;

/**
 * The range that the 256 codes of a component share out. It leaves out as many of the smallest and
 * the largest values as makes the mean absolute error least: if it were squared, a few outliers
 * would lengthen the steps of all.
 */
public final class UniformSteps {
  private static final int STEPS = 255;

  /** Shares of the values left out on each side that are tried. */
  private static final double[] LEFT_OUT = {0, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2};

  private UniformSteps() {}

  /**
   * @return [2][dimension]: what code 0 stands for, then the step to the next code, 0 where all
   *     values are equal
   */
  public static float[] learn(Residuals residuals, Workers workers) throws InterruptedException {
    int dimension = residuals.dimension();
    float[] values = new float[2 * dimension];
    workers.run(dimension, d -> learn(residuals, d, values));
    return values;
  }

  private static void learn(Residuals residuals, int d, float[] values) {
    int count = residuals.count();
    double[] sorted = new double[count];
    for (int i = 0; i < count; i++) {
      sorted[i] = residuals.component(i, d);
    }
    Arrays.sort(sorted);
    double least = Double.POSITIVE_INFINITY;
    for (double share : LEFT_OUT) {
      int left = (int) (share * count);
      float low = (float) sorted[left];
      float step = (float) ((sorted[count - 1 - left] - low) / STEPS);
      double error = error(sorted, low, step);
      if (error < least) {
        least = error;
        values[d] = low;
        values[residuals.dimension() + d] = step;
      }
    }
  }

  private static double error(double[] sorted, double low, double step) {
    double error = 0;
    for (double value : sorted) {
      double code = step == 0 ? 0 : Math.clamp(Math.rint((value - low) / step), 0, STEPS);
      error += Math.abs(value - low - step * code);
    }
    return error;
  }
}
