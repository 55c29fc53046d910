package org.learnedpartition.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.learnedpartition.page.Csv;
import org.learnedpartition.report.Evaluation;
import org.learnedpartition.report.Routing.Measured;
import org.learnedpartition.search.ProbeParameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Figures of models on the same vectors and queries: for the terminal, as CSV, as JSON. */
final class EvaluationTables {
  private static final double TARGET = ProbeParameters.DEFAULT_RECALL;

  private final int k;
  private final double spill;
  private final List<Evaluated> models;

  /**
   * @param spill share of the vectors that may have a second row
   * @param models at least one
   */
  EvaluationTables(int k, double spill, List<Evaluated> models) {
    this.k = k;
    this.spill = spill;
    this.models = models;
  }

  /** One model with all its figures, several in a line each. */
  void print(PrintWriter out) {
    if (models.size() == 1) {
      print(out, models.getFirst());
    } else {
      compare(out);
    }
  }

  private void print(PrintWriter out, Evaluated model) {
    long rows = model.rows();
    out.printf(
        Locale.ROOT,
        "%d queries, recall@%d; %d rows of %d vectors in %d bins, largest %.1f %% above the mean%n",
        model.queries(),
        k,
        rows,
        model.vectors(),
        model.bins(),
        100 * model.imbalance());
    out.printf("%8s %8s %10s %12s %9s%n", "probes", "recall", "rows", "candidates", "p95");
    for (int i = 0; i < model.probes().size(); i++) {
      int t = model.probes().get(i);
      String note = t == model.calibrated() ? "  calibrated for recall " + TARGET : "";
      out.println(line(Integer.toString(t), model.atProbes().get(i), rows) + note);
    }
    out.println("interpolated:");
    model.toReach().forEach(at -> out.println(line(at, rows)));
    out.println("the default search, each query with its own number of probes:");
    out.println(line(model.search(), rows));
    out.println("asked of it, and got:");
    out.printf("%8s %8s %17s %12s %9s %8s%n", "k", "asked", "got", "candidates", "p95", "probes");
    for (Evaluation.Promise promise : model.promises()) {
      Measured got = promise.got();
      out.printf(
          Locale.ROOT,
          "%8d %8.2f %8.4f ± %.4f %10.2f %% %7.2f %% %8.1f%n",
          promise.k(),
          promise.asked(),
          got.recall(),
          got.error(),
          100 * got.candidates(),
          100 * got.candidatesP95(),
          got.probes());
    }
  }

  private static String line(Measured at, long rows) {
    return line(String.format(Locale.ROOT, "%.1f", at.probes()), at, rows);
  }

  private static String line(String probes, Measured at, long rows) {
    return String.format(
        Locale.ROOT,
        "%8s %8.4f %10.0f %10.2f %% %7.2f %%",
        probes,
        at.recall(),
        at.candidates() * rows,
        100 * at.candidates(),
        100 * at.candidatesP95());
  }

  private void compare(PrintWriter out) {
    Evaluated first = models.getFirst();
    out.printf(
        Locale.ROOT,
        "%d queries, recall@%d, %d vectors; rows that are scanned, mean / 0.95-quantile over the"
            + " queries%n",
        first.queries(),
        k,
        first.vectors());
    int width = models.stream().mapToInt(model -> model.file().length()).max().orElseThrow();
    StringBuilder head =
        new StringBuilder(
            String.format(Locale.ROOT, "%-" + width + "s %6s %9s", "model", "bins", "rows"));
    for (double recall : Evaluated.RECALLS) {
      head.append(String.format(Locale.ROOT, " %17s", "recall " + recall));
    }
    out.println(head.append(String.format("  %s", "default search: recall, rows")));
    for (Evaluated model : models) {
      long rows = model.rows();
      StringBuilder line =
          new StringBuilder(
              String.format(
                  Locale.ROOT, "%-" + width + "s %6d %9d", model.file(), model.bins(), rows));
      model.toReach().forEach(at -> line.append(scanned(at, rows)));
      line.append(
          String.format(
              Locale.ROOT, "  %.4f %s", model.search().recall(), scanned(model.search(), rows)));
      out.println(line);
    }
  }

  private static String scanned(Measured at, long rows) {
    return String.format(
        Locale.ROOT, " %8.0f /%7.0f", at.candidates() * rows, at.candidatesP95() * rows);
  }

  /** A line for each setting of each model; candidates are shares of its rows, 0 … 1. */
  String csv() {
    Csv csv =
        new Csv(
            "model",
            "model_id",
            "router",
            "bins",
            "vectors",
            "rows",
            "imbalance",
            "queries",
            "k",
            "spill",
            "probing",
            "asked",
            "recall",
            "probes",
            "mean_candidates",
            "q95_candidates");
    for (Evaluated model : models) {
      for (int i = 0; i < model.probes().size(); i++) {
        line(csv, model, "probes", model.probes().get(i), model.atProbes().get(i));
      }
      for (int i = 0; i < model.toReach().size(); i++) {
        line(csv, model, "interpolated", Evaluated.RECALLS.get(i), model.toReach().get(i));
      }
      line(csv, model, "search", TARGET, model.search());
    }
    return csv.toString();
  }

  private void line(Csv csv, Evaluated model, String probing, Object asked, Measured at) {
    csv.line(
        model.file(),
        model.id(),
        model.router(),
        model.bins(),
        model.vectors(),
        model.rows(),
        model.imbalance(),
        model.queries(),
        k,
        spill,
        probing,
        asked,
        at.recall(),
        at.probes(),
        at.candidates(),
        at.candidatesP95());
  }

  /** An object, or of several models a list of them. */
  JsonNode json() {
    JsonMapper mapper = new JsonMapper();
    if (models.size() == 1) {
      return json(mapper.createObjectNode(), models.getFirst());
    }
    ArrayNode list = mapper.createArrayNode();
    models.forEach(model -> json(list.addObject(), model));
    return list;
  }

  private ObjectNode json(ObjectNode node, Evaluated model) {
    node.put("file", model.file());
    node.put("model_id", model.id());
    node.put("bins", model.bins());
    node.put("queries", model.queries());
    node.put("k", k);
    node.put("spill", spill);
    node.put("vectors", model.vectors());
    node.put("rows", model.rows());
    node.put("imbalance", model.imbalance());
    node.put("calibrated_probes", model.calibrated());
    ArrayNode table = node.putArray("probes");
    model.atProbes().forEach(at -> put(table.addObject(), at));
    ArrayNode reached = node.putArray("interpolated");
    model.toReach().forEach(at -> put(reached.addObject(), at));
    put(node.putObject("search"), model.search());
    ArrayNode asked = node.putArray("asked");
    for (Evaluation.Promise promise : model.promises()) {
      ObjectNode each = asked.addObject().put("k", promise.k()).put("asked", promise.asked());
      put(each.put("error", promise.got().error()), promise.got());
    }
    return node;
  }

  private static void put(ObjectNode node, Measured at) {
    node.put("probes", at.probes())
        .put("recall", at.recall())
        .put("candidates", at.candidates())
        .put("candidates_p95", at.candidatesP95());
  }
}
