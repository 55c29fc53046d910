package org.learnedpartition.trainpage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.learnedpartition.method.Stage;
import org.learnedpartition.method.TrainingMemory;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.method.TrainingResult;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.page.Bars;
import org.learnedpartition.page.HtmlPage;
import org.learnedpartition.page.Numbers;
import org.learnedpartition.page.Table;
import org.learnedpartition.parallel.StageClock;

/** A training as a page: what was made, how it came about, and what to do next. */
public final class TrainingPage {
  private final String name;
  private final TrainingResult result;
  private final TrainingOptions options;

  /**
   * @param name of the model's file
   * @param options that it was trained with
   */
  public TrainingPage(String name, TrainingResult result, TrainingOptions options) {
    this.name = name;
    this.result = result;
    this.options = options;
  }

  /** The whole page, one HTML file. */
  public String html() {
    HtmlPage page = new HtmlPage("Training of " + name);
    page.paragraph(verdict());
    made(page);
    page.heading("What to do next");
    Advice.of(result, options).forEach(page::paragraph);
    StageSections stages = new StageSections(result, options);
    stages.objective(page);
    stages.curves(page);
    stages.losses(page);
    ModelSections model = new ModelSections(result.examination());
    model.sizes(page);
    model.borders(page);
    model.calibration(page);
    cost(page);
    return page.html();
  }

  private String verdict() {
    List<Stage> stages = result.stages();
    Stage first = stages.getFirst();
    Stage last = stages.stream().filter(Stage::kept).reduce((a, b) -> b).orElseThrow();
    String now =
        String.format(
            Locale.ROOT,
            "For recall@%d %s held-out queries scan %s of the vectors (%s for 95 %% of the queries)",
            options.neighbours(),
            Numbers.recall(options.targetRecall()),
            Numbers.percent(last.candidates()),
            Numbers.percent(last.candidatesP95()));
    if (last.equals(first)) {
      return now
          + ", as the bins' centres rank them: "
          + (stages.size() - 1)
          + " stages that learn"
          + " more were tried, and none paid.";
    }
    return String.format(
        Locale.ROOT,
        "%s after the stage %s: %s fewer than the %s of %s.",
        now,
        last.name(),
        Numbers.percent(1 - last.candidates() / first.candidates()),
        Numbers.percent(first.candidates()),
        first.name());
  }

  private void made(HtmlPage page) {
    PartitionModel model = result.model();
    page.heading("What was made");
    page.paragraph(result.plan().bins().sentence() + ".");
    Table table = new Table("", "");
    table.row(List.of("model", model.id()));
    table.row(List.of("method", options.method().label()));
    table.row(
        List.of(
            "vectors",
            String.format(
                Locale.ROOT,
                "%,d × %,d (%s), %,d of them held out",
                result.account().vectors(),
                model.dimension(),
                model.similarity().space(),
                result.account().heldOut())));
    table.row(
        List.of(
            "held-out queries",
            String.format(
                Locale.ROOT,
                "%,d, %s",
                result.examination().queries(),
                result.account().realQueries() ? "as given" : "vectors of the same kind")));
    table.row(List.of("bins", Numbers.plain(model.bins())));
    table.row(List.of("router", model.manifest().router()));
    table.row(List.of("recall of the training neighbours", Numbers.recall(result.graphRecall())));
    table.row(List.of("size", Numbers.bytes(model.file().remaining())));
    table.row(List.of("seed", Long.toString(options.seed())));
    page.table(table);
  }

  private void cost(HtmlPage page) {
    page.heading("Time and memory");
    page.paragraph(
        String.format(
            Locale.ROOT,
            "%s seconds on %d threads, %s seconds of processor time. On a busy machine a stage takes"
                + " longer than it has to.",
            Numbers.three(result.seconds()),
            options.threads(),
            Numbers.three(result.account().cpuSeconds())));
    List<Bars.Bar> bars = new ArrayList<>();
    for (StageClock.Time time : result.account().times()) {
      bars.add(new Bars.Bar(time.stage(), time.seconds(), Numbers.three(time.seconds()) + " s"));
    }
    page.chart(
        Bars.svg("Seconds of each stage", bars),
        "Seconds of each stage, with what was judged after it");
    TrainingMemory memory = result.plan().memory();
    page.paragraph(
        String.format(
            Locale.ROOT,
            "Planned: %,d MiB of heap at most. The most that was in use: %s, garbage included.",
            memory.mebibytes(),
            Numbers.bytes(result.account().heapBytes())));
    Table table = new Table("planned part", "at most");
    table.row(List.of("vectors, throughout", Numbers.bytes(memory.kept().bytes())));
    memory.passing().stream()
        .filter(part -> part.bytes() > 0)
        .forEach(part -> table.row(List.of(part.name(), Numbers.bytes(part.bytes()))));
    page.table(table);
  }
}
