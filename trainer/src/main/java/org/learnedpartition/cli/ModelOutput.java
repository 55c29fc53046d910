package org.learnedpartition.cli;

import java.io.IOException;
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
   * @see OutputPath#check
   */
  static ModelOutput to(Path file, boolean force) {
    return new ModelOutput(OutputPath.check(file, force));
  }

  /** Writes beside the file, forces to disk, and renames. */
  void write(PartitionModel model) throws IOException {
    AtomicFile.write(file, model.file());
  }
}
