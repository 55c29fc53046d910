package org.learnedpartition.sets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The values were computed with NumPy by the script that first made the sets. */
class SelectionTests {

  @Test
  void valuesAreThoseOfTheFirstMaking() {
    long[] expected = {
      2503172903499689074L,
      Long.parseUnsignedLong("11175445222116053401"),
      Long.parseUnsignedLong("14962687354094961123"),
      3545264697450278704L,
      2091136775582616225L
    };
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], Selection.mix(i, 1));
    }
  }

  @Test
  void ordersAndPicksAreThoseOfTheFirstMaking() {
    assertArrayEquals(new int[] {7, 0, 1, 9, 5, 4, 3, 2, 8, 6}, Selection.shuffled(10, 7));
    assertArrayEquals(new int[] {59, 426, 649, 687, 702}, Selection.pick(1000, 5, 21));
  }

  @Test
  void picksAndOthersAreAllRows() {
    int[] picked = Selection.pick(500, 70, 3);
    int[] others = Selection.others(500, picked);
    assertArrayEquals(
        IntStream.range(0, 500).toArray(),
        IntStream.concat(IntStream.of(picked), IntStream.of(others)).sorted().toArray());
  }
}
