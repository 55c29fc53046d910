package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodingTests {
  @Test
  void labelsAndNumbersAreRead() {
    int wire = 0;
    for (Encoding encoding : Encoding.values()) {
      assertEquals(wire++, encoding.wire());
      assertEquals(encoding, Encoding.ofWire(encoding.wire()));
      assertEquals(encoding, Encoding.ofLabel(encoding.label()));
    }
  }

  @ParameterizedTest
  @CsvSource({"X1,7,0", "X4,7,7", "X8,7,7", "X16,7,4", "X16,8,4", "X32,7,2", "X32,8,2", "X32,1,1"})
  void lastGroupMayBeNarrower(Encoding encoding, int dimension, int codes) {
    assertEquals(codes, encoding.codes(dimension));
  }

  @Test
  void othersAreRefusedWithTheChoice() {
    String label =
        assertThrows(IllegalArgumentException.class, () -> Encoding.ofLabel("2x")).getMessage();
    assertTrue(label.contains("[2x]") && label.contains("[1x, 4x, 8x, 16x, 32x]"), label);
    String wire =
        assertThrows(IllegalArgumentException.class, () -> Encoding.ofWire(5)).getMessage();
    assertTrue(wire.contains("5") && wire.contains("0 to 4"), wire);
  }
}
