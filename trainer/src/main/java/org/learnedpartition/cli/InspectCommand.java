package org.learnedpartition.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.learnedpartition.codec.LearnedPartitionVectorsFormat;
import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.Codebook;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Quantizer;
import org.learnedpartition.model.RecallCurves;
import org.learnedpartition.model.Spill;
import org.learnedpartition.report.Metrics;
import org.learnedpartition.search.ProbeParameters;
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

  /** Share of the vectors that have second rows in an index. */
  private static final double SHARE = LearnedPartitionVectorsFormat.DEFAULT_SPILL;

  /** Neighbours that second rows are told for. */
  private static final int K = 10;

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
    print(out, model.spill(), model);
    Calibration calibration = model.calibration(SHARE);
    out.printf(
        Locale.ROOT,
        "calibration on %d held-out queries, %s:%n",
        calibration.queries(),
        model.spill() == null
            ? "one row a vector"
            : String.format(Locale.ROOT, "%.0f %% of the vectors with a second row", 100 * SHARE));
    for (int k : calibration.ks()) {
      print(out, calibration.of(k), model.bins());
    }
  }

  private static void print(PrintWriter out, RecallCurves curves, int bins) {
    for (double recall : RECALLS) {
      int probes = Math.min(bins, curves.probesFor(recall));
      RecallCurves.At cost = curves.ofProbes(probes);
      out.printf(
          Locale.ROOT,
          "  recall@%-3.0f %.2f  %5d probes  candidates %6.2f %%  p95 %6.2f %%%n",
          curves.k(),
          recall,
          probes,
          100 * cost.candidates(),
          100 * cost.candidatesP95());
      RecallCurves.At threshold = curves.thresholdFor(recall);
      if (threshold != null) {
        out.printf(
            Locale.ROOT,
            "                    or p > %.5f  candidates %6.2f %%  p95 %6.2f %%%n",
            Math.exp(-threshold.setting()),
            100 * threshold.candidates(),
            100 * threshold.candidatesP95());
      }
    }
  }

  /** What second rows bring, by the shares that were measured. */
  private static void print(PrintWriter out, Spill spill, PartitionModel model) {
    if (spill == null) {
      out.println("second rows none: the model does not say which vectors have one");
      return;
    }
    out.printf(
        Locale.ROOT,
        "second rows by the share of the vectors that have one (%.0f %% by default), for"
            + " recall@%d %.2f:%n",
        100 * SHARE,
        K,
        ProbeParameters.DEFAULT_RECALL);
    for (double share : shares(spill)) {
      RecallCurves curves = model.calibration(share).of(K);
      int probes = Math.min(model.bins(), curves.probesFor(ProbeParameters.DEFAULT_RECALL));
      double candidates = curves.ofProbes(probes).candidates();
      out.printf(
          Locale.ROOT,
          "  %5.0f %%      %5d probes  candidates %6.2f %%, %6.2f rows for 100 vectors%n",
          100 * share,
          probes,
          100 * candidates,
          100 * candidates * (1 + share));
    }
  }

  /** None, and those that were measured. */
  private static double[] shares(Spill spill) {
    return DoubleStream.concat(
            DoubleStream.of(0), spill.curves().stream().mapToDouble(Spill.Curve::share))
        .toArray();
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
    Spill spill = model.spill();
    if (spill == null) {
      node.putNull("spill");
      put(node.putObject("calibration"), 0, model.calibration());
    } else {
      ObjectNode second = node.putObject("spill");
      ArrayNode losses = second.putArray("losses");
      spill.losses().forEach(losses::add);
      ArrayNode measured = second.putArray("calibrations");
      for (double share : shares(spill)) {
        put(measured.addObject(), share, model.calibration(share));
      }
      put(node.putObject("calibration"), SHARE, model.calibration(SHARE));
    }
    return node;
  }

  private static void put(ObjectNode node, double share, Calibration calibration) {
    node.put("spill", share);
    calibration.ks().forEach(node.putArray("k")::add);
    node.put("queries", calibration.queries());
    points(node.putArray("probes"), calibration.probes());
    points(node.putArray("mass"), calibration.mass());
    points(node.putArray("thresholds"), calibration.thresholds());
  }

  private static void points(ArrayNode array, List<Calibration.Point> points) {
    for (Calibration.Point p : points) {
      ObjectNode point = array.addObject();
      point
          .put("setting", p.setting())
          .put("candidates", p.candidates())
          .put("candidates_p95", p.candidatesP95());
      p.recalls().forEach(point.putArray("recall")::add);
    }
  }
}
