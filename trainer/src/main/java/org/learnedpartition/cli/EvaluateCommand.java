package org.learnedpartition.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.report.Evaluation;
import org.learnedpartition.report.Metrics;
import org.learnedpartition.report.Routing;
import org.learnedpartition.search.ProbeParameters;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code lp evaluate}. */
@Command(
    name = "evaluate",
    description =
        "Places vectors with a model as an index does, routes queries, and tells recall and"
            + " candidates by the number of probes.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  private static final double TARGET = ProbeParameters.DEFAULT_RECALL;
  private static final double[] RECALLS = {0.8, 0.9, 0.95, 0.99};

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A .partition file.")
  private Path file;

  @Parameters(index = "1", paramLabel = "BASE", description = ClusterOptions.VECTORS)
  private String base;

  @Parameters(index = "2", paramLabel = "QUERIES", description = "Queries, in the same formats.")
  private String queries;

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

  @Option(names = "--json", description = "Print as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    PartitionModel model = Models.read(file);
    int calibrated = Math.min(model.bins(), model.calibration(spill).probesFor(TARGET));
    List<Integer> settings = settings(model.bins(), calibrated);
    Evaluation evaluation = evaluate(model);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(model, evaluation, settings, calibrated).toPrettyString());
    } else {
      print(out, evaluation, settings, calibrated);
    }
    return 0;
  }

  private Evaluation evaluate(PartitionModel model) throws IOException, InterruptedException {
    Evaluation[] taken = new Evaluation[1];
    measuring.each(
        List.of(model), spill, base, queries, truth, (m, evaluation) -> taken[m] = evaluation);
    return taken[0];
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
      settings.add(bins);
      settings.add(calibrated);
    }
    return settings.stream().distinct().sorted().toList();
  }

  private void print(
      PrintWriter out, Evaluation evaluation, List<Integer> settings, int calibrated) {
    Routing routing = evaluation.routing();
    long rows = rows(evaluation);
    out.printf(
        Locale.ROOT,
        "%d queries, recall@%d; %d rows of %d vectors in %d bins, largest %.1f %% above the mean%n",
        routing.queries(),
        measuring.k(),
        rows,
        evaluation.vectors(),
        routing.bins(),
        100 * Metrics.imbalance(evaluation.sizes()));
    out.printf("%8s %8s %10s %12s %9s%n", "probes", "recall", "rows", "candidates", "p95");
    for (int t : settings) {
      String note = t == calibrated ? "  calibrated for recall " + TARGET : "";
      out.println(line(Integer.toString(t), routing.atProbes(t), rows) + note);
    }
    out.println("interpolated:");
    for (double recall : RECALLS) {
      out.println(line(routing.toReach(recall), rows));
    }
    out.println("the default search, each query with its own number of probes:");
    out.println(line(evaluation.search(), rows));
  }

  private static String line(Routing.Measured at, long rows) {
    return line(String.format(Locale.ROOT, "%.1f", at.probes()), at, rows);
  }

  private static String line(String probes, Routing.Measured at, long rows) {
    return String.format(
        Locale.ROOT,
        "%8s %8.4f %10.0f %10.2f %% %7.2f %%",
        probes,
        at.recall(),
        at.candidates() * rows,
        100 * at.candidates(),
        100 * at.candidatesP95());
  }

  private static long rows(Evaluation evaluation) {
    return Arrays.stream(evaluation.sizes()).asLongStream().sum();
  }

  private ObjectNode json(
      PartitionModel model, Evaluation evaluation, List<Integer> settings, int calibrated) {
    Routing routing = evaluation.routing();
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("model_id", model.id());
    node.put("bins", model.bins());
    node.put("queries", routing.queries());
    node.put("k", measuring.k());
    node.put("spill", spill);
    node.put("vectors", evaluation.vectors());
    node.put("rows", rows(evaluation));
    node.put("imbalance", Metrics.imbalance(evaluation.sizes()));
    node.put("calibrated_probes", calibrated);
    ArrayNode table = node.putArray("probes");
    for (int t : settings) {
      put(table.addObject(), routing.atProbes(t));
    }
    ArrayNode reached = node.putArray("interpolated");
    for (double recall : RECALLS) {
      put(reached.addObject(), routing.toReach(recall));
    }
    put(node.putObject("search"), evaluation.search());
    return node;
  }

  private static void put(ObjectNode node, Routing.Measured at) {
    node.put("probes", at.probes())
        .put("recall", at.recall())
        .put("candidates", at.candidates())
        .put("candidates_p95", at.candidatesP95());
  }
}
