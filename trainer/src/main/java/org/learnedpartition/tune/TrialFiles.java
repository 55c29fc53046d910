package org.learnedpartition.tune;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.learnedpartition.data.AtomicFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The folder of a tuning: a file for each trial, written after each fold, and what is told. */
final class TrialFiles {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final Path trials;

  /** Makes the folder if there is none. */
  TrialFiles(Path folder) throws IOException {
    this.folder = folder;
    this.trials = folder.resolve("trials");
    Files.createDirectories(trials);
  }

  /** A trial as far as it got, or null if there is none, or one of other settings. */
  Trial find(int number, String setting) throws IOException {
    Path file = file(number);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      Trial found = JSON.readValue(Files.readAllBytes(file), Trial.class);
      return found.number() == number && setting.equals(found.setting()) ? found : null;
    } catch (JacksonException e) {
      // Of another version of this class: measured again.
      return null;
    }
  }

  void keep(Trial trial) throws IOException {
    write(
        file(trial.number()),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(trial) + "\n");
  }

  /** Writes a file of the folder, replacing one of that name. */
  void write(String name, String content) throws IOException {
    write(folder.resolve(name), content);
  }

  private Path file(int number) {
    return trials.resolve(number + ".json");
  }

  private static void write(Path path, String content) throws IOException {
    AtomicFile.write(path, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
  }
}
