package org.learnedpartition.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import picocli.CommandLine;

/**
 * Runs a command line. Exit codes: 0 done, 2 input that cannot be used (one sentence on stderr),
 * 130 interrupted.
 */
public final class Execution {
  public static final int UNUSABLE = 2;
  public static final int INTERRUPTED = 130;

  private Execution() {}

  /**
   * @param command picocli's
   * @return the exit code
   */
  public static int of(Object command, String[] args, PrintWriter out, PrintWriter err) {
    return new CommandLine(command)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (e, line, parsed) -> {
              if (e instanceof InterruptedException || e instanceof ClosedByInterruptException) {
                err.println("interrupted");
                return INTERRUPTED;
              }
              if (e instanceof IOException || e instanceof IllegalArgumentException) {
                err.println(says(e));
                return UNUSABLE;
              }
              throw e;
            })
        .execute(args);
  }

  private static String says(Exception e) {
    return e instanceof FileSystemException f && f.getReason() == null
        ? f.getClass().getSimpleName().replace("Exception", "") + ": " + f.getFile()
        : e.getMessage();
  }
}
