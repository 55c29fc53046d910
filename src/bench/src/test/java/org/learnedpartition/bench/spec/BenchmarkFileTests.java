package org.learnedpartition.bench.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.learnedpartition.bench.engine.EngineSource;

/** Benchmarks are read as their files say. */
class BenchmarkFileTests {
  @TempDir private Path folder;

  private static final List<String> NAMES = BenchmarkFile.NAMES;

  private Benchmark read(String yaml, String mode) throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, yaml);
    return BenchmarkFile.read(file.toString(), mode);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void everyBenchmarkOfTheHarnessIsReadInEveryMode(String name) throws IOException {
    for (String mode : BenchmarkFile.MODES) {
      Benchmark benchmark = BenchmarkFile.read(name, mode);
      assertEquals(name, benchmark.name());
      assertEquals(mode, benchmark.mode());
      for (Format format : benchmark.formats()) {
        EngineSource source = EngineSource.of(format.format(), format.parameters());
        format.settings().forEach(source.searchCheck()::check);
      }
    }
  }

  @Test
  void aModesValuesComeBeforeTheFilesAndThoseBeforeTheDefaults() throws IOException {
    String yaml =
        """
        data: [glove]
        formats: [hnsw]
        rounds: 7
        modes:
          full: {rounds: 9}
        """;
    assertEquals(7, read(yaml, "standard").rounds());
    assertEquals(9, read(yaml, "full").rounds());
    assertEquals(1, read(yaml, "smoke").rounds());
    assertEquals("clusters", read(yaml, "smoke").data().getFirst().set());
    assertEquals("mine", read(yaml, "standard").name());
  }

  @Test
  void aFormatsCurveIsTheCrossProductOfItsSearches() throws IOException {
    String yaml =
        """
        data: [glove]
        formats:
          - {name: a, format: hnsw, search: {candidates: [10, 20], other: [x, y, z]}}
          - {name: b, format: flat}
        """;
    Benchmark benchmark = read(yaml, "standard");
    assertEquals(6, benchmark.formats().getFirst().settings().size());
    assertEquals(1, benchmark.formats().getLast().settings().size());
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void theCopyBesideTheRowsGivesTheSameBenchmark(String name) throws IOException {
    Path copy = folder.resolve("benchmark.yaml");
    for (String mode : BenchmarkFile.MODES) {
      Benchmark benchmark = BenchmarkFile.read(name, mode);
      Files.writeString(copy, BenchmarkFile.yaml(benchmark));
      assertEquals(benchmark, BenchmarkFile.readCopy(copy));
    }
  }
}
