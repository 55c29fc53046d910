package org.learnedpartition.bench.run;

import java.util.SplittableRandom;

/** Seeded orders. */
final class Shuffle {
  private Shuffle() {}

  /** The numbers 0 … {@code n - 1} in an order that the seed gives. */
  static int[] of(int n, long seed) {
    int[] order = new int[n];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
