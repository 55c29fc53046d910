package org.learnedpartition.sets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitLengthTests {

  /** {@code numpy.linalg.norm(rows, axis=1)}, NumPy 1.24. */
  @ParameterizedTest
  @CsvSource({
    "3, 0x1.27b768101e7a8p+0",
    "100, 0x1.7366d9f789a70p+2",
    "130, 0x1.a6d2b241e63f2p+2",
    "300, 0x1.409025efb48eep+3",
    "784, 0x1.02e9fe4d86f7fp+4"
  })
  void lengthsHaveTheBitsOfNumPy(int n, String expected) {
    float[] row = new float[n];
    for (int i = 0; i < n; i++) {
      row[i] = (float) ((i * 2654435761L + 12345) % (1L << 32) / 0x1p31 - 1);
    }
    assertEquals(Double.parseDouble(expected), UnitLength.length(row));
  }

  @Test
  void aScaledRowHasLengthOne() {
    float[] row = {3, -4};
    UnitLength.scale(row, UnitLength.length(row));
    assertEquals(0.6f, row[0]);
    assertEquals(-0.8f, row[1]);
  }
}
