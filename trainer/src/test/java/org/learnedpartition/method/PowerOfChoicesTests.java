package org.learnedpartition.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Metrics;

class PowerOfChoicesTests {
  private static final int DIMENSION = 5;

  private static float[] random(int n, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      // Few values, so that scores are equal, too.
      values[i] = random.nextInt(5) - 2;
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({"1,300,7,1", "2,500,16,2", "3,400,9,4", "4,200,6,100", "5,1,3,2"})
  void eachPointTakesTheLeastFilledOfItsBestBins(long seed, int n, int bins, int choices)
      throws Exception {
    Points points = new Points(random(n * DIMENSION, seed), n, DIMENSION, new float[n]);
    Network network =
        Network.ofCentres(
            random(bins * DIMENSION, seed + 100), random(bins, seed + 200), DIMENSION, 1);
    Scorer scorer = network.forward();
    int[] placed;
    try (Workers workers = new Workers(3)) {
      placed = PowerOfChoices.place(points, scorer, choices, workers);
    }
    int[] sizes = new int[bins];
    float[] scores = new float[bins];
    for (int i = 0; i < n; i++) {
      scorer.score(points.vectors(), i, 1, scores);
      List<Integer> order = new ArrayList<>();
      for (int c = 0; c < bins; c++) {
        order.add(c);
      }
      order.sort((a, b) -> Float.compare(scores[b], scores[a]));
      int best = order.getFirst();
      for (int c : order.subList(0, Math.min(choices, bins))) {
        best = sizes[c] < sizes[best] ? c : best;
      }
      assertEquals(best, placed[i], "seed " + seed + ", point " + i);
      sizes[best]++;
    }
    if (choices >= bins) {
      assertTrue(Metrics.imbalance(sizes) < (double) bins / n, "seed " + seed);
    }
  }
}
