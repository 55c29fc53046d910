package org.learnedpartition.bench.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.learnedpartition.bench.engine.EngineSource;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.bench.spec.Benchmark;
import org.learnedpartition.bench.spec.BenchmarkFile;
import org.learnedpartition.bench.spec.Data;
import org.learnedpartition.bench.spec.Format;
import org.learnedpartition.cli.ProgressBars;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.sets.DataSet;

/** Runs a benchmark, or what is left of it. */
public final class BenchmarkRun {
  /** Name of the copy of the benchmark beside its rows. */
  static final String COPY = "benchmark.yaml";

  private static final String SMOKE = "smoke";

  private final Benchmark benchmark;
  private final Path out;
  private final Path root;

  /**
   * @param out folder of the rows, made if it is not there; rows that are there are not measured
   *     again
   * @param root folder of the data sets, which also keeps models and indexes
   */
  public BenchmarkRun(Benchmark benchmark, Path out, Path root) {
    this.benchmark = benchmark;
    this.out = out;
    this.root = root;
  }

  /**
   * Runs it.
   *
   * @param log is told what is done
   * @return the number of rows in the folder
   * @throws IllegalArgumentException if the benchmark cannot be run
   */
  public int run(PrintWriter log) throws IOException, InterruptedException {
    for (Format format : benchmark.formats()) {
      check(format);
    }
    Simd simd = Simd.here();
    // A smoke run asserts no times.
    if (simd.problem() != null && !benchmark.mode().equals(SMOKE)) {
      throw new IllegalArgumentException(simd.problem());
    }
    for (Data data : benchmark.data()) {
      DataSet.open(root, data.set()).queries(data.queries());
    }
    sameAsBefore();
    Files.createDirectories(out);
    try (FileChannel channel =
            FileChannel.open(
                out.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new IllegalArgumentException("another run is writing into [" + out + "]");
      }
      return measure(simd, log);
    }
  }

  /** Rows of one folder are of one benchmark, which may have grown. */
  private void sameAsBefore() throws IOException {
    Path copy = out.resolve(COPY);
    if (!Files.exists(copy)) {
      return;
    }
    Benchmark before = BenchmarkFile.readCopy(copy);
    if (!what(before).equals(what(benchmark))) {
      throw new IllegalArgumentException(
          "the rows in ["
              + out
              + "] are of another benchmark, of "
              + what(before)
              + ", now wanted are "
              + what(benchmark)
              + ": choose another folder");
    }
  }

  private static String what(Benchmark b) {
    return String.format(
        Locale.ROOT,
        "%s, scenario %s, k %d, %d queries, passes of %s to %s s, changed %s, seed %d",
        b.name(),
        b.scenario().label(),
        b.k(),
        b.queries(),
        b.passSeconds(),
        b.maxPassSeconds(),
        b.changed(),
        b.seed());
  }

  private int measure(Simd simd, PrintWriter log) throws IOException, InterruptedException {
    Run.deleteScratch(out);
    PointsFile points = new PointsFile(out);
    Files.writeString(out.resolve(COPY), BenchmarkFile.yaml(benchmark));
    try (ProgressBars bars = ProgressBars.on(log);
        Workers workers = new Workers(Runtime.getRuntime().availableProcessors())) {
      Builds builds = new Builds(root.resolve("bench"), bars);
      Run run = new Run(benchmark, Machine.here(), points, builds, workers, bars, log, out);
      run.say("%s, %s; %d rows are there", benchmark.name(), benchmark.mode(), points.size());
      List<InputChecks> checks = new ArrayList<>();
      for (Data data : benchmark.data()) {
        for (int rows : data.rows()) {
          BenchData sample =
              BenchData.open(
                  root, data, rows, benchmark.queries(), benchmark.seed(), workers, bars);
          checks.add(check(run, sample));
          new ChecksFile(simd, checks).write(out);
          run.say("%s", checks.getLast());
          sample(run, sample);
        }
      }
    }
    return points.size();
  }

  private static void check(Format format) {
    try {
      EngineSource source = EngineSource.of(format.format(), format.parameters());
      format.settings().forEach(source.searchCheck()::check);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("format [" + format.name() + "]: " + e.getMessage(), e);
    }
  }

  private InputChecks check(Run run, BenchData sample) throws IOException, InterruptedException {
    try (Vectors vectors = sample.vectors()) {
      return InputChecks.of(
          sample.label(),
          vectors,
          sample.queries(),
          sample.truth(),
          benchmark.k(),
          benchmark.seed(),
          run.workers(),
          run.bars());
    }
  }

  private void sample(Run run, BenchData data) throws IOException, InterruptedException {
    for (int segments : benchmark.segments()) {
      switch (benchmark.scenario()) {
        case SEARCH -> new SearchScenario(run, data, segments).execute();
        case INDEXING -> new IndexingScenario(run, data, segments).execute();
        case COLD -> new ColdScenario(run, data, segments).execute();
        case MERGE -> new ChangeScenario(run, data, false).execute();
        case CHURN -> new ChangeScenario(run, data, true).execute();
      }
    }
  }
}
