package org.learnedpartition.bench.methods;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.learnedpartition.cache.Cache;
import org.learnedpartition.compare.ComparisonRun;

/** The comparisons of methods that the manual's tables come from. */
class MethodFilesTests {
  @TempDir private Path folder;

  @Test
  void everyComparisonIsRead() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of("methods"))) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    List<String> names = files.stream().map(file -> file.getFileName().toString()).toList();
    assertTrue(names.containsAll(List.of("glove.yaml", "photosift.yaml", "glove-25.yaml")));
    for (Path file : files) {
      new ComparisonRun(file, folder, folder, Cache.none());
    }
  }
}
