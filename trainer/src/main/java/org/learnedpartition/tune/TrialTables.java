package org.learnedpartition.tune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.page.Axis;
import org.learnedpartition.page.Charts;
import org.learnedpartition.page.Csv;
import org.learnedpartition.page.HtmlPage;
import org.learnedpartition.page.Line;
import org.learnedpartition.page.Numbers;
import org.learnedpartition.page.Palette;
import org.learnedpartition.page.Table;
import org.learnedpartition.report.Metrics;

/** The trials of a tuning as CSV, and as a page with plots. */
final class TrialTables {
  private static final String BEST = "best so far";
  private static final String EACH = "trial";
  private static final String STOPPED = "ended early";

  private final TrainingOptions usual;
  private final int folds;
  private final List<Dimension> dimensions;
  private final List<Trial> trials;

  /**
   * @param trials at least one, each over
   */
  TrialTables(TrainingOptions usual, int folds, List<Dimension> dimensions, List<Trial> trials) {
    this.usual = usual;
    this.folds = folds;
    this.dimensions = dimensions;
    this.trials = trials;
  }

  /** A line a trial; costs and candidates are shares of the documents, means over the folds. */
  String csv() {
    List<String> head = new ArrayList<>(List.of("trial"));
    dimensions.forEach(dimension -> head.add(dimension.name()));
    head.addAll(
        List.of(
            "folds",
            "ended_early",
            "cost",
            "mean_candidates",
            "q95_candidates",
            "router_macs",
            "train_seconds"));
    Csv csv = new Csv(head.toArray(String[]::new));
    for (Trial trial : trials) {
      List<Object> line = new ArrayList<>(List.of(trial.number()));
      dimensions.forEach(dimension -> line.add(trial.values().get(dimension.name())));
      line.addAll(
          List.of(
              trial.folds().size(),
              trial.stopped(folds),
              trial.cost(),
              trial.candidates(),
              trial.candidatesP95(),
              trial.folds().getFirst().routerMacs(),
              trial.seconds()));
      csv.line(line.toArray());
    }
    return csv.toString();
  }

  /**
   * The page.
   *
   * @param documents how many there are
   */
  String page(int documents) {
    HtmlPage page = new HtmlPage("Tuning " + usual.method().label());
    Trial best = best();
    page.paragraph(
        String.format(
            Locale.ROOT,
            "%,d vectors in %d folds, %s, recall@%d of %s. The cost of a setting is the share of"
                + " the vectors that a query scans at that recall, with what is as dear as routing"
                + " it; of vectors and queries of a fold that its model was not trained on, and the"
                + " mean over the folds. A trial that is clearly worse than the median of the"
                + " earlier ones ends before its last fold.",
            documents,
            folds,
            usual.similarity().space(),
            usual.neighbours(),
            usual.targetRecall()));
    page.paragraph("The best so far: " + Tuning.line(best, folds) + ".");
    page.heading("Trials over time");
    page.chart(overTime(), "Cost of each trial, and the best of those before it");
    page.heading("Each parameter");
    for (Dimension dimension : dimensions) {
      page.subheading(dimension.name());
      page.table(byValue(dimension));
      if (dimension.ordered()) {
        page.chart(
            against(dimension),
            "Median cost of the trials on all folds; bars from the best to the worst");
      }
    }
    page.heading("All trials, the best first");
    page.table(all());
    return page.html();
  }

  private Trial best() {
    return trials.stream()
        .filter(trial -> !trial.stopped(folds))
        .min(Comparator.comparingDouble(Trial::cost))
        .orElseThrow();
  }

  private String overTime() {
    double[] number = new double[trials.size()];
    double[] best = new double[trials.size()];
    for (int i = 0; i < trials.size(); i++) {
      Trial trial = trials.get(i);
      double cost = trial.stopped(folds) ? Double.POSITIVE_INFINITY : 100 * trial.cost();
      number[i] = trial.number();
      best[i] = i == 0 ? cost : Math.min(best[i - 1], cost);
    }
    List<Line> lines = new ArrayList<>();
    add(lines, EACH, trials.stream().filter(trial -> !trial.stopped(folds)).toList());
    add(lines, STOPPED, trials.stream().filter(trial -> trial.stopped(folds)).toList());
    lines.add(Line.of(BEST, number, best));
    return Charts.svg(
        "Cost of each trial and of the best so far",
        Axis.linear("trial"),
        Axis.log("cost, % of the vectors"),
        lines,
        new Palette(List.of(EACH, STOPPED, BEST)));
  }

  private static void add(List<Line> lines, String name, List<Trial> some) {
    if (!some.isEmpty()) {
      lines.add(
          Line.of(
              name,
              some.stream().mapToDouble(Trial::number).toArray(),
              some.stream().mapToDouble(trial -> 100 * trial.cost()).toArray()));
    }
  }

  /** Costs of the trials on all folds with a value, in percent, rising. */
  private double[] costs(Dimension dimension, String value) {
    return trials.stream()
        .filter(trial -> !trial.stopped(folds))
        .filter(trial -> trial.values().get(dimension.name()).equals(value))
        .mapToDouble(trial -> 100 * trial.cost())
        .sorted()
        .toArray();
  }

  private Table byValue(Dimension dimension) {
    Table table = new Table(dimension.name(), "trials", "ended early", "best", "median", "worst");
    for (String value : dimension.values()) {
      double[] costs = costs(dimension, value);
      long all =
          trials.stream().filter(t -> t.values().get(dimension.name()).equals(value)).count();
      boolean some = costs.length > 0;
      table.row(
          best().values().get(dimension.name()).equals(value),
          Arrays.asList(
              value,
              Long.toString(all),
              Long.toString(all - costs.length),
              some ? Numbers.three(costs[0]) : null,
              some ? Numbers.three(Metrics.quantile(costs, 0.5)) : null,
              some ? Numbers.three(costs[costs.length - 1]) : null));
    }
    return table;
  }

  private String against(Dimension dimension) {
    List<double[]> points = new ArrayList<>();
    for (String value : dimension.values()) {
      double[] costs = costs(dimension, value);
      if (costs.length > 0) {
        points.add(
            new double[] {
              Double.parseDouble(value),
              Metrics.quantile(costs, 0.5),
              costs[0],
              costs[costs.length - 1]
            });
      }
    }
    return Charts.svg(
        "Cost by " + dimension.name(),
        Axis.linear(dimension.name()),
        Axis.log("cost, % of the vectors"),
        List.of(
            new Line(
                EACH, column(points, 0), column(points, 1), column(points, 2), column(points, 3))),
        new Palette(List.of(EACH)));
  }

  private static double[] column(List<double[]> points, int column) {
    return points.stream().mapToDouble(point -> point[column]).toArray();
  }

  private Table all() {
    List<String> head = new ArrayList<>(List.of("trial"));
    dimensions.forEach(dimension -> head.add(dimension.name()));
    head.addAll(List.of("folds", "cost, %", "candidates, %", "p95, %", "training, seconds"));
    Table table = new Table(head);
    List<Trial> sorted =
        trials.stream()
            .sorted(
                Comparator.comparing((Trial trial) -> trial.stopped(folds))
                    .thenComparingDouble(Trial::cost))
            .toList();
    for (Trial trial : sorted) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(trial.number())));
      dimensions.forEach(dimension -> row.add(trial.values().get(dimension.name())));
      row.addAll(
          List.of(
              trial.folds().size() + (trial.stopped(folds) ? ", ended" : ""),
              Numbers.three(100 * trial.cost()),
              Numbers.three(100 * trial.candidates()),
              Numbers.three(100 * trial.candidatesP95()),
              Numbers.three(trial.seconds())));
      table.row(trial == best(), row);
    }
    return table;
  }
}
