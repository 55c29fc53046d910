package org.learnedpartition.method;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ModelWriterTests {
  @Test
  void aHeadThatPlacesMoreThanATieElsewhereIsRefused() {
    int[] learned = new int[5000];
    // Documents that are held out were placed too.
    int[] placed = new int[6000];
    Arrays.fill(placed, 5000, 6000, 1);
    Arrays.fill(placed, 0, 5, 1);
    assertDoesNotThrow(() -> ModelWriter.checkHead(learned, placed));
    placed[5] = 1;
    String said =
        assertThrows(IllegalStateException.class, () -> ModelWriter.checkHead(learned, placed))
            .getMessage();
    assertTrue(said.contains("4994 of 5000") && said.contains("not written"), said);
  }
}
