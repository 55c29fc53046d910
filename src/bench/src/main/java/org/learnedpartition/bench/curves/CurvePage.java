package org.learnedpartition.bench.curves;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.learnedpartition.page.Axis;
import org.learnedpartition.page.Charts;
import org.learnedpartition.page.HtmlPage;
import org.learnedpartition.page.Line;
import org.learnedpartition.page.Numbers;
import org.learnedpartition.page.Palette;
import org.learnedpartition.page.Table;
import org.learnedpartition.report.Probing;
import org.learnedpartition.report.Routing.Measured;

/** Curves as a page: tables of a few recalls, and plots of recall against candidates. */
final class CurvePage {
  private static final List<Double> TABLE_RECALLS = List.of(0.8, 0.9, 0.95, 0.99);

  private CurvePage() {}

  static String html(String data, List<ModelCurve> curves) {
    ModelCurve first = curves.getFirst();
    HtmlPage page = new HtmlPage("Recall and candidates: " + data);
    page.paragraph(
        String.format(
            Locale.ROOT,
            "%,d vectors, %,d queries, recall@%d. Candidates are the vectors in the probed bins, in"
                + " percent of all: mean / 0.95-quantile over the queries, interpolated at the"
                + " recall; in brackets the recall of one probe where that is more. Nothing is"
                + " timed here.",
            first.vectors(),
            first.queries(),
            first.k()));
    for (Probing rule : Probing.values()) {
      page.heading(heading(rule));
      page.table(table(rule, curves));
      page.chart(chart(rule, false, curves), "Mean candidates, log scale, at recall 0.50 to 0.99");
      page.chart(chart(rule, true, curves), "0.95-quantile of the candidates over the queries");
    }
    return page.html();
  }

  private static String heading(Probing rule) {
    return switch (rule) {
      case FIXED -> "The same probes for all queries";
      case MASS -> "Each query probes until its bins' probabilities reach a sum";
      case THRESHOLD -> "Each query probes the bins whose probabilities are above a threshold";
    };
  }

  private static Table table(Probing rule, List<ModelCurve> curves) {
    List<String> head = new ArrayList<>(List.of("model", "method", "bins", "largest bin"));
    TABLE_RECALLS.forEach(recall -> head.add("recall " + recall));
    Table table = new Table(head);
    for (ModelCurve curve : curves) {
      List<String> row = new ArrayList<>();
      row.add(curve.name());
      row.add(curve.method());
      row.add(Numbers.plain(curve.bins()));
      row.add("+" + Numbers.percent(curve.imbalance()));
      for (double recall : TABLE_RECALLS) {
        Measured at = curve.reach(rule, recall);
        String cost =
            Numbers.three(100 * at.candidates()) + " / " + Numbers.percent(at.candidatesP95());
        row.add(at.recall() > recall ? cost + " (" + Numbers.three(at.recall()) + ")" : cost);
      }
      table.row(row);
    }
    return table;
  }

  private static String chart(Probing rule, boolean quantile, List<ModelCurve> curves) {
    List<Line> lines = new ArrayList<>();
    for (ModelCurve curve : curves) {
      // Recalls below that of one probe are all the same point.
      List<Measured> points =
          curve.targets(rule).stream().map(ModelCurve.Target::at).distinct().toList();
      double[] candidates =
          points.stream()
              .mapToDouble(at -> 100 * (quantile ? at.candidatesP95() : at.candidates()))
              .toArray();
      double[] recalls = points.stream().mapToDouble(Measured::recall).toArray();
      lines.add(Line.of(name(curve, curves), candidates, recalls));
    }
    String what = quantile ? "0.95-quantile of candidates" : "mean candidates";
    return Charts.svg(
        "Recall against " + what + ", one line a model",
        Axis.log(what + ", % of the base"),
        Axis.linear("recall@" + curves.getFirst().k()),
        lines,
        new Palette(lines.stream().map(Line::name).toList()));
  }

  /** Begins with the method, so that models of one method share a colour. */
  private static String name(ModelCurve curve, List<ModelCurve> curves) {
    String method = curve.method();
    return curves.stream().filter(other -> other.method().equals(method)).count() == 1
        ? method
        : method + " (" + curve.name() + ")";
  }
}
