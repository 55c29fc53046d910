package org.learnedpartition.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrdinalSetTests {
  /** Runs of ordinals, and ordinals far apart. */
  @ParameterizedTest
  @CsvSource({"1, 100", "2, 5000", "3, 2147483647"})
  void holdsWhatAHashSetDoes(long seed, int below) {
    Random random = new Random(seed);
    OrdinalSet set = new OrdinalSet();
    Set<Integer> oracle = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      int ordinal = random.nextInt(below);
      assertEquals(oracle.add(ordinal), set.add(ordinal), () -> "ordinal " + ordinal);
    }
  }
}
