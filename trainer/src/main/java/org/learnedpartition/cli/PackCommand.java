package org.learnedpartition.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.data.AtomicFile;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.method.Packer;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.model.InvalidModelException;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.RecallCurves;
import org.learnedpartition.report.Metrics;
import org.learnedpartition.search.ProbeParameters;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code lp pack}. */
@Command(
    name = "pack",
    description =
        "Makes a partition model of a router that was trained elsewhere, an ONNX file: places"
            + " vectors with it, calibrates it, and learns codes.",
    mixinStandardHelpOptions = true)
final class PackCommand implements Callable<Integer> {
  /** Neighbours that the report is for. */
  private static final int K = 10;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "ROUTER.onnx",
      description =
          "Input vector float32 [n, dimension]; outputs bins int64 [n, r] and log_probability"
              + " float32 [n, r], best first.")
  private Path router;

  @Parameters(index = "1", paramLabel = "BASE", description = ClusterOptions.VECTORS)
  private String base;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The model to write, FILE.partition.")
  private Path out;

  @Option(
      names = "--head",
      paramLabel = "HEAD.onnx",
      description =
          "A graph of the same form that places documents, each in the first bin it ranks (default:"
              + " the router).")
  private Path head;

  @Option(
      names = "--queries",
      paramLabel = "QUERIES",
      description = "Real queries: half of them, at most 8,000, calibrate the model.")
  private String queries;

  @Option(
      names = "--bins",
      paramLabel = "N",
      defaultValue = "0",
      description = "Number of bins, if there are more than the router ranks.")
  private int bins;

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Vectors read of BASE at most, evenly spread (default: ${DEFAULT-VALUE}).")
  private int sample;

  @Mixin private ClusterOptions cluster;

  @Mixin private RunOptions run;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws Exception {
    Path file = output.check(out);
    TrainingOptions options =
        TrainingOptions.of(run.similarity())
            .with(
                o -> {
                  o.seed = run.seed();
                  o.threads = run.threads();
                  o.sample = sample;
                });
    Packer.Trained trained =
        new Packer.Trained(read(router), head == null ? null : read(head), bins);
    PrintWriter err = spec.commandLine().getErr();
    PartitionModel model;
    try (Interrupt interrupt = Interrupt.ofThisThread()) {
      try (ProgressBars bars = ProgressBars.on(err);
          VectorSource vectors = cluster.open(base, options.sample(), bars);
          VectorSource asked =
              queries == null ? null : cluster.open(queries, options.sample(), bars)) {
        PartitionModel packed = Packer.pack(trained, vectors, asked, options, bars);
        interrupt.finish(() -> AtomicFile.write(file, packed.file()));
        model = packed;
      } catch (InvalidModelException e) {
        throw new IllegalArgumentException("[" + router + "] " + e.getMessage(), e);
      } catch (InterruptedException | ClosedByInterruptException e) {
        // Said before the interrupt lets go of the JVM.
        err.println("interrupted; nothing was written");
        return Execution.INTERRUPTED;
      }
    }
    print(spec.commandLine().getOut(), model);
    return 0;
  }

  private static byte[] read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("[" + file + "] is not a file");
    }
    if (Files.size(file) > PartitionModel.MAX_BYTES) {
      throw new IllegalArgumentException(
          "[" + file + "] is longer than a model may be, " + PartitionModel.MAX_BYTES + " bytes");
    }
    return Files.readAllBytes(file);
  }

  private void print(PrintWriter to, PartitionModel model) {
    int[] sizes = model.manifest().binSizes();
    long empty = Arrays.stream(sizes).filter(size -> size == 0).count();
    double target = ProbeParameters.DEFAULT_RECALL;
    RecallCurves calibration = model.calibration(LearnedPartitionVectorsFormat.DEFAULT_SPILL).of(K);
    int probes = Math.min(model.bins(), calibration.probesFor(target));
    double candidates = calibration.ofProbes(probes).candidates();
    if (output.json()) {
      ObjectNode node = new JsonMapper().createObjectNode();
      node.put("file", out.toString());
      node.put("model_id", model.id());
      node.put("dimension", model.dimension());
      node.put("similarity", model.similarity().space());
      node.put("bins", model.bins());
      node.put("empty_bins", empty);
      node.put("ranked", model.manifest().ranked());
      node.put("imbalance", Metrics.imbalance(sizes));
      node.put("target_recall", target);
      node.put("probes", probes);
      node.put("candidates", candidates);
      to.println(node.toPrettyString());
      return;
    }
    to.printf(
        Locale.ROOT,
        "%d bins (%d empty, largest %.0f %% above the mean), %d probes for recall@%d %.3f scan"
            + " %.2f %%%n",
        model.bins(),
        empty,
        100 * Metrics.imbalance(sizes),
        probes,
        K,
        target,
        100 * candidates);
    to.println("model " + model.id());
    to.println("wrote " + out);
  }
}
