package org.learnedpartition.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.Codebook;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Quantizer;
import org.learnedpartition.report.Metrics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code lp inspect}. */
@Command(
    name = "inspect",
    description = "Checks a partition model and says what it is.",
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
  private static final double[] RECALLS = {0.8, 0.9, 0.95, 0.98, 0.99};

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A .partition file.")
  private Path file;

  @Option(names = "--json", description = "Print as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    PartitionModel model = Models.read(file);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(model).toPrettyString());
    } else {
      print(out, model);
    }
    return 0;
  }

  private static int[] range(int[] sizes) {
    return new int[] {
      Arrays.stream(sizes).min().orElseThrow(), Arrays.stream(sizes).max().orElseThrow()
    };
  }

  private static void print(PrintWriter out, PartitionModel model) {
    Manifest manifest = model.manifest();
    int[] range = range(manifest.binSizes());
    out.println("model       " + model.id());
    out.println("dimension   " + model.dimension());
    out.println("similarity  " + model.similarity().space());
    out.printf(
        Locale.ROOT,
        "bins        %d: %d to %d vectors in training, largest %.1f %% above the mean%n",
        model.bins(),
        range[0],
        range[1],
        100 * Metrics.imbalance(manifest.binSizes()));
    out.printf(
        Locale.ROOT,
        "router      %s, %,d bytes, ranks %d bins%n",
        manifest.router(),
        model.routerOnnx().length,
        manifest.ranked());
    out.println(
        "documents   "
            + (model.documentHeadOnnx() == null
                ? "placed by the router and prices"
                : String.format(
                    Locale.ROOT,
                    "placed by a head of %,d bytes",
                    model.documentHeadOnnx().length)));
    for (Encoding encoding : model.encodings()) {
      Quantizer quantizer = model.quantizer(encoding);
      out.printf(
          Locale.ROOT,
          "rows        %-4s%s%n",
          encoding.label(),
          quantizer == null
              ? "float32"
              : String.format(
                  Locale.ROOT,
                  "%d codes, relative error %.4f, alpha %.2f",
                  quantizer.codes(),
                  quantizer.codebook().error(),
                  quantizer.codebook().alpha()));
    }
    out.printf(Locale.ROOT, "file        %,d bytes%n", model.file().remaining());
    manifest.provenance().forEach((key, value) -> out.printf("  %-18s %s%n", key, value));
    Calibration calibration = model.calibration();
    out.printf(
        "calibration recall@%d on %d held-out queries:%n", calibration.k(), calibration.queries());
    for (double recall : RECALLS) {
      int probes = Math.min(model.bins(), calibration.probesFor(recall));
      Calibration.Point cost = calibration.ofProbes(probes);
      out.printf(
          Locale.ROOT,
          "  recall %.2f  %5d probes  candidates %6.2f %%  p95 %6.2f %%%n",
          recall,
          probes,
          100 * cost.candidates(),
          100 * cost.candidatesP95());
      Calibration.Point threshold = calibration.thresholdFor(recall);
      if (threshold != null) {
        out.printf(
            Locale.ROOT,
            "                or p > %.5f  candidates %6.2f %%  p95 %6.2f %%%n",
            Math.exp(-threshold.setting()),
            100 * threshold.candidates(),
            100 * threshold.candidatesP95());
      }
    }
  }

  private static ObjectNode json(PartitionModel model) {
    Manifest manifest = model.manifest();
    int[] range = range(manifest.binSizes());
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("model_id", model.id());
    node.put("dimension", model.dimension());
    node.put("similarity", model.similarity().space());
    node.put("bins", model.bins());
    node.put("smallest_bin", range[0]);
    node.put("largest_bin", range[1]);
    node.put("imbalance", Metrics.imbalance(manifest.binSizes()));
    node.put("router", manifest.router());
    node.put("router_bytes", model.routerOnnx().length);
    node.put("ranked", manifest.ranked());
    node.put("document_head", model.documentHeadOnnx() != null);
    node.put("file_bytes", model.file().remaining());
    ArrayNode encodings = node.putArray("encodings");
    for (Encoding encoding : model.encodings()) {
      ObjectNode each = encodings.addObject().put("encoding", encoding.label());
      Quantizer quantizer = model.quantizer(encoding);
      if (quantizer != null) {
        each.put("codes", quantizer.codes());
        each.put("relative_error", quantizer.codebook().error());
        each.put("alpha", quantizer.codebook().alpha());
        ObjectNode margins = each.putObject("margins");
        for (double recall : Codebook.RECALLS) {
          margins.put(Double.toString(recall), quantizer.codebook().margin(recall));
        }
      }
    }
    ObjectNode provenance = node.putObject("provenance");
    manifest.provenance().forEach(provenance::put);
    ObjectNode calibration = node.putObject("calibration");
    calibration.put("k", model.calibration().k());
    calibration.put("queries", model.calibration().queries());
    points(calibration.putArray("probes"), model.calibration().probes());
    points(calibration.putArray("mass"), model.calibration().mass());
    points(calibration.putArray("thresholds"), model.calibration().thresholds());
    return node;
  }

  private static void points(ArrayNode array, List<Calibration.Point> points) {
    for (Calibration.Point p : points) {
      array
          .addObject()
          .put("setting", p.setting())
          .put("recall", p.recall())
          .put("candidates", p.candidates())
          .put("candidates_p95", p.candidatesP95());
    }
  }
}
