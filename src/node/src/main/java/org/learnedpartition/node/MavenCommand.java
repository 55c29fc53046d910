package org.learnedpartition.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Maven as a process, with the user's own settings. */
final class MavenCommand {
  private MavenCommand() {}

  /**
   * Runs Maven in a folder and waits.
   *
   * @param purpose what it is run for, for the message when it fails
   * @throws NodeException if it cannot be run or fails; the message holds Maven's own error lines
   */
  static void run(Path folder, String purpose, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(program(), "-q", "-B", "-ntp"));
    command.addAll(arguments);
    Process process = null;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        String error =
            output
                .lines()
                .filter(line -> line.contains("[ERROR]"))
                .findFirst()
                .map(line -> line.replaceFirst(".*\\[ERROR] ", "").replace(" -> [Help 1]", ""))
                .orElse(output.strip());
        throw new NodeException(
            purpose + " failed: Maven ended with exit code " + exit + ": " + error);
      }
    } catch (IOException e) {
      throw new NodeException(
          purpose
              + " needs Maven, and \""
              + command.getFirst()
              + "\" cannot be run; install Maven 3.8 or newer on PATH, or set MAVEN_HOME.",
          e);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new NodeException(purpose + " was interrupted", e);
    }
  }

  private static String program() {
    String home = System.getenv("MAVEN_HOME");
    return home == null || home.isBlank() ? "mvn" : Path.of(home, "bin", "mvn").toString();
  }
}
