package org.learnedpartition.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.learnedpartition.data.AtomicFile;
import org.learnedpartition.model.PartitionModel;

/** Writes a model file whole or not at all. */
final class ModelOutput {
  private final Path file;

  private ModelOutput(Path file) {
    this.file = file;
  }

  /**
   * Checks, before hours of training, that the file can be written.
   *
   * @throws IllegalArgumentException if it exists and may not be replaced, or has no folder
   */
  static ModelOutput to(Path file, boolean force) {
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
    return new ModelOutput(absolute);
  }

  /** Writes beside the file, forces to disk, and renames. */
  void write(PartitionModel model) throws IOException {
    AtomicFile.write(file, model.file());
  }
}
