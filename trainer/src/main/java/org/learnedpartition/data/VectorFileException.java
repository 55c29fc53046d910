package org.learnedpartition.data;

import java.io.IOException;
import java.nio.file.Path;

/** A vector file that breaks its format; the message is one sentence that names the file. */
public final class VectorFileException extends IOException {
  private static final long serialVersionUID = 1L;

  public VectorFileException(Path file, String what) {
    super("[" + file + "] " + what);
  }

  VectorFileException(Path file, String what, Throwable cause) {
    super("[" + file + "] " + what, cause);
  }
}
