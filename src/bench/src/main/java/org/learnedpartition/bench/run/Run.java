package org.learnedpartition.bench.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.learnedpartition.bench.engine.EngineSource;
import org.learnedpartition.bench.spec.Benchmark;
import org.learnedpartition.bench.spec.Format;
import org.learnedpartition.cli.ProgressBars;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * What the scenarios of one run share.
 *
 * @param machine what measures
 * @param points the rows so far
 * @param builds makes models and indexes
 * @param log is told what is done
 * @param out folder of the run
 */
record Run(
    Benchmark benchmark,
    Machine machine,
    PointsFile points,
    Builds builds,
    Workers workers,
    ProgressBars bars,
    PrintWriter log,
    Path out) {
  private static final String SCRATCH = "scratch-";

  /** The row of a format on a sample, before anything was measured. */
  Row row(BenchData data, Format format, int segments) {
    SortedMap<String, Object> parameters =
        EngineSource.of(format.format(), format.parameters()).parameters();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("benchmark", benchmark.name());
    fields.put("scenario", benchmark.scenario().label());
    fields.put("mode", benchmark.mode());
    fields.put("dataset", data.label());
    fields.put("n", data.size());
    fields.put("dimension", data.dimension());
    fields.put("similarity", data.similarity().space());
    fields.put("k", benchmark.k());
    fields.put("format", format.name());
    fields.put("parameters", parameters);
    fields.put("segments", segments);
    fields.put("filter", "none");
    fields.put("threads", 1);
    fields.put("commit", machine.commit());
    fields.put("seed", benchmark.seed());
    fields.put("machine", machine.description());
    return new Row(fields);
  }

  /** Keeps a row. */
  void add(Row row) throws IOException {
    points.add(row.point());
  }

  Timing.Limits limits() {
    return new Timing.Limits(benchmark.passSeconds(), benchmark.maxPassSeconds());
  }

  /** Progress that names what it is of. */
  Progress progress(String what) {
    return (stage, done, total) -> bars.report(stage + " " + what, done, total);
  }

  /** A new folder for an index that is not kept; the caller deletes it. */
  Path scratch() throws IOException {
    return Files.createTempDirectory(out, SCRATCH);
  }

  /** Deletes what a run that was killed has left. */
  static void deleteScratch(Path out) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(out, SCRATCH + "*")) {
      for (Path folder : left) {
        Cache.delete(folder);
      }
    }
  }

  void say(String format, Object... arguments) {
    bars.close();
    log.println(String.format(Locale.ROOT, format, arguments));
    log.flush();
  }
}
