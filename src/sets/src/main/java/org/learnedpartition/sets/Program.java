package org.learnedpartition.sets;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** Runs a program of this machine, and ends it when this thread is interrupted. */
final class Program {
  private static final int LINES_TOLD = 5;

  private Program() {}

  /**
   * Runs a program to its end.
   *
   * @param folder that it runs in
   * @param missing what to say if there is no such program
   * @param line is told each line that it writes, by another thread, and answers whether the line
   *     may explain a failure
   * @throws IOException if it cannot be started or fails; with the last lines it wrote
   */
  static void run(Path folder, String missing, Predicate<String> line, List<String> command)
      throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
    } catch (IOException e) {
      throw new IOException(missing, e);
    }
    Deque<String> last = new ArrayDeque<>();
    // Reading cannot be interrupted, so another thread does it.
    Thread reader = new Thread(() -> read(process, last, line), "program output");
    reader.setDaemon(true);
    reader.start();
    try {
      int status = process.waitFor();
      reader.join();
      if (status != 0) {
        throw new IOException(
            String.join(" ", command)
                + " failed with status "
                + status
                + ": "
                + String.join(" | ", last));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  private static void read(Process process, Deque<String> last, Predicate<String> line) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String text; (text = lines.readLine()) != null; ) {
        if (line.test(text)) {
          last.addLast(text);
        }
        if (last.size() > LINES_TOLD) {
          last.removeFirst();
        }
      }
    } catch (IOException e) {
      last.addLast("its output ended: " + e.getMessage());
    }
  }
}
