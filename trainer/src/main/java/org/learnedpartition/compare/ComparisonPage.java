package org.learnedpartition.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.learnedpartition.compare.Result.Point;
import org.learnedpartition.page.Axis;
import org.learnedpartition.page.Charts;
import org.learnedpartition.page.HtmlPage;
import org.learnedpartition.page.Line;
import org.learnedpartition.page.Numbers;
import org.learnedpartition.page.Palette;
import org.learnedpartition.page.Table;
import org.learnedpartition.report.Metrics;
import org.learnedpartition.report.Probing;

/** A comparison as a page: tables at a few recalls, and plots of candidates against recall. */
final class ComparisonPage {
  private final Comparison comparison;
  private final List<Result> results;
  private final Palette palette;

  /**
   * @param results at least one
   */
  ComparisonPage(Comparison comparison, List<Result> results) {
    this.comparison = comparison;
    this.results = results;
    this.palette = new Palette(comparison.methods().stream().map(Contestant::name).toList());
  }

  String html() {
    HtmlPage page = new HtmlPage("Methods compared: " + comparison.dataset());
    Result first = results.getFirst();
    page.paragraph(
        String.format(
            Locale.ROOT,
            "%,d vectors, %,d queries that no method was trained on, recall@%d, %d bins. Candidates"
                + " are the rows in the probed bins, in percent of the vectors: mean /"
                + " 0.95-quantile over the queries, interpolated at the recall. Vectors lie where"
                + " the model alone places them, or, with the placement partition, where learning"
                + " put them; each has one row, or two if it is of the share of the spill. Of"
                + " several seeds: the median, and in brackets the lowest and the highest. Nothing"
                + " is timed but the training.",
            first.vectors(),
            first.queries(),
            comparison.k(),
            first.bins()));
    for (Documents documents : comparison.documents()) {
      Map<String, List<Result>> methods = methods(documents);
      if (!methods.isEmpty()) {
        section(page, documents, methods);
      }
    }
    return page.html();
  }

  /** The results of each method, in the order of the comparison. */
  private Map<String, List<Result>> methods(Documents documents) {
    Map<String, List<Result>> methods = new LinkedHashMap<>();
    for (Contestant method : comparison.methods()) {
      List<Result> own =
          results.stream()
              .filter(r -> r.documents() == documents && r.method().equals(method.name()))
              .toList();
      if (!own.isEmpty()) {
        methods.put(method.name(), own);
      }
    }
    return methods;
  }

  private void section(HtmlPage page, Documents documents, Map<String, List<Result>> methods) {
    page.heading(
        switch (documents) {
          case UNSEEN -> "Unseen documents: trained on a random half of them";
          case ALL -> "All documents: trained on all that is indexed";
        });
    page.table(costs(methods));
    page.chart(
        sizes(methods), "Sizes of the bins, the largest first; of several seeds, the first's");
    for (Probing probing : Probing.values()) {
      page.subheading(
          switch (probing) {
            case FIXED -> "The same probes for all queries";
            case MASS -> "Each query probes until its bins' probabilities reach a sum";
            case THRESHOLD -> "Each query probes the bins with probabilities above a threshold";
          });
      page.table(candidates(probing, methods));
      page.chart(
          chart(probing, "mean candidates", Point::candidates, methods),
          "Mean candidates; bars from the lowest to the highest seed");
      page.chart(
          chart(probing, "0.95-quantile of candidates", Point::candidatesQ95, methods),
          "0.95-quantile of the candidates over the queries");
    }
  }

  private static Table costs(Map<String, List<Result>> methods) {
    Table table =
        new Table(
            "method",
            "placement",
            "spill",
            "seeds",
            "bins used",
            "largest bin",
            "smallest bin",
            "router MACs",
            "training, seconds");
    methods.forEach(
        (name, own) ->
            table.row(
                Palette.isOurs(name),
                List.of(
                    name,
                    own.getFirst().placement().label(),
                    range(own, Result::spill, Numbers::plain),
                    Integer.toString(own.size()),
                    range(own, Result::usedBins, Numbers::plain),
                    range(own, Result::largestBin, Numbers::plain),
                    range(own, Result::smallestBin, Numbers::plain),
                    range(own, Result::routerMacs, Numbers::plain),
                    range(own, Result::trainSeconds, Numbers::three))));
    return table;
  }

  private String sizes(Map<String, List<Result>> methods) {
    List<Line> lines = new ArrayList<>();
    methods.forEach(
        (name, own) -> {
          Result result = own.getFirst();
          double[] place = new double[result.usedBins()];
          double[] share = new double[place.length];
          for (int i = 0; i < place.length; i++) {
            place[i] = i + 1;
            share[i] = 100.0 * result.sizes().get(i) / result.vectors();
          }
          lines.add(Line.of(name, place, share));
        });
    return Charts.svg(
        "Sizes of bins, from the largest to the smallest that is not empty, one line a method",
        Axis.linear("bins, the largest first"),
        Axis.log("vectors, % of the base"),
        lines,
        palette);
  }

  private static Table candidates(Probing probing, Map<String, List<Result>> methods) {
    List<String> head = new ArrayList<>(List.of("method"));
    Result.TABLE_RECALLS.forEach(recall -> head.add("recall " + recall));
    Table table = new Table(head);
    methods.forEach(
        (name, own) -> {
          List<String> row = new ArrayList<>(List.of(name));
          for (double recall : Result.TABLE_RECALLS) {
            row.add(
                range(own, r -> 100 * r.at(probing, recall).candidates(), Numbers::three)
                    + " / "
                    + range(own, r -> 100 * r.at(probing, recall).candidatesQ95(), Numbers::three));
          }
          table.row(Palette.isOurs(name), row);
        });
    return table;
  }

  private String chart(
      Probing probing,
      String what,
      ToDoubleFunction<Point> figure,
      Map<String, List<Result>> methods) {
    double[] recalls = Result.RECALLS.stream().mapToDouble(Double::doubleValue).toArray();
    List<Line> lines = new ArrayList<>();
    methods.forEach(
        (name, own) -> {
          double[] median = new double[recalls.length];
          double[] low = new double[recalls.length];
          double[] high = new double[recalls.length];
          for (int i = 0; i < recalls.length; i++) {
            double recall = recalls[i];
            double[] values = sorted(own, r -> 100 * figure.applyAsDouble(r.at(probing, recall)));
            median[i] = Metrics.quantile(values, 0.5);
            low[i] = values[0];
            high[i] = values[values.length - 1];
          }
          lines.add(
              own.size() == 1
                  ? Line.of(name, recalls, median)
                  : new Line(name, recalls, median, low, high));
        });
    return Charts.svg(
        "Recall against " + what + ", one line a method",
        Axis.linear("recall@" + comparison.k()),
        Axis.log(what + ", % of the base"),
        lines,
        palette);
  }

  /** A figure over seeds: the median, and its range where there are several. */
  private static String range(
      List<Result> own, ToDoubleFunction<Result> figure, DoubleFunction<String> written) {
    double[] values = sorted(own, figure);
    String median = written.apply(Metrics.quantile(values, 0.5));
    String low = written.apply(values[0]);
    String high = written.apply(values[values.length - 1]);
    return low.equals(high) ? median : median + " (" + low + "…" + high + ")";
  }

  private static double[] sorted(List<Result> own, ToDoubleFunction<Result> figure) {
    return own.stream().mapToDouble(figure).sorted().toArray();
  }
}
