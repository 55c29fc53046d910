package org.learnedpartition.trainpage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.learnedpartition.method.Losses;
import org.learnedpartition.method.Stage;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.method.TrainingResult;
import org.learnedpartition.page.Axis;
import org.learnedpartition.page.Charts;
import org.learnedpartition.page.HtmlPage;
import org.learnedpartition.page.Line;
import org.learnedpartition.page.Numbers;
import org.learnedpartition.page.Palette;
import org.learnedpartition.page.Table;
import org.learnedpartition.report.Curve;
import org.learnedpartition.report.Routing;

/** What each stage of a training brought. */
final class StageSections {
  private static final String KEPT = "learned-threshold";
  private static final String KEPT_PROBES = "learned-probes";

  /** Below it curves are of little use. */
  private static final double LEAST_RECALL = 0.5;

  private final TrainingResult result;
  private final TrainingOptions options;

  StageSections(TrainingResult result, TrainingOptions options) {
    this.result = result;
    this.options = options;
  }

  private Stage last() {
    return result.stages().stream().filter(Stage::kept).reduce((a, b) -> b).orElseThrow();
  }

  void objective(HtmlPage page) {
    page.heading("Objective");
    page.paragraph(
        String.format(
            Locale.ROOT,
            "What held-out queries need for recall@%d %s, every document placed by the stage's own"
                + " model, one row each. The cost is what is judged by: candidates, and the router's"
                + " multiply-adds in the same unit. A stage is kept where the cost falls.",
            options.neighbours(),
            Numbers.recall(options.targetRecall())));
    List<Stage> stages = result.stages();
    Palette palette = new Palette(List.of("learned-cost", "mean candidates", "0.95-quantile"));
    List<Line> lines =
        List.of(
            line("learned-cost", stages, Stage::cost),
            line("mean candidates", stages, Stage::candidates),
            line("0.95-quantile", stages, Stage::candidatesP95));
    page.chart(
        Charts.svg(
            "Cost and candidates of each stage",
            Axis.linear("stage, as in the table"),
            Axis.linear("% of the vectors"),
            lines,
            palette),
        "Cost and candidates by stage, kept or not");
    Table table =
        new Table(
            "stage",
            "cost",
            "candidates",
            "0.95-quantile",
            "probes",
            "largest bin",
            "s",
            "verdict");
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      table.row(
          stage.equals(last()),
          List.of(
              (i + 1) + " " + stage.name(),
              Numbers.percent(stage.cost()),
              Numbers.percent(stage.candidates()),
              Numbers.percent(stage.candidatesP95()),
              Numbers.three(stage.probes()),
              "+" + Numbers.percent(stage.imbalance()),
              Numbers.three(stage.seconds()),
              stage.kept() ? "kept" : "dropped"));
    }
    page.table(table);
  }

  private static Line line(String name, List<Stage> stages, ToDoubleFunction<Stage> share) {
    return Line.of(
        name,
        IntStream.rangeClosed(1, stages.size()).asDoubleStream().toArray(),
        stages.stream().mapToDouble(stage -> 100 * share.applyAsDouble(stage)).toArray());
  }

  void losses(HtmlPage page) {
    page.heading("Training loss");
    if (result.losses().isEmpty()) {
      page.paragraph("No router was trained: bins are ranked by their centres.");
      return;
    }
    page.paragraph(
        "Mean cross-entropy, in nats, of the bins of each vector's neighbours, over an epoch. Rounds"
            + " change the bins, so that losses of two stages are not quite of one task.");
    List<Line> lines = new ArrayList<>();
    int done = 0;
    for (Losses losses : result.losses()) {
      int before = done;
      int epochs = losses.epochs().length;
      lines.add(
          Line.of(
              losses.stage(),
              IntStream.rangeClosed(1, epochs).mapToDouble(i -> before + i).toArray(),
              losses.epochs()));
      done += epochs;
    }
    Palette palette = new Palette(lines.stream().map(Line::name).toList());
    page.chart(
        Charts.svg(
            "Training loss of each epoch",
            Axis.linear("epoch"),
            Axis.linear("nats"),
            lines,
            palette),
        "Training loss by epoch, stages one after the other");
  }

  void curves(HtmlPage page) {
    page.heading("Recall against candidates");
    page.paragraph(
        "How many vectors held-out queries scan for which recall, one row a vector. "
            + KEPT
            + " is the model that was kept, with the bins whose probabilities are above a threshold,"
            + " as a search does that names no probes; "
            + KEPT_PROBES
            + " the same with equally many probes for all queries, as the other stages are drawn.");
    List<Line> lines = new ArrayList<>();
    lines.add(line(KEPT, last().thresholds()));
    lines.add(line(KEPT_PROBES, last().probed()));
    for (Stage stage : result.stages()) {
      if (!stage.equals(last())) {
        lines.add(line(stage.name(), stage.probed()));
      }
    }
    Palette palette = new Palette(lines.stream().map(Line::name).toList());
    page.chart(
        Charts.svg(
            "Recall against mean candidates, one line a stage",
            Axis.linear("recall@" + options.neighbours()),
            Axis.log("mean candidates, % of the vectors"),
            lines,
            palette),
        "Mean candidates; lower is better");
  }

  private static Line line(String name, Curve curve) {
    List<Routing.Measured> points =
        curve.points().stream().filter(point -> point.recall() >= LEAST_RECALL).toList();
    // A model whose first bin misses, or which never reaches that recall, has its last point.
    List<Routing.Measured> drawn = points.isEmpty() ? List.of(curve.points().getLast()) : points;
    return Line.of(
        name,
        drawn.stream().mapToDouble(Routing.Measured::recall).toArray(),
        drawn.stream().mapToDouble(point -> 100 * point.candidates()).toArray());
  }
}
