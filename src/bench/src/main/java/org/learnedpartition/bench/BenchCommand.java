package org.learnedpartition.bench;

import java.io.PrintWriter;
import org.learnedpartition.bench.curves.CurvesCommand;
import org.learnedpartition.bench.cut.CutCommand;
import org.learnedpartition.bench.cut.GraphCommand;
import org.learnedpartition.bench.jmh.JmhCommand;
import org.learnedpartition.bench.report.ReportCommand;
import org.learnedpartition.bench.toys.ToysCommand;
import org.learnedpartition.bench.walk.WalkCommand;
import org.learnedpartition.cli.Execution;
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
    subcommands = {
      RunCommand.class,
      ReportCommand.class,
      JmhCommand.class,
      CurvesCommand.class,
      GraphCommand.class,
      CutCommand.class,
      ToysCommand.class,
      WalkCommand.class
    })
public final class BenchCommand implements Runnable {
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
    return Execution.of(new BenchCommand(), args, out, err);
  }
}
