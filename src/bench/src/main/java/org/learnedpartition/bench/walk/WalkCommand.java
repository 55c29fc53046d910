package org.learnedpartition.bench.walk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.learnedpartition.cli.ProgressBars;
import org.learnedpartition.data.AtomicFile;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.sets.DataSet;
import org.learnedpartition.sets.DataSets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lp bench walk}. */
@Command(
    name = "walk",
    description =
        "Learns by reinforcement which edges of a graph of bins' centres to drop, and compares the"
            + " distance computations of routing by it with those of other routers: writes"
            + " table.csv, curves.csv, learning-*.csv and walk.html, and digits.svg with --toy."
            + " Clusters are kept in the folder, for the next call.",
    mixinStandardHelpOptions = true)
public final class WalkCommand implements Callable<Integer> {
  private static final int MOST_BINS = 1 << 16;

  @Spec private CommandSpec spec;

  @Option(
      names = "--set",
      paramLabel = "NAME",
      split = ",",
      description = "Data sets made by ./lp data, to compare routers on.")
  private List<String> sets = List.of();

  @Option(
      names = "--toy",
      description = "Learn the graph of a hundred digits of the set mnist, and draw it.")
  private boolean toy;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where data sets are (default: $LP_DATA, else data beside lp).")
  private Path data;

  @Option(
      names = "--bins",
      paramLabel = "N",
      split = ",",
      defaultValue = "4096,16384",
      description = "Bins, about; 4 to 65,536 (default: ${DEFAULT-VALUE}).")
  private List<Integer> bins;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "First rows of the base only (default: all).")
  private int rows = Integer.MAX_VALUE;

  @Option(
      names = "--queries",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Queries at most, spread over their file (default: ${DEFAULT-VALUE}).")
  private int queries;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "200",
      description = "Batches that a policy learns from (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(names = "--threads", paramLabel = "N", description = "Threads (default: all processors).")
  private Integer threads;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the files go; those of an earlier call are replaced.")
  private Path out;

  @Override
  public Integer call() throws Exception {
    if (sets.isEmpty() && !toy) {
      throw new ParameterException(spec.commandLine(), "name a set with --set, or draw the --toy");
    }
    check("rows", rows, 1000, Integer.MAX_VALUE);
    check("queries", queries, 1, 1_000_000);
    check("steps", steps, 1, 1_000_000);
    for (int count : bins) {
      check("bins", count, 4, MOST_BINS);
    }
    Files.createDirectories(out);
    Path root = DataSets.root(data);
    List<WalkRun> runs = new ArrayList<>();
    try (Workers workers =
            new Workers(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
        ProgressBars bars = ProgressBars.on(spec.commandLine().getErr())) {
      Digits digits = null;
      if (toy) {
        digits = Digits.learn(DataSet.open(root, "mnist"), steps, workers, bars);
        write("digits.svg", DigitsPicture.svg(digits));
        write("learning-digits.csv", WalkTables.learning("digits", digits.learned().curve()));
        write("walk.html", WalkPage.html(digits, runs));
      }
      for (String set : sets) {
        BinsSource source = new BinsSource(DataSet.open(root, set), rows, queries, workers, bars);
        for (int count : bins) {
          WalkRun run = WalkRun.measure(source.bins(count, out), steps, workers, bars);
          runs.add(run);
          // After each: what a stopped command has measured is there.
          String name = set + "-" + count;
          write("learning-" + name + ".csv", WalkTables.learning(name, run.learned().curve()));
          write("table.csv", WalkTables.table(runs));
          write("curves.csv", WalkTables.curves(runs));
          write("walk.html", WalkPage.html(digits, runs));
        }
      }
    }
    spec.commandLine().getOut().printf(Locale.ROOT, "%s%n", out.resolve("walk.html"));
    return 0;
  }

  private static void check(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "[--%s] must be between %d and %d, got %d", name, low, high, value));
    }
  }

  private void write(String name, String text) throws IOException {
    AtomicFile.write(out.resolve(name), ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
