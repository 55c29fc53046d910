package org.learnedpartition.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What commands have in common that write a file and tell about it. */
final class OutputOptions {
  @Option(names = "--force", description = "Replace FILE if it exists.")
  private boolean force;

  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  /** Whether the report is to be JSON. */
  boolean json() {
    return json;
  }

  /**
   * The absolute path of the file to write.
   *
   * @see OutputPath#check
   */
  Path check(Path file) {
    return OutputPath.check(file, force);
  }
}
