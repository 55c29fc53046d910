package org.learnedpartition.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Checks, before hours of work, that its result can be written. */
final class OutputPath {
  private OutputPath() {}

  /**
   * @return the absolute path
   * @throws IllegalArgumentException if the file exists and may not be replaced, or has no folder
   */
  static Path check(Path file, boolean force) {
    Path absolute = file.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      throw new IllegalArgumentException("[" + file + "] is a folder: name a file in it");
    }
    if (Files.exists(absolute) && !force) {
      throw new IllegalArgumentException(
          "[" + file + "] exists: choose another name, or replace it with --force");
    }
    Path folder = absolute.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException("the folder of [" + file + "] does not exist: create it");
    }
    if (!Files.isWritable(folder)) {
      throw new IllegalArgumentException("the folder of [" + file + "] cannot be written to");
    }
    return absolute;
  }
}
