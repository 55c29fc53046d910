package org.learnedpartition.method;

import java.util.SplittableRandom;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * The moving centres of k-means (Lloyd, 1982), or of spherical k-means (Dhillon and Modha, 2001),
 * where they are of length 1.
 */
final class Centres {
  /** Iterations on a sample, which brings centres near to where all points would have them. */
  static final int SAMPLE_ITERATIONS = 12;

  static final String STAGE = "k-means";
  private static final int SAMPLE = 100_000;
  private static final int SAMPLE_OF_A_BIN = 64;

  private final Points points;
  private final boolean unit;
  private final SplittableRandom random;
  private final Workers workers;
  private final float[] values;
  private float[] bias;

  /**
   * Starts at random points.
   *
   * @param points in random order, at least one for each bin
   * @param unit whether centres have length 1; else the nearest is nearest by distance
   */
  Centres(Points points, int bins, boolean unit, long seed, Workers workers) {
    this.points = points;
    this.unit = unit;
    this.random = new SplittableRandom(seed);
    this.workers = workers;
    // Points are in random order, so the first ones are a random choice.
    this.values = points.range(0, bins).vectors();
    settle();
  }

  /**
   * Runs {@link #SAMPLE_ITERATIONS} iterations on a sample.
   *
   * @param steps of the stage in all, for its progress
   */
  void fitSample(int steps, Progress progress) throws InterruptedException {
    progress.report(STAGE, 0, steps);
    Points sample =
        points.first(Math.min(points.count(), Math.max(SAMPLE, SAMPLE_OF_A_BIN * bias.length)));
    int[] bin = new int[sample.count()];
    for (int i = 0; i < SAMPLE_ITERATIONS; i++) {
      assign(sample, bin);
      move(sample, bin);
      progress.report(STAGE, i + 1, steps);
    }
  }

  float[] values() {
    return values;
  }

  float[] bias() {
    return bias;
  }

  Scorer scorer() {
    return Network.ofCentres(values, bias, points.dimension(), 1).forward();
  }

  /** Gives each point the bin of its nearest centre. */
  void assign(Points some, int[] bin) throws InterruptedException {
    BestBins.find(some, scorer(), new float[bias.length], bin, workers);
  }

  /** Centres become the means of their points; an empty bin starts again at a random point. */
  void move(Points some, int[] bin) throws InterruptedException {
    int d = points.dimension();
    int bins = bias.length;
    Means means = Means.of(some, bin, bins, workers);
    for (int c = 0; c < bins; c++) {
      if (means.sizes()[c] == 0) {
        int point = random.nextInt(some.count());
        System.arraycopy(some.vectors(), point * d, values, c * d, d);
      } else {
        System.arraycopy(means.values(), c * d, values, c * d, d);
      }
    }
    settle();
  }

  private void settle() {
    int d = points.dimension();
    bias = new float[values.length / d];
    if (!unit) {
      for (int i = 0; i < values.length; i++) {
        bias[i / d] -= values[i] * values[i] / 2;
      }
    } else {
      normalise(values, d);
    }
  }

  private static void normalise(float[] centres, int d) {
    for (int from = 0; from < centres.length; from += d) {
      double squares = 0;
      for (int i = from; i < from + d; i++) {
        squares += (double) centres[i] * centres[i];
      }
      float factor = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
      for (int i = from; i < from + d; i++) {
        centres[i] *= factor;
      }
    }
  }
}
