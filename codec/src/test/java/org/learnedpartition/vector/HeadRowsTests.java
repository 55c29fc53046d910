package org.learnedpartition.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class HeadRowsTests {
  @RepeatedTest(40)
  void scoresAreDotProductsWithTheSameBitsInBothKernels(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    int inner = 1 + random.nextInt(200);
    int heads = 1 + random.nextInt(50);
    float[] weights = new float[heads * inner];
    float[] bias = new float[heads];
    float[] vector = new float[inner + 3];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Bfloat16.round((float) random.nextGaussian());
      bias[i / inner] = (float) random.nextGaussian();
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    HeadRows rows = HeadRows.of(weights, bias, inner);
    assertNotNull(rows);
    int[] chosen = random.ints(random.nextInt(2 * heads), 0, heads).toArray();
    float[] scores = new float[chosen.length];
    HeadRows.Scratch scratch = rows.scratch();
    rows.score(vector, 2, chosen, scores, scratch);
    for (int i = 0; i < chosen.length; i++) {
      double expected = bias[chosen[i]];
      for (int j = 0; j < inner; j++) {
        expected += (double) vector[2 + j] * weights[chosen[i] * inner + j];
      }
      assertEquals(expected, scores[i], 1e-4 * Math.sqrt(inner), "seed " + seed);
    }
    int width = Math.ceilDiv(inner, 32) * 32;
    float[] padded = new float[heads * width];
    float[] x = new float[width];
    for (int i = 0; i < weights.length; i++) {
      padded[i / inner * width + i % inner] = weights[i];
    }
    System.arraycopy(vector, 2, x, 0, inner);
    int[] packed = Bfloat16.pack(padded, 16);
    float[] simd = new float[chosen.length];
    float[] scalar = new float[chosen.length];
    float[] chains = new float[HeadRows.TOGETHER * HeadRows.CHAINS];
    new SimdHeadKernel().score(x, packed, width / 2, chosen, chosen.length, simd, chains);
    new ScalarHeadKernel().score(x, packed, width / 2, chosen, chosen.length, scalar, chains);
    assertArrayEquals(scalar, simd, "seed " + seed);
  }

  @Test
  void headsThatAreNotOfBfloat16AreNotPacked() {
    assertNull(HeadRows.of(new float[] {0.1f, 1}, new float[] {0, 0}, 1));
  }

  @Test
  void aHeadThatDoesNotExistIsRefused() {
    HeadRows rows = HeadRows.of(new float[] {1, 2}, new float[] {0, 0}, 1);
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> rows.score(new float[1], 0, new int[] {2}, new float[1], rows.scratch()));
  }
}
