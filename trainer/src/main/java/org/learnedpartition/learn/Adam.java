package org.learnedpartition.learn;

import org.learnedpartition.parallel.Workers;

/**
 * Adam (Kingma and Ba, 2015) with β₁ = 0.9, β₂ = 0.999, ε = 1e-8, and a learning rate that rises
 * over the first steps and falls to zero along a half cosine.
 */
public final class Adam {
  private static final int WARM_UP = 50;
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final int GRAIN = 1 << 14;

  private final float[][] parameters;
  private final float[][] first;
  private final float[][] second;
  private final double peak;
  private final long steps;
  private long step;

  /**
   * @param peak the highest learning rate
   * @param steps how many updates there will be, ≥ 1
   */
  public Adam(float[][] parameters, double peak, long steps) {
    this.parameters = parameters;
    this.peak = peak;
    this.steps = steps;
    this.first = new float[parameters.length][];
    this.second = new float[parameters.length][];
    for (int i = 0; i < parameters.length; i++) {
      first[i] = new float[parameters[i].length];
      second[i] = new float[parameters[i].length];
    }
  }

  /** Running means of the gradients, live, in the order of the parameters. */
  float[][] first() {
    return first;
  }

  /** Running means of the gradients' squares, live. */
  float[][] second() {
    return second;
  }

  /**
   * Goes on where another left off.
   *
   * @param step how many updates that one made
   */
  void resume(float[][] first, float[][] second, long step) {
    for (int i = 0; i < parameters.length; i++) {
      System.arraycopy(first[i], 0, this.first[i], 0, parameters[i].length);
      System.arraycopy(second[i], 0, this.second[i], 0, parameters[i].length);
    }
    this.step = step;
  }

  /** Learning rate of an update, counted from 0. */
  double rate(long at) {
    double warm = Math.min(1, (at + 1.0) / Math.min(WARM_UP, Math.max(1, steps / 4)));
    return peak * warm * 0.5 * (1 + Math.cos(Math.PI * at / steps));
  }

  public void update(float[][] gradients, Workers workers) throws InterruptedException {
    double rate = rate(step);
    step++;
    // β₁ and β₂ corrections folded into the rate and ε, as in the paper's section 2.
    double correction = Math.sqrt(1 - Math.pow(BETA2, step));
    float size = (float) (rate * correction / (1 - Math.pow(BETA1, step)));
    float epsilon = (float) (1e-8 * correction);
    for (int p = 0; p < parameters.length; p++) {
      float[] x = parameters[p];
      float[] g = gradients[p];
      float[] m = first[p];
      float[] v = second[p];
      workers.ranges(
          x.length,
          GRAIN,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              m[i] = BETA1 * m[i] + (1 - BETA1) * g[i];
              v[i] = BETA2 * v[i] + (1 - BETA2) * g[i] * g[i];
              x[i] -= size * m[i] / ((float) Math.sqrt(v[i]) + epsilon);
            }
          });
    }
  }
}
