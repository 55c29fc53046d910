package org.learnedpartition.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The user that a node runs as: the current one, or {@code nobody} where the current one is root,
 * as whom OpenSearch refuses to run.
 *
 * @param name the user's name
 * @param prefix what precedes a command so that it runs as this user; empty for the current user
 */
record NodeUser(String name, List<String> prefix) {
  private static final String UNPRIVILEGED = "nobody";

  NodeUser {
    prefix = List.copyOf(prefix);
  }

  /**
   * The user for nodes started by this process.
   *
   * @throws NodeException if this process is root and no tool to become another user is found
   */
  static NodeUser detect() {
    if (!output(List.of("id", "-u")).equals("0")) {
      return new NodeUser(System.getProperty("user.name"), List.of());
    }
    // Each replaces itself by the command or hands signals on to it.
    if (onPath("setpriv")) {
      String group = output(List.of("id", "-gn", UNPRIVILEGED));
      return new NodeUser(
          UNPRIVILEGED,
          List.of(
              "setpriv", "--reuid=" + UNPRIVILEGED, "--regid=" + group, "--clear-groups", "--"));
    }
    if (onPath("runuser")) {
      return new NodeUser(UNPRIVILEGED, List.of("runuser", "-u", UNPRIVILEGED, "--"));
    }
    if (onPath("su")) {
      return new NodeUser(
          UNPRIVILEGED,
          List.of("su", UNPRIVILEGED, "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--"));
    }
    throw new NodeException(
        "OpenSearch does not run as root, and none of setpriv, runuser and su was found on PATH to"
            + " hand the node to user "
            + UNPRIVILEGED
            + "; run the command as another user.");
  }

  /** Whether it is another user than the one that runs this process. */
  boolean switched() {
    return !prefix.isEmpty();
  }

  /** Whether this user can enter a folder, or read a file. */
  boolean reaches(Path path) {
    if (!switched()) {
      return Files.isReadable(path);
    }
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("test", Files.isDirectory(path) ? "-x" : "-r", path.toString()));
    return run(command).exit() == 0;
  }

  /** Makes this user the owner of a tree, where it is not the current user. */
  void give(Path tree) throws IOException {
    if (switched()) {
      FileTrees.give(
          tree, tree.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name));
    }
  }

  static boolean onPath(String program) {
    String path = System.getenv("PATH");
    if (path == null) {
      return false;
    }
    for (String folder : path.split(java.io.File.pathSeparator)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  private static String output(List<String> command) {
    return run(command).output().strip();
  }

  private record Result(int exit, String output) {}

  private static Result run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new NodeException("\"" + String.join(" ", command) + "\" did not end in 10 s.");
      }
      return new Result(process.exitValue(), output);
    } catch (IOException e) {
      throw new NodeException("\"" + command.getFirst() + "\" cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NodeException("interrupted while \"" + command.getFirst() + "\" ran", e);
    }
  }
}
