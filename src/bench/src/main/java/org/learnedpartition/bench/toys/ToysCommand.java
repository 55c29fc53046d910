package org.learnedpartition.bench.toys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.learnedpartition.cli.ProgressBars;
import org.learnedpartition.data.AtomicFile;
import org.learnedpartition.parallel.Workers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lp bench toys}. */
@Command(
    name = "toys",
    description =
        "Looks for the nearest of stored points by climbing their potentials, of the distance and"
            + " of pairs of coordinates, and writes nearest.csv and nearest.html: how often that"
            + " finds it.",
    mixinStandardHelpOptions = true)
public final class ToysCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the files go; those of an earlier call are replaced.")
  private Path out;

  @Option(
      names = "--queries",
      paramLabel = "N",
      defaultValue = "100",
      description = "Queries of each setting, 1 to 100,000 (default: ${DEFAULT-VALUE}).")
  private int queries;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "42",
      description = "Seed of points and queries (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws Exception {
    if (queries < 1 || queries > 100_000) {
      throw new ParameterException(
          spec.commandLine(), "--queries must be between 1 and 100000, got " + queries);
    }
    Files.createDirectories(out);
    try (Workers workers = new Workers(Runtime.getRuntime().availableProcessors());
        ProgressBars bars = ProgressBars.on(spec.commandLine().getErr())) {
      List<NearestToy.Row> rows = new NearestToy(seed, queries, workers, bars).run();
      write("nearest.csv", NearestPage.csv(rows));
      write("nearest.html", NearestPage.html(rows, queries));
    }
    spec.commandLine().getOut().println(out.resolve("nearest.html"));
    return 0;
  }

  private void write(String name, String content) throws IOException {
    AtomicFile.write(out.resolve(name), ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
  }
}
