package org.learnedpartition.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.learnedpartition.cache.Cache;
import org.learnedpartition.data.AtomicFile;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.method.Folds;
import org.learnedpartition.method.Method;
import org.learnedpartition.method.Trainer;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.tune.Tuning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lp tune}. */
@Command(
    name = "tune",
    description =
        "Finds good parameters of a method by trials on folds of the vectors, and writes"
            + " trials.csv, tune.html and models of the best. Started again, it goes on where it"
            + " was.",
    mixinStandardHelpOptions = true)
final class TuneCommand implements Callable<Integer> {
  private static final int MOST_KEPT = 100;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "BASE", description = ClusterOptions.VECTORS)
  private String base;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the files go, and what was measured is kept.")
  private Path out;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "self-consistent",
      description =
          "The method, as of train (default: ${DEFAULT-VALUE}): the parameters that it takes are"
              + " tuned.")
  private String method;

  @Option(
      names = "--bins",
      paramLabel = "N",
      defaultValue = "0",
      description = "Number of bins, 2 to 65536 (default: tuned).")
  private int bins;

  @Option(
      names = "--trials",
      paramLabel = "N",
      defaultValue = "30",
      description = "Settings to try (default: ${DEFAULT-VALUE}).")
  private int trials;

  @Option(
      names = "--folds",
      paramLabel = "K",
      defaultValue = "3",
      description =
          "Folds of the vectors, 2 to 20; a trial trains on all but one, and is measured on that"
              + " one, for each in turn (default: ${DEFAULT-VALUE}).")
  private int folds;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Models to write, of the best settings: DIR/best-1.partition … (default:"
              + " ${DEFAULT-VALUE}).")
  private int keep;

  @Option(
      names = "--target-recall",
      paramLabel = "R",
      defaultValue = "0.95",
      description = "Recall@10 at which costs are compared (default: ${DEFAULT-VALUE}).")
  private double targetRecall;

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Vectors read of BASE at most, evenly spread (default: ${DEFAULT-VALUE}).")
  private int sample;

  @Mixin private ClusterOptions cluster;

  @Mixin private CacheOptions caching;

  @Mixin private RunOptions run;

  @Override
  public Integer call() throws Exception {
    if (keep < 0 || keep > MOST_KEPT) {
      throw new IllegalArgumentException(
          "[keep] must be between 0 and " + MOST_KEPT + ", got " + keep);
    }
    TrainingOptions options =
        TrainingOptions.of(run.similarity())
            .with(
                o -> {
                  o.method = Method.ofLabel(method);
                  o.bins = bins;
                  o.seed = run.seed();
                  o.threads = run.threads();
                  o.targetRecall = targetRecall;
                  o.sample = sample;
                });
    if (keep > 0 && !options.method().writes()) {
      throw new IllegalArgumentException(
          "[method] " + method + " makes no model file: tune it with --keep 0");
    }
    Tuning tuning = new Tuning(out, new Tuning.Plan(trials, folds));
    PrintWriter err = spec.commandLine().getErr();
    Cache cache = caching.open(err::println);
    try (Interrupt interrupt = Interrupt.ofThisThread()) {
      try (ProgressBars bars = ProgressBars.on(err);
          VectorSource vectors = cluster.open(base, options.sample(), bars)) {
        List<Tuning.Best> best;
        try (Workers workers = new Workers(options.threads())) {
          Folds measured = Folds.load(vectors, options, folds, cache, workers, bars);
          best = tuning.run(measured, options, spec.commandLine().getOut()::println);
        }
        write(best, vectors, cache, bars);
      } catch (InterruptedException | ClosedByInterruptException e) {
        if (!interrupt.came()) {
          throw e;
        }
        // Said before the interrupt lets go of the JVM.
        err.println("interrupted; what was measured is kept, the same command goes on");
        return Execution.INTERRUPTED;
      }
    }
    return 0;
  }

  private void write(List<Tuning.Best> best, VectorSource vectors, Cache cache, ProgressBars bars)
      throws IOException, InterruptedException {
    PrintWriter to = spec.commandLine().getOut();
    to.println("wrote " + out.resolve("trials.csv"));
    to.println("wrote " + out.resolve("tune.html"));
    for (int i = 0; i < Math.min(keep, best.size()); i++) {
      Path file = out.resolve("best-" + (i + 1) + ".partition");
      PartitionModel model =
          Trainer.train(vectors, null, best.get(i).options(), cache, bars).model();
      AtomicFile.write(file, model.file());
      to.println("wrote " + file + ", of " + best.get(i).summary());
    }
  }
}
