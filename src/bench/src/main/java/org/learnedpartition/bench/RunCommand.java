package org.learnedpartition.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.learnedpartition.bench.run.BenchmarkRun;
import org.learnedpartition.bench.spec.Benchmark;
import org.learnedpartition.bench.spec.BenchmarkFile;
import org.learnedpartition.cli.Interrupt;
import org.learnedpartition.sets.DataSets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lp bench run}. */
@Command(
    name = "run",
    description = "Runs a benchmark, or what is left of it.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "BENCHMARK",
      description =
          "A YAML file, or the name of a benchmark: one-segment, million, many-segments, merge,"
              + " indexing, filters, cold, growth, threads, ood, churn.")
  private String benchmark;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where rows go; those that are there are not measured again.")
  private Path out;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where data sets are, and where models and indexes are kept (default: $LP_DATA, else data"
              + " beside lp).")
  private Path data;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "standard",
      description = "smoke, standard or full (default: ${DEFAULT-VALUE}).")
  private String mode;

  @Override
  public Integer call() throws Exception {
    Benchmark read = BenchmarkFile.read(benchmark, mode);
    PrintWriter err = spec.commandLine().getErr();
    try (Interrupt interrupt = Interrupt.ofThisThread()) {
      try {
        int rows = new BenchmarkRun(read, out, DataSets.root(data)).run(err);
        spec.commandLine().getOut().println(rows + " rows in " + out);
        return 0;
      } catch (Exception e) {
        if (!interrupt.came()) {
          throw e;
        }
        // Libraries tell of an interrupt by exceptions of their own.
        err.println("rows that were finished are kept in [" + out + "]");
        InterruptedException stopped = new InterruptedException("interrupted");
        stopped.initCause(e);
        throw stopped;
      }
    }
  }
}
