package org.learnedpartition.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.data.Points;

class SketchesTests {
  private static final int D = 12;
  private static final int BINS = 60;
  private static final int POINTS = 1500;

  private static Points points(long seed) {
    Random random = new Random(seed);
    float[] vectors = new float[POINTS * D];
    for (int i = 0; i < vectors.length; i++) {
      // Components vary the less the later they come.
      vectors[i] = (float) (0.1 + random.nextGaussian() / (1 + i % D));
    }
    return new Points(vectors, POINTS, D, new float[POINTS]);
  }

  private static Network network(int hidden, long seed) {
    Random random = new Random(seed);
    float[] centres = new float[BINS * D];
    float[] bias = new float[BINS];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) random.nextGaussian();
      bias[i / D] = (float) random.nextGaussian() / 4;
    }
    Network linear = Network.ofCentres(centres, bias, D, 2);
    return hidden == 0 ? linear : linear.withHidden(hidden, seed);
  }

  private static float[] scores(Scorer scorer, Points points) {
    float[] scores = new float[POINTS * BINS];
    scorer.score(points.vectors(), 0, POINTS, scores);
    return scores;
  }

  /** Root mean square difference of scores, less what is common to a point's bins. */
  private static double difference(float[] a, float[] b) {
    double squares = 0;
    for (int row = 0; row < a.length; row += BINS) {
      double shift = 0;
      for (int c = row; c < row + BINS; c++) {
        shift += ((double) a[c] - b[c]) / BINS;
      }
      for (int c = row; c < row + BINS; c++) {
        squares += Math.pow(a[c] - b[c] - shift, 2);
      }
    }
    return Math.sqrt(squares / a.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void sketchesEstimateScoresTheBetterTheLongerTheyAre(int hidden) {
    Points points = points(3);
    Network network = network(hidden, 4);
    float[] whole = scores(network.forward(), points);
    double spread = difference(whole, new float[whole.length]);
    Sketches sketches = Sketches.of(network, points, D + hidden, 7);
    double last = spread;
    for (int rank : new int[] {1, 2, 4, 8}) {
      double error = difference(whole, scores(sketches.shortlist(rank).sketches(network), points));
      assertTrue(error < last, "rank " + rank + ": " + error + ", before " + last);
      last = error;
    }
    double error =
        difference(whole, scores(sketches.shortlist(D + hidden).sketches(network), points));
    // Weights are rounded to eight binary digits.
    assertTrue(error < 0.01 * spread, error + " of " + spread);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void theShortlistIsScoredByItsHeadsAndTheRestBySketches(int hidden) {
    Points points = points(5);
    Network network = network(hidden, 6);
    Sketches sketches = Sketches.of(network, points, 4, 8);
    Network centred = sketches.network();
    Shortlist shortlist = sketches.shortlist(4).of(20);
    float[] first = scores(shortlist.sketches(centred), points);
    float[] exact = scores(centred.rounded().forward(), points);
    float[] both = scores(shortlist.over(centred), points);
    for (int row = 0; row < both.length; row += BINS) {
      float[] sorted = Arrays.copyOfRange(first, row, row + BINS);
      Arrays.sort(sorted);
      for (int c = row; c < row + BINS; c++) {
        boolean listed = first[c] >= sorted[BINS - 20];
        assertEquals(listed ? exact[c] : first[c], both[c], 1e-4f);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void headsWithoutTheirMeanRankAsBefore(int hidden) {
    Points points = points(7);
    Network network = network(hidden, 8);
    Network centred = Sketches.of(network, points, 2, 9).network();
    float[] before = scores(network.forward(), points);
    float[] after = scores(centred.forward(), points);
    assertTrue(difference(before, after) < 1e-4);
    assertEquals(network.cost(), centred.cost());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void scoresDoNotDependOnTheBatch(int hidden) {
    Points points = points(9);
    Network network = network(hidden, 10);
    Scorer scorer = Sketches.of(network, points, 4, 8).shortlist(4).of(20).over(network);
    float[] all = scores(scorer, points);
    float[] one = new float[BINS];
    for (int i = 0; i < POINTS; i += 97) {
      scorer.score(points.vectors(), i, 1, one);
      assertArrayEquals(Arrays.copyOfRange(all, i * BINS, (i + 1) * BINS), one);
    }
  }
}
