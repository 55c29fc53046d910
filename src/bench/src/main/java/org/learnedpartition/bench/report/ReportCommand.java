package org.learnedpartition.bench.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lp bench report}. */
@Command(
    name = "report",
    description = "Makes tables and plots of what benchmarks have measured.",
    mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "DIR",
      description = "Folders that benchmarks were run into.")
  private List<Path> folders = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where report.html, report.md and report.json go (default: the first folder of rows).")
  private Path out;

  @Option(
      names = "--baseline",
      paramLabel = "FORMAT",
      description =
          "The format that the others are compared with (default: what the benchmark names, else"
              + " hnsw, else the first).")
  private String baseline;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "A second place for report.json, such as src/bench/results/NAME.json.")
  private Path json;

  @Override
  public Integer call() throws IOException {
    PrintWriter print = spec.commandLine().getOut();
    if (folders.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "a folder of rows is missing: give one or more");
    }
    Report report = new Report(Rows.read(folders), baseline);
    Path folder = out == null ? folders.getFirst() : out;
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("report.html"), report.html());
    Files.writeString(folder.resolve("report.md"), report.markdown());
    Files.writeString(folder.resolve("report.json"), report.summary().json());
    print.println(folder.resolve("report.html"));
    if (json != null) {
      Path parent = json.toAbsolutePath().getParent();
      Files.createDirectories(parent);
      Files.writeString(json, report.summary().json());
    }
    return 0;
  }
}
