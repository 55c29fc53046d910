package org.learnedpartition.compare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.learnedpartition.data.AtomicFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files of a comparison in its folder. Each result has its own, written whole when it is
 * measured, so that a run that was killed goes on where it was.
 */
final class Results {
  // What results of before do not have yet is 0.
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  private final Path folder;
  private final Path runs;

  /** Makes the folder if there is none. */
  Results(Path folder) throws IOException {
    this.folder = folder;
    this.runs = folder.resolve("runs");
    Files.createDirectories(runs);
  }

  /** The result of a run, or null if there is none, or one of other settings. */
  Result find(String setting, String method, Documents documents, long seed) throws IOException {
    Path file = file(method, documents, seed);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      Result found = JSON.readValue(Files.readAllBytes(file), Result.class);
      return found.setting().equals(setting) ? found : null;
    } catch (JacksonException e) {
      // Of another version of this class: measured again.
      return null;
    }
  }

  /** Keeps a result. */
  void keep(Result result) throws IOException {
    Path file = file(result.method(), result.documents(), result.seed());
    write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
  }

  /** Writes a file of the folder, replacing one of that name. */
  void write(String name, String content) throws IOException {
    write(folder.resolve(name), content);
  }

  private Path file(String method, Documents documents, long seed) {
    return runs.resolve(method + "-" + documents.label() + "-" + seed + ".json");
  }

  private static void write(Path path, String content) throws IOException {
    AtomicFile.write(path, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
  }
}
