package org.learnedpartition.bench.walk;

import java.io.IOException;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.sets.DataSet;
import org.learnedpartition.walk.LearnedGraph;
import org.learnedpartition.walk.SearchGraph;
import org.learnedpartition.walk.WalkOptions;
import org.learnedpartition.walk.WalkTraining;

/**
 * A toy whose graph one can look at: a hundred handwritten digits of 8 × 8 pixels, the graph of all
 * edges between them, and what a policy leaves of it.
 *
 * @param pixels of the digits, row-major, 0 … 255
 * @param learned what was learnt, by other digits as queries
 */
record Digits(float[] pixels, LearnedGraph learned) {
  static final int COUNT = 100;
  static final int SIDE = 8;
  static final int PIXELS = SIDE * SIDE;

  private static final int QUERIES = 20_000;

  /**
   * Learns the toy.
   *
   * @param set of images, 28 × 28 pixels each
   */
  static Digits learn(DataSet set, int steps, Workers workers, Progress progress)
      throws IOException, InterruptedException {
    float[] small;
    try (VectorSource images = set.base()) {
      int side = (int) Math.round(Math.sqrt(images.dimension()));
      int n = Math.min(images.count(), COUNT + QUERIES);
      if (side * side != images.dimension() || side < SIDE || n < 2 * COUNT) {
        throw new IllegalArgumentException(
            "the toy needs at least "
                + 2 * COUNT
                + " square images of at least 8 × 8 pixels: ["
                + set.name()
                + "] has "
                + n
                + " vectors of dimension "
                + images.dimension());
      }
      float[] large = new float[n * images.dimension()];
      images.read(0, n, large, 0);
      small = shrink(large, side);
    }
    float[] pixels = new float[COUNT * PIXELS];
    System.arraycopy(small, 0, pixels, 0, pixels.length);
    int n = small.length / PIXELS;
    Points all = Space.fit(set.similarity(), small, n, PIXELS).prepare(small, n);
    Points digits = all.range(0, COUNT);
    WalkOptions options =
        new WalkOptions(3, 1, 1.5, steps, 128, 16, 4, 32, 0.7, 0.003, 0.05, 0.2, 0.001, 1);
    return new Digits(
        pixels,
        new WalkTraining(
                SearchGraph.complete(middle(digits), COUNT),
                digits,
                all.range(COUNT, n - COUNT),
                options,
                workers)
            .learn(progress));
  }

  /** Each pixel is the mean of those that lie in it. */
  private static float[] shrink(float[] images, int side) {
    int n = images.length / (side * side);
    float[] small = new float[n * PIXELS];
    int[] counts = new int[PIXELS];
    for (int p = 0; p < side * side; p++) {
      counts[cell(p, side)]++;
    }
    for (int i = 0; i < images.length; i++) {
      int cell = cell(i % (side * side), side);
      small[i / (side * side) * PIXELS + cell] += images[i] / counts[cell];
    }
    return small;
  }

  private static int cell(int pixel, int side) {
    return pixel / side * SIDE / side * SIDE + pixel % side * SIDE / side;
  }

  /** The digit nearest to the mean of all, which is 0 in their space. */
  private static int middle(Points digits) {
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int i = 0; i < digits.count(); i++) {
      double sum = 0;
      for (int j = i * PIXELS; j < (i + 1) * PIXELS; j++) {
        sum += (double) digits.vectors()[j] * digits.vectors()[j];
      }
      if (sum < least) {
        least = sum;
        best = i;
      }
    }
    return best;
  }
}
