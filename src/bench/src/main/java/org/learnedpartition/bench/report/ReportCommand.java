package org.learnedpartition.bench.report;

import java.io.IOException;
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

  @Option(
      names = "--readme",
      paramLabel = "FILE",
      description = "A README whose table of results is made anew, between its two marks.")
  private Path readme;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description =
          "Makes the README's table of the report.json files in this folder, not of rows.")
  private Path from;

  @Override
  public Integer call() throws IOException {
    if (from != null) {
      return readmeOfSummaries();
    }
    if (folders.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "a folder of rows is missing: give one or more");
    }
    Report report = new Report(Rows.read(folders), baseline);
    Path folder = out == null ? folders.getFirst() : out;
    write(folder.resolve("report.html"), report.html());
    write(folder.resolve("report.md"), report.markdown());
    write(folder.resolve("report.json"), report.summary().json());
    if (json != null) {
      write(json, report.summary().json());
    }
    if (readme != null) {
      readme(List.of(report.summary()));
    }
    return 0;
  }

  private int readmeOfSummaries() throws IOException {
    if (readme == null || !folders.isEmpty() || json != null || out != null || baseline != null) {
      throw new ParameterException(
          spec.commandLine(), "--from makes the table of --readme FILE, and takes nothing else");
    }
    List<Summary> summaries = Summary.readAll(from);
    if (summaries.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no .json file in ["
              + from
              + "]; put summaries there with ./lp bench report DIR --json FILE");
    }
    readme(summaries);
    return 0;
  }

  private void readme(List<Summary> summaries) throws IOException {
    write(readme, Readme.replace(Files.readString(readme), summaries));
  }

  private void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text);
    spec.commandLine().getOut().println(file);
  }
}
