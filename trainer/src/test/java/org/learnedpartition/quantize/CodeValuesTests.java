package org.learnedpartition.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.parallel.Workers;

class CodeValuesTests {
  private static Residuals gaussian(int count, int dimension, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count * dimension];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Residuals(values, count, dimension);
  }

  private static float[] groups(Residuals residuals, int width, int threads) throws Exception {
    try (Workers workers = new Workers(threads)) {
      return GroupPoints.learn(residuals, width, 5, workers);
    }
  }

  private static float[] steps(Residuals residuals) throws Exception {
    try (Workers workers = new Workers(1)) {
      return UniformSteps.learn(residuals, workers);
    }
  }

  /** Mean squared error of the group of components from {@code from}. */
  private static double error(Residuals residuals, float[] points, int from, int width) {
    double sum = 0;
    for (int i = 0; i < residuals.count(); i++) {
      double least = Double.POSITIVE_INFINITY;
      for (int j = 0; j < 16; j++) {
        double distance = 0;
        for (int d = from; d < from + width; d++) {
          double difference = residuals.component(i, d) - points[d * 16 + j];
          distance += difference * difference;
        }
        least = Math.min(least, distance);
      }
      sum += least;
    }
    return sum / residuals.count();
  }

  @Test
  void sixteenLevelsOfANormalComponentAreNearlyOptimal() throws Exception {
    Residuals residuals = gaussian(20_000, 3, 1);
    float[] points = groups(residuals, 1, 1);
    for (int d = 0; d < 3; d++) {
      // Max (1960): 16 levels of a normal variable have an error of 0.01154 at best.
      double error = error(residuals, points, d, 1);
      assertTrue(error < 0.0128, "component " + d + ": " + error);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void pointsAreFoundWhereResidualsAre(int width) throws Exception {
    // Sixteen tight clusters a group, the last group one component narrower.
    int dimension = 3 * width - (width == 1 ? 0 : 1);
    Random random = new Random(width);
    int count = 3000;
    float[] values = new float[count * dimension];
    for (int i = 0; i < count; i++) {
      int[] cluster = {random.nextInt(16), random.nextInt(16), random.nextInt(16)};
      for (int d = 0; d < dimension; d++) {
        values[i * dimension + d] =
            (cluster[d / width] * 37 + d % width * 11 * cluster[d / width]) % 160
                + 0.01f * (float) random.nextGaussian();
      }
    }
    Residuals residuals = new Residuals(values, count, dimension);
    float[] points = groups(residuals, width, 1);
    for (int from = 0; from < dimension; from += width) {
      double error = error(residuals, points, from, Math.min(width, dimension - from));
      assertTrue(error < 0.01, "group from " + from + ": " + error);
    }
  }

  @Test
  void threadsDoNotMatter() throws Exception {
    Residuals residuals = gaussian(2000, 11, 2);
    for (int width : new int[] {1, 2, 4}) {
      assertArrayEquals(groups(residuals, width, 1), groups(residuals, width, 3));
    }
  }

  @Test
  void fewerResidualsThanPointsAreAllPoints() throws Exception {
    int dimension = 4;
    for (int distinct : new int[] {1, 3, 15}) {
      float[] values = new float[100 * dimension];
      for (int i = 0; i < values.length; i++) {
        values[i] = i / dimension % distinct;
      }
      Residuals residuals = new Residuals(values, 100, dimension);
      for (int width : new int[] {1, 2, 4}) {
        float[] points = groups(residuals, width, 1);
        assertEquals(0, error(residuals, points, 0, width));
        Set<Float> found = new HashSet<>();
        for (int j = 0; j < 16; j++) {
          found.add(points[j]);
        }
        assertEquals(distinct, found.size());
      }
      float[] steps = steps(residuals);
      assertEquals(distinct == 1 ? 0 : (distinct - 1) / 255f, steps[dimension], 1e-6);
    }
  }

  @Test
  void outliersDoNotStretchSteps() throws Exception {
    Residuals residuals = gaussian(20_000, 2, 3);
    float[] plain = steps(residuals);
    for (int i = 0; i < 2; i++) {
      residuals.values()[i * 4000] = i == 0 ? 60 : -60;
    }
    float[] stretched = steps(residuals);
    assertTrue(stretched[2] < 1.2 * plain[2], stretched[2] + " after " + plain[2]);
    assertEquals(plain[1], stretched[1]);
    // The range of 20,000 normal values is about 8.
    assertEquals(8.0 / 255, plain[2], 2.0 / 255);
  }

  @Test
  void emptySamplesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Residuals(new float[0], 0, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> new Residuals(new float[5], 2, 3));
  }
}
