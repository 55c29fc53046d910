package org.learnedpartition.cli;

import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.learnedpartition.compare.ComparisonRun;
import org.learnedpartition.parallel.Workers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lp compare}. */
@Command(
    name = "compare",
    description =
        "Trains methods on a data set, and writes table.csv, curves.csv and compare.html: the"
            + " candidates that each needs for each recall. Started again, it goes on where it"
            + " was.",
    mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE.yaml", description = "The data set and the methods.")
  private Path file;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the files go, and what was measured is kept.")
  private Path out;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where relative paths in FILE begin (default: the folder of FILE).")
  private Path data;

  @Mixin private CacheOptions caching;

  @Option(names = "--threads", paramLabel = "N", description = "Threads (default: all processors).")
  private Integer threads;

  @Override
  public Integer call() throws Exception {
    Path folder = data != null ? data : file.toAbsolutePath().getParent();
    PrintWriter to = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ComparisonRun run = new ComparisonRun(file, folder, out, caching.open(err::println));
    try (Interrupt interrupt = Interrupt.ofThisThread()) {
      try (Workers workers =
              new Workers(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
          ProgressBars bars = ProgressBars.on(err)) {
        run.run(workers, bars, to::println);
      } catch (InterruptedException | ClosedByInterruptException e) {
        if (!interrupt.came()) {
          throw e;
        }
        // Said before the interrupt lets go of the JVM.
        err.println("interrupted; what was measured is kept, the same command goes on");
        return Execution.INTERRUPTED;
      }
    }
    to.println("wrote " + out.resolve("table.csv"));
    to.println("wrote " + out.resolve("curves.csv"));
    to.println("wrote " + out.resolve("compare.html"));
    return 0;
  }
}
