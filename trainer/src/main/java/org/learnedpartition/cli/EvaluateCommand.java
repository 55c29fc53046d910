package org.learnedpartition.cli;

import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.data.AtomicFile;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.report.Evaluation;
import org.learnedpartition.report.Routing;
import org.learnedpartition.search.ProbeParameters;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lp evaluate}. */
@Command(
    name = "evaluate",
    description =
        "Places vectors with models as an index does, routes queries, and tells recall and"
            + " candidates by the number of probes; of several models in one table, or a JSON"
            + " list.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  private static final double TARGET = ProbeParameters.DEFAULT_RECALL;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "3..*",
      paramLabel = "MODEL… BASE QUERIES",
      hideParamSyntax = true,
      description = {
        "One .partition file or more, then the vectors, then the queries.",
        ClusterOptions.VECTORS
      })
  private List<String> places;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description =
          "True neighbours of each query, nearest first: .ivecs, or FILE.hdf5:neighbors (default:"
              + " computed).")
  private Path truth;

  @Option(
      names = "--spill",
      paramLabel = "SHARE",
      defaultValue = "" + LearnedPartitionVectorsFormat.DEFAULT_SPILL,
      description =
          "Share of the vectors that may have a second row, 0 to 1 (default: ${DEFAULT-VALUE}, as"
              + " an index has).")
  private double spill;

  @Mixin private Measuring measuring;

  @Option(
      names = "--probes",
      paramLabel = "T",
      split = ",",
      description = "Numbers of probes to tell (default: 1,2,4… and the calibrated one).")
  private List<Integer> probes;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write the figures of all models, a line for each number of probes or recall.")
  private Path csv;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws Exception {
    Path table = csv == null ? null : output.check(csv);
    int count = places.size() - 2;
    List<String> files = places.subList(0, count);
    List<PartitionModel> models = new ArrayList<>();
    List<List<Integer>> settings = new ArrayList<>();
    for (String file : files) {
      PartitionModel model = Models.read(Path.of(file));
      models.add(model);
      settings.add(settings(model.bins(), calibrated(model)));
    }
    List<Evaluated> evaluated = new ArrayList<>();
    measuring.each(
        models,
        spill,
        places.get(count),
        places.get(count + 1),
        truth,
        (m, evaluation) ->
            evaluated.add(evaluated(files.get(m), models.get(m), evaluation, settings.get(m))));
    PrintWriter out = spec.commandLine().getOut();
    EvaluationTables tables = new EvaluationTables(measuring.k(), spill, evaluated);
    if (table != null) {
      AtomicFile.write(table, ByteBuffer.wrap(tables.csv().getBytes(StandardCharsets.UTF_8)));
    }
    if (output.json()) {
      out.println(tables.json().toPrettyString());
    } else {
      tables.print(out);
      if (table != null) {
        out.println("wrote " + csv);
      }
    }
    return 0;
  }

  private int calibrated(PartitionModel model) {
    return Math.min(model.bins(), model.calibration(spill).of(measuring.k()).probesFor(TARGET));
  }

  private Evaluated evaluated(
      String file, PartitionModel model, Evaluation evaluation, List<Integer> settings) {
    Routing routing = evaluation.routing();
    return new Evaluated(
        file,
        model.id(),
        model.manifest().router(),
        routing.queries(),
        evaluation.vectors(),
        evaluation.sizes(),
        calibrated(model),
        settings,
        settings.stream().map(routing::atProbes).toList(),
        Evaluated.RECALLS.stream().map(routing::toReach).toList(),
        evaluation.search(),
        evaluation.promises());
  }

  private List<Integer> settings(int bins, int calibrated) {
    List<Integer> settings = new ArrayList<>();
    if (probes != null) {
      for (int t : probes) {
        if (t < 1 || t > bins) {
          throw new IllegalArgumentException(
              "[probes] must be between 1 and " + bins + " (bins), got " + t);
        }
        settings.add(t);
      }
    } else {
      for (int t = 1; t < bins; t *= 2) {
        settings.add(t);
      }
      settings.addAll(Arrays.asList(bins, calibrated));
    }
    return settings.stream().distinct().sorted().toList();
  }
}
