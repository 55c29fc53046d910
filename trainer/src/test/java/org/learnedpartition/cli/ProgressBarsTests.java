package org.learnedpartition.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarsTests {

  @Test
  void aStageGoesOnAfterItsBarWasClosed() {
    ProgressBars bars = ProgressBars.on(new PrintWriter(new StringWriter()));
    bars.report("stage", 1, 3);
    // As one does to print a line.
    bars.close();
    assertDoesNotThrow(() -> bars.report("stage", 2, 3));
    bars.close();
  }
}
