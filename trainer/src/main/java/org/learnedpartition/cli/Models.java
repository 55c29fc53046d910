package org.learnedpartition.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.learnedpartition.model.InvalidModelException;
import org.learnedpartition.model.PartitionModel;

/** Model files named on the command line. */
public final class Models {
  private Models() {}

  /**
   * Reads and checks a model.
   *
   * @throws IllegalArgumentException if there is no such file, or no valid model in it
   */
  public static PartitionModel read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("[" + file + "] is not a file");
    }
    try {
      return PartitionModel.read(file);
    } catch (InvalidModelException e) {
      throw new IllegalArgumentException("[" + file + "] " + e.getMessage(), e);
    }
  }
}
