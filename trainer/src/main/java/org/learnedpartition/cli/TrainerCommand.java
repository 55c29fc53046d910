package org.learnedpartition.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code lp train|pack|evaluate|compare|tune|inspect|graph|upload}. Exit codes: 0 done, 2 input
 * that cannot be used (one sentence on stderr), 130 interrupted.
 */
@Command(
    name = "lp",
    description = "Learns a partition of vectors, and measures it.",
    mixinStandardHelpOptions = true,
    subcommands = {
      TrainCommand.class,
      PackCommand.class,
      EvaluateCommand.class,
      CompareCommand.class,
      TuneCommand.class,
      InspectCommand.class,
      GraphCommand.class,
      UploadCommand.class
    })
public final class TrainerCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: train, pack, evaluate, compare, tune, inspect, graph or upload");
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
    return Execution.of(new TrainerCommand(), args, out, err);
  }
}
