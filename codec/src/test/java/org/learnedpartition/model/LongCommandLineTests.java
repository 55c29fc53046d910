package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ONNX Runtime's own start, which is once in a process: so each test has a process. */
class LongCommandLineTests {
  /** Opens a model. */
  static final class Opens {
    private Opens() {}

    public static void main(String[] args) {
      PartitionModel model = TestModels.linear(4, 3, Similarity.L2, 1);
      try (OpenModel open = OpenModel.open(model)) {
        System.out.println(open.rank(new float[] {1, 2, 3, 4}).bins().length + " bins");
      }
    }
  }

  @Test
  void modelOpensInAProcessWithALongCommandLine() throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dlong=" + "x".repeat(100_000),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Opens.class.getName()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor());
    assertEquals("3 bins", said);
  }
}
