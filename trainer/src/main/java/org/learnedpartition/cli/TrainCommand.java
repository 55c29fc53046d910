package org.learnedpartition.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.learnedpartition.cache.Cache;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.data.AtomicFile;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.method.Method;
import org.learnedpartition.method.Stage;
import org.learnedpartition.method.Trainer;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.method.TrainingPlan;
import org.learnedpartition.method.TrainingResult;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.report.Metrics;
import org.learnedpartition.trainpage.TrainingPage;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code lp train}. */
@Command(
    name = "train",
    description = "Learns a partition model from vectors, in a file or a live index.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "BASE", description = ClusterOptions.VECTORS)
  private String base;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The model to write, FILE.partition.")
  private Path out;

  @Option(
      names = "--queries",
      paramLabel = "QUERIES",
      description =
          "Real queries: half of them, at most 8,000, judge and calibrate the model, the others are"
              + " trained on.")
  private String queries;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "self-consistent",
      description =
          "self-consistent, or a baseline: kmeans, kmeans-standard, kmeans-spherical,"
              + " kmeans-shallow, balanced-kmeans, linear, mlp, bliss, alternating, soft-relaxation"
              + " (default: ${DEFAULT-VALUE}).")
  private String method;

  @Option(
      names = "--bins",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Number of bins, 2 to 65536 (default: the power of two with the least predicted time of"
              + " a query).")
  private int bins;

  @Option(
      names = "--target-recall",
      paramLabel = "R",
      defaultValue = "0.95",
      description = "Recall@10 at which candidates are compared (default: ${DEFAULT-VALUE}).")
  private double targetRecall;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Rounds in which vectors move to other bins, 0 to 20: self-consistent, bliss,"
              + " alternating (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--hidden",
      paramLabel = "UNITS",
      defaultValue = "256",
      description =
          "Try a router with a hidden layer of so many units too; 0: linear only (default:"
              + " ${DEFAULT-VALUE}). The router of mlp, bliss and alternating has it.")
  private int hidden;

  @Option(
      names = "--labels",
      paramLabel = "K",
      defaultValue = "10",
      description =
          "Nearest neighbours whose bins a router is trained on, 1 to 100: linear, mlp, bliss,"
              + " alternating (default: ${DEFAULT-VALUE}).")
  private int labels;

  @Option(
      names = "--choices",
      paramLabel = "K",
      defaultValue = "2",
      description =
          "Best bins of which a vector takes the least filled, 1 to 100: bliss (default:"
              + " ${DEFAULT-VALUE}).")
  private int choices;

  @Option(
      names = "--clusters",
      paramLabel = "METHOD",
      defaultValue = "balanced-kmeans",
      description =
          "The method whose bins are ranked or refined, a k-means, and for alternating also graph:"
              + " linear, mlp, alternating (default: ${DEFAULT-VALUE}).")
  private String clusters;

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Vectors read of BASE at most, evenly spread (default: ${DEFAULT-VALUE}).")
  private int sample;

  @ArgGroup private ReportOption report = new ReportOption();

  /** Where the page goes. */
  static final class ReportOption {
    @Option(
        names = "--report",
        paramLabel = "FILE.html",
        description = "The page that tells how it went (default: beside the model).")
    private Path file;

    @Option(names = "--no-report", description = "Write no page.")
    private boolean none;

    /**
     * @param model that the page is about
     * @return null for none
     */
    Path of(Path model) {
      if (none || file != null) {
        return none ? null : file;
      }
      String name = model.getFileName().toString();
      return model.resolveSibling(name.replaceFirst("\\.partition$", "") + ".html");
    }
  }

  @Mixin private ClusterOptions cluster;

  @Mixin private CacheOptions caching;

  @Mixin private RunOptions run;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws Exception {
    Path file = output.check(out);
    Path page = report.of(out);
    Path pageFile = page == null ? null : output.check(page);
    TrainingOptions options =
        TrainingOptions.of(run.similarity())
            .with(
                o -> {
                  o.method = Method.ofLabel(method);
                  o.bins = bins;
                  o.seed = run.seed();
                  o.threads = run.threads();
                  o.targetRecall = targetRecall;
                  o.rounds = rounds;
                  o.hiddenUnits = hidden;
                  o.labels = labels;
                  o.choices = choices;
                  o.clusters = Method.ofLabel(clusters);
                  o.sample = sample;
                });
    PrintWriter err = spec.commandLine().getErr();
    err.println("seed " + run.seed() + ", " + options.threads() + " threads");
    Cache cache = caching.open(err::println);
    TrainingResult result;
    try (Interrupt interrupt = Interrupt.ofThisThread()) {
      try (ProgressBars bars = ProgressBars.on(err);
          VectorSource vectors = cluster.open(base, options.sample(), bars);
          VectorSource asked =
              queries == null ? null : cluster.open(queries, options.sample(), bars)) {
        TrainingPlan plan = TrainingPlan.of(vectors, options);
        err.println(plan.bins().sentence());
        err.println(plan.memory().sentence());
        TrainingResult trained = Trainer.train(vectors, asked, options, cache, bars);
        interrupt.finish(() -> write(file, pageFile, trained, options));
        result = trained;
      } catch (InterruptedException | ClosedByInterruptException e) {
        // Said before the interrupt lets go of the JVM.
        err.println(
            "interrupted; nothing was written"
                + (cache.keeps() ? ", and the same command goes on where this one was" : ""));
        return Execution.INTERRUPTED;
      }
    }
    print(spec.commandLine().getOut(), result, options, page);
    return 0;
  }

  private void write(Path file, Path page, TrainingResult trained, TrainingOptions options)
      throws IOException {
    AtomicFile.write(file, trained.model().file());
    if (page != null) {
      String html = new TrainingPage(out.getFileName().toString(), trained, options).html();
      AtomicFile.write(page, ByteBuffer.wrap(html.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private void print(PrintWriter to, TrainingResult result, TrainingOptions options, Path page) {
    PartitionModel model = result.model();
    int probes =
        model
            .calibration(LearnedPartitionVectorsFormat.DEFAULT_SPILL)
            .of(options.neighbours())
            .probesFor(options.targetRecall());
    double imbalance = Metrics.imbalance(model.manifest().binSizes());
    if (output.json()) {
      ObjectNode node = new JsonMapper().createObjectNode();
      node.put("file", out.toString());
      if (page != null) {
        node.put("report", page.toString());
      }
      node.put("model_id", model.id());
      node.put("method", options.method().label());
      node.put("dimension", model.dimension());
      node.put("similarity", model.similarity().space());
      node.put("bins", model.bins());
      node.put("router", model.manifest().router());
      node.put("seed", options.seed());
      node.put("target_recall", options.targetRecall());
      node.put("probes", probes);
      node.put("imbalance", imbalance);
      node.put("graph_recall", result.graphRecall());
      node.put("seconds", result.seconds());
      node.put("cpu_seconds", result.account().cpuSeconds());
      node.put("heap_bytes", result.account().heapBytes());
      node.put("heap_planned_bytes", result.plan().memory().mebibytes() << 20);
      ObjectNode times = node.putObject("stage_seconds");
      result.account().times().forEach(time -> times.put(time.stage(), time.seconds()));
      ArrayNode stages = node.putArray("stages");
      for (Stage stage : result.stages()) {
        stages
            .addObject()
            .put("name", stage.name())
            .put("candidates", stage.candidates())
            .put("candidates_p95", stage.candidatesP95())
            .put("probes", stage.probes())
            .put("imbalance", stage.imbalance())
            .put("kept", stage.kept())
            .put("seconds", stage.seconds());
      }
      to.println(node.toPrettyString());
      return;
    }
    to.printf(
        Locale.ROOT,
        "Held-out queries at recall@%d %.3f, documents placed by each stage's model, one row"
            + " each:%n",
        options.neighbours(),
        options.targetRecall());
    to.printf("  %-14s %10s %9s %8s %9s%n", "stage", "candidates", "p95", "probes", "seconds");
    for (Stage stage : result.stages()) {
      to.printf(
          Locale.ROOT,
          "  %-14s %8.2f %% %7.2f %% %8.1f %9.1f  %s%n",
          stage.name(),
          100 * stage.candidates(),
          100 * stage.candidatesP95(),
          stage.probes(),
          stage.seconds(),
          stage.kept() ? "kept" : "dropped");
    }
    to.printf(
        Locale.ROOT,
        "%s router, %d bins (largest %.0f %% above the mean), %.1f s; with second rows %d probes"
            + " for recall %.3f%n",
        model.manifest().router(),
        model.bins(),
        100 * imbalance,
        result.seconds(),
        probes,
        options.targetRecall());
    to.println("model " + model.id());
    to.println("wrote " + out + (page == null ? "" : " and " + page));
  }
}
