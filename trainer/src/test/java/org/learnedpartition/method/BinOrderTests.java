package org.learnedpartition.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BinOrderTests {
  @Test
  void binsOnALineAreNumberedAlongIt() {
    float[] centres = {5, 1, 9, 3, 7, 2, 8, 4, 6, 0};
    int[] order = BinOrder.order(centres, 1);
    float[] sorted = new float[order.length];
    for (int i = 0; i < order.length; i++) {
      sorted[i] = centres[order[i]];
    }
    float first = sorted[0];
    assertArrayEquals(
        new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
        first == 0 ? sorted : reversed(sorted),
        Arrays.toString(sorted));
  }

  private static float[] reversed(float[] values) {
    float[] reversed = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      reversed[i] = values[values.length - 1 - i];
    }
    return reversed;
  }

  @Test
  void everyBinKeepsANumberAndNeighboursComeNearerThanByChance() {
    int bins = 256;
    int dimension = 8;
    float[] centres = new float[bins * dimension];
    Random random = new Random(3);
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) random.nextGaussian();
    }
    int[] order = BinOrder.order(centres, dimension);
    int[] all = order.clone();
    Arrays.sort(all);
    assertArrayEquals(IntStream.range(0, bins).toArray(), all);
    double asGiven = steps(centres, dimension, IntStream.range(0, bins).toArray());
    double ordered = steps(centres, dimension, order);
    assertTrue(ordered < 0.75 * asGiven, () -> ordered + " against " + asGiven);
    assertArrayEquals(order, BinOrder.order(centres, dimension));
  }

  @Test
  void equalBinsAreNumberedToo() {
    assertEquals(4, BinOrder.order(new float[8], 2).length);
  }

  /** Mean squared distance of bins with consecutive numbers. */
  private static double steps(float[] centres, int dimension, int[] order) {
    double sum = 0;
    for (int i = 1; i < order.length; i++) {
      for (int d = 0; d < dimension; d++) {
        double step = centres[order[i] * dimension + d] - centres[order[i - 1] * dimension + d];
        sum += step * step;
      }
    }
    return sum / (order.length - 1);
  }
}
