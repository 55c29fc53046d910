package org.learnedpartition.sets;

import java.util.Arrays;

/**
 * Seeded choices of rows, by splitmix64: they depend on no library's generator, and are those of
 * the sets' published checksums.
 */
final class Selection {
  private Selection() {}

  /** The i-th of the seed's values, i from 0. */
  static long mix(int i, long seed) {
    long z = (i + 1) * 0x9E3779B97F4A7C15L + seed * 0xD1342543DE82EF95L + 0x632BE59BD9B4E019L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** The rows 0 … n - 1, ordered by their unsigned values. */
  static int[] shuffled(int n, long seed) {
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compareUnsigned(mix(a, seed), mix(b, seed)));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  /**
   * k of the rows 0 … n - 1, ascending.
   *
   * @param k 0 … n
   */
  static int[] pick(int n, int k, long seed) {
    int[] picked = Arrays.copyOf(shuffled(n, seed), k);
    Arrays.sort(picked);
    return picked;
  }

  /**
   * The rows that are not picked, ascending.
   *
   * @param picked ascending, of 0 … n - 1
   */
  static int[] others(int n, int[] picked) {
    int[] others = new int[n - picked.length];
    int at = 0;
    for (int i = 0; i < n; i++) {
      if (Arrays.binarySearch(picked, i) < 0) {
        others[at++] = i;
      }
    }
    return others;
  }
}
