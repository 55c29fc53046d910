package org.learnedpartition.sets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.parallel.Progress;

class GlovePackageTests {
  private static final String GOOD =
      """
      {"words": ["a", "b"], "size": 3, "dimensions": 2, "unk": {"x": [1]},
       "vectors": {"the": [3, 4, 5, 0], "nought": [0, 0, 0, 1], "\\u00fcber": [-1e0, 0, 1, 2]}}
      """;

  @TempDir Path folder;

  private Path archive(String name, String json) throws IOException {
    Path file = folder.resolve("glove.tgz");
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      for (String each : List.of("package/README.md", name)) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(each);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
      }
    }
    return file;
  }

  private String refusal(Path archive) {
    String said =
        assertThrows(IOException.class, () -> GlovePackage.read(archive, Progress.NONE))
            .getMessage();
    assertTrue(said.contains("[" + archive + "]") && said.contains("delete it"), said);
    assertFalse(said.contains("\n"), said);
    return said;
  }

  @Test
  void wordsHaveUnitVectorsAndZeroVectorsAreLeftOut() throws Exception {
    GlovePackage glove = GlovePackage.read(archive(GlovePackage.JSON, GOOD), Progress.NONE);
    assertEquals(List.of("the", "über"), glove.words());
    assertArrayEquals(new float[] {0.6f, 0.8f}, glove.vectors().get(0));
    assertArrayEquals(new float[] {-1, 0}, glove.vectors().get(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"size\": 3, \"dimensions\": 2}",
        "{\"vectors\": {}}",
        "{\"size\": 3, \"dimensions\": 2, \"vectors\": []}",
        "{\"size\": 3, \"dimensions\": 2, \"vectors\": {\"a\": [1, 2, 3, 4]}}",
        "{\"size\": 1, \"dimensions\": 2, \"vectors\": {\"a\": [1, 2], \"b\": [1, 2]}}",
        "{\"size\": 1, \"dimensions\": 2, \"vectors\": {\"a\": [1]}}",
        "{\"size\": 1, \"dimensions\": 2, \"vectors\": {\"a\": [1, \"2\"]}}",
        "{\"size\": 1, \"dimensions\": 2, \"vectors\": {\"a\": [1, 1e300]}}",
        "{\"size\": 1, \"dimensions\": 2, \"vectors\": {\"a\": [1, 2, [3]]}}",
        "{\"size\": 1, \"dimensions\": 2, \"vectors\": {\"a\": 7}}",
        "{\"size\": 2000000000, \"dimensions\": 2, \"vectors\": {}}",
        "{\"size\": 1e99, \"dimensions\": 2, \"vectors\": {}}",
        "{\"size\": \"many\", \"dimensions\": 2, \"vectors\": {}}",
        "{\"size\": 1, \"dimensions\": 0, \"vectors\": {}}",
        "not JSON"
      })
  void aPackageOfAnotherShapeIsRefused(String json) throws IOException {
    refusal(archive(GlovePackage.JSON, json));
  }

  @Test
  void anArchiveWithoutTheFileIsRefused() throws IOException {
    assertTrue(refusal(archive("package/other.json", GOOD)).contains("does not hold"));
  }

  @Test
  void aTruncatedArchiveIsRefusedWhereverItEnds() throws IOException {
    Path file = archive(GlovePackage.JSON, GOOD);
    byte[] whole = Files.readAllBytes(file);
    // What follows the vectors is not read.
    for (int length = 0; length < whole.length / 2; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      refusal(file);
    }
  }

  @Test
  void noiseIsRefused() throws IOException {
    long seed = System.nanoTime();
    byte[] noise = new byte[5000];
    new Random(seed).nextBytes(noise);
    refusal(Files.write(folder.resolve("noise.tgz"), noise));
  }
}
