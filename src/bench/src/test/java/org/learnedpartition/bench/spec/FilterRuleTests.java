package org.learnedpartition.bench.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FilterRuleTests {
  @Test
  void notationIsReadAndWrittenAlike() {
    for (String text :
        new String[] {
          "none", "random 0.0001", "correlated 0.01", "anti-correlated 0.5", "random 1"
        }) {
      assertEquals(text, FilterRule.parse(text).toString());
    }
    assertEquals("random 0.0001", FilterRule.parse("  random   1e-4 ").toString());
  }

  @Test
  void unknownKindIsRefusedWithTheKindsThatAre() {
    assertEquals(
        "[near 0.1] is no filter: expected none, or one of random, correlated, anti-correlated and a"
            + " share above 0 and at most 1, such as: random 0.01",
        refusal("near 0.1"));
    for (String text : new String[] {"", "random", "none 0.1", "random 0.1 0.2", "RANDOM 0.1"}) {
      assertEquals("[" + text + "] is no filter: expected none", refusal(text).split(",")[0]);
    }
  }

  @Test
  void shareOutsideItsLimitsIsRefused() {
    assertEquals(
        "[random much] is no filter: its share [much] is not a number", refusal("random much"));
    for (String share : new String[] {"0", "-0.1", "1.01", "NaN"}) {
      assertEquals(
          "the share of a filter must be above 0 and at most 1, got " + Double.parseDouble(share),
          refusal("random " + share));
    }
  }

  @Test
  void acceptedRowsAreTheShareRoundedUp() {
    assertEquals(7, FilterRule.parse("random 0.07").accepted(100));
    assertEquals(1, FilterRule.parse("random 0.0001").accepted(8_000));
    assertEquals(8_000, FilterRule.NONE.accepted(8_000));
  }

  private static String refusal(String text) {
    return assertThrows(IllegalArgumentException.class, () -> FilterRule.parse(text)).getMessage();
  }
}
