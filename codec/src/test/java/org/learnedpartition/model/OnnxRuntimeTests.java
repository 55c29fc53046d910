package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime's own start, which is once in a process: so each test has a process. */
class OnnxRuntimeTests {
  @TempDir Path home;

  /** Opens a model. */
  static final class Opens {
    private Opens() {}

    public static void main(String[] args) {
      PartitionModel model = TestModels.foreign(4, 3, 3, Similarity.L2, 1);
      try (OpenModel open = OpenModel.open(model)) {
        System.out.println(open.rank(new float[] {1, 2, 3, 4}).size() + " bins");
      }
    }
  }

  /**
   * Opens a model in a process that has nothing in its environment but a home folder: ONNX Runtime
   * 1.29 keeps quiet where a variable tells that this is a continuous integration.
   */
  private void open(String property) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dproperty=" + property,
                    "-cp",
                    System.getProperty("java.class.path"),
                    Opens.class.getName()))
            .directory(home.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(Map.of("HOME", home.toString()));
    Process process = builder.start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor());
    assertEquals("3 bins", said);
  }

  @Test
  void modelOpensInAProcessWithALongCommandLine() throws Exception {
    open("x".repeat(100_000));
  }

  @Test
  void openingAModelWritesNothingToTheHomeFolder() throws Exception {
    open("short");
    try (Stream<Path> files = Files.walk(home)) {
      assertEquals(List.of(home), files.toList());
    }
  }
}
