package org.learnedpartition.graph;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A random choice of numbers. */
final class Sample {
  private Sample() {}

  /** Chooses {@code size} of the numbers below n, all equally likely, in random order. */
  static int[] of(int n, int size, SplittableRandom random) {
    int[] numbers = new int[n];
    Arrays.setAll(numbers, i -> i);
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i, n);
      int kept = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = kept;
    }
    return Arrays.copyOf(numbers, size);
  }
}
