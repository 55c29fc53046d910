package org.learnedpartition.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import org.learnedpartition.bench.curves.CurvesCommand;
import org.learnedpartition.bench.jmh.JmhCommand;
import org.learnedpartition.bench.report.ReportCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code lp bench}. Exit codes: 0 done, 2 input that cannot be used (one sentence on stderr), 130
 * interrupted.
 */
@Command(
    name = "lp bench",
    description = "Measures the learned partition beside its peers.",
    mixinStandardHelpOptions = true,
    subcommands = {RunCommand.class, ReportCommand.class, JmhCommand.class, CurvesCommand.class})
public final class BenchCommand implements Runnable {
  static final int UNUSABLE = 2;
  static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: " + spec.subcommands().keySet());
  }

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    System.exit(
        execute(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
  }

  /**
   * Runs the command line.
   *
   * @return the exit code
   */
  static int execute(String[] args, PrintWriter out, PrintWriter err) {
    return new CommandLine(new BenchCommand())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              if (e instanceof InterruptedException) {
                err.println("interrupted; rows that were finished are kept");
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
    return e instanceof FileSystemException f && f.getReason() == null && f.getOtherFile() == null
        ? f.getClass().getSimpleName().replace("Exception", "") + ": " + f.getFile()
        : e.getMessage();
  }
}
