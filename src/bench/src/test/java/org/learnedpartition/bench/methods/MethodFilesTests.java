package org.learnedpartition.bench.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.learnedpartition.compare.ComparisonRun;

/** The comparisons of methods that the manual's tables come from. */
class MethodFilesTests {
  @TempDir private Path folder;

  @Test
  void everyComparisonIsRead() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of("methods"))) {
      files = all.sorted().toList();
    }
    assertEquals(
        List.of("glove.yaml", "photosift.yaml"),
        files.stream().map(file -> file.getFileName().toString()).toList());
    for (Path file : files) {
      new ComparisonRun(file, folder, folder);
    }
  }
}
