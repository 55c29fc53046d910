package org.learnedpartition.bench.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of a run, one JSON object a line, each on disk before the next is measured: a run that
 * was killed goes on after the last whole one.
 */
final class PointsFile {
  /** Name of the file in the folder of a run. */
  static final String NAME = "points.jsonl";

  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final Set<List<Object>> done = new HashSet<>();

  /**
   * Opens the rows of a folder, cutting off a last line that is not whole.
   *
   * @throws IllegalArgumentException if another line is no row; says which
   */
  PointsFile(Path folder) throws IOException {
    this.file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return;
    }
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (end < bytes.length) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(end);
      }
    }
    int line = 0;
    for (String row : new String(bytes, 0, end, StandardCharsets.UTF_8).split("\n")) {
      line++;
      if (row.isBlank()) {
        continue;
      }
      try {
        done.add(key(JSON.readValue(row, Point.class)));
      } catch (JacksonException e) {
        throw new IllegalArgumentException(
            "["
                + file
                + "] line "
                + line
                + " is no row of a benchmark: "
                + e.getOriginalMessage()
                + "; remove it or choose another folder",
            e);
      }
    }
  }

  /** Rows that are there. */
  int size() {
    return done.size();
  }

  /** Whether a row of the same setting, round and step is there. */
  boolean has(Point point) {
    return done.contains(key(point));
  }

  void add(Point point) throws IOException {
    String line = JSON.writeValueAsString(point) + "\n";
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write(line.getBytes(StandardCharsets.UTF_8));
    }
    done.add(key(point));
  }

  /** All that says what was measured, and nothing that was. */
  private static List<Object> key(Point p) {
    return List.of(
        p.benchmark(),
        p.scenario(),
        p.mode(),
        p.dataset(),
        p.n(),
        p.k(),
        p.format(),
        p.parameters(),
        // How many there are after a step is a result.
        p.step() == null ? p.segments() : 0,
        p.filter(),
        p.threads(),
        p.round(),
        p.step() == null ? -1 : p.step(),
        p.seed());
  }
}
