package org.learnedpartition.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.parallel.Workers;

final class NearBinsTests {
  private static final int D = 6;

  private static float[] random(SplittableRandom random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Prices that change a little, much, and not at all, as they do when bins are balanced. */
  @Test
  void choicesAreThoseOfAllScoresHoweverPricesChange() throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < 6; trial++) {
      int n = random.nextInt(1, 2000);
      int bins = random.nextInt(NearBins.KEPT + 1, 300);
      float[] centres = random(random, bins * D);
      if (trial == 0) {
        // Bins that score alike: the smaller number wins.
        System.arraycopy(centres, 0, centres, D, D);
      }
      Points points = new Points(random(random, n * D), n, D, new float[n]);
      Scorer scorer = Network.ofCentres(centres, new float[bins], D, 1).forward();
      float[] prices = new float[bins];
      try (Workers workers = new Workers(2)) {
        NearBins near = new NearBins(points, scorer, workers);
        ScoreTable all = new ScoreTable(points, scorer, false, workers);
        for (double step : new double[] {0, 0.01, 0.01, 0, 0.3, 3, 0.05, 0.05, 30, 0.1}) {
          for (int c = 0; c < bins; c++) {
            prices[c] += (float) (step * random.nextGaussian());
          }
          int[] expected = new int[n];
          int[] got = new int[n];
          all.assign(prices, expected);
          near.assign(prices, got);
          assertArrayEquals(expected, got, "seed " + seed + ", trial " + trial + ", " + step);
        }
      }
    }
  }

  @Test
  void asManyBinsAsAreKeptNeedNoChoice() {
    Points points = new Points(new float[D], 1, D, new float[1]);
    Scorer scorer =
        Network.ofCentres(new float[NearBins.KEPT * D], new float[NearBins.KEPT], D, 1).forward();
    assertThrows(IllegalArgumentException.class, () -> new NearBins(points, scorer, null));
  }
}
