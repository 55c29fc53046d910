package org.learnedpartition.sets;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.learnedpartition.data.AtomicFile;

/** Text files whose lines belong to the rows of a vector file. */
final class Lines {
  private Lines() {}

  /** Writes a file whole or not at all; a line break within a line becomes a blank. */
  static void write(Path file, Stream<String> lines) throws IOException {
    try (AtomicFile out = new AtomicFile(file)) {
      Writer text =
          new BufferedWriter(new OutputStreamWriter(out.stream(), StandardCharsets.UTF_8), 1 << 16);
      for (String line : (Iterable<String>) lines::iterator) {
        text.write(line.replace('\n', ' '));
        text.write('\n');
      }
      text.flush();
      out.finish();
    }
  }
}
