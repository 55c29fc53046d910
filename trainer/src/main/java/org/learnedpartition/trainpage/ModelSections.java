package org.learnedpartition.trainpage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.learnedpartition.method.Examination;
import org.learnedpartition.method.Examination.Border;
import org.learnedpartition.method.Examination.Promise;
import org.learnedpartition.page.Axis;
import org.learnedpartition.page.Charts;
import org.learnedpartition.page.HtmlPage;
import org.learnedpartition.page.Line;
import org.learnedpartition.page.Numbers;
import org.learnedpartition.page.Palette;
import org.learnedpartition.page.Table;

/** What held-out queries say of the model that was kept. */
final class ModelSections {
  /** Points of a curve of sizes: more are not told apart. */
  private static final int POINTS = 64;

  private final Examination examination;

  ModelSections(Examination examination) {
    this.examination = examination;
  }

  void sizes(HtmlPage page) {
    page.heading("Bin sizes");
    page.paragraph(
        "Documents of each bin, placed by the model: those it was trained on, and those held out,"
            + " which are fewer, so that chance alone makes their bins less equal.");
    Table table = new Table("documents", "all", "a bin, mean", "smallest", "largest", "empty bins");
    table.row(sizes("trained on", examination.trained()));
    table.row(sizes("held out", examination.heldOut()));
    page.table(table);
    List<Line> lines =
        List.of(
            sorted("learned-trained on", examination.trained()),
            sorted("held out", examination.heldOut()));
    page.chart(
        Charts.svg(
            "Sizes of the bins, from the largest",
            Axis.linear("bins, % of all"),
            Axis.linear("size, × the mean"),
            lines,
            new Palette(lines.stream().map(Line::name).toList())),
        "Sizes of the bins, from the largest to the smallest; a level line is perfect balance");
  }

  private static List<String> sizes(String name, int[] sizes) {
    return List.of(
        name,
        Numbers.plain(Arrays.stream(sizes).asLongStream().sum()),
        Numbers.three(Arrays.stream(sizes).average().orElse(0)),
        Numbers.plain(Arrays.stream(sizes).min().orElse(0)),
        Numbers.plain(Arrays.stream(sizes).max().orElse(0)),
        Numbers.plain(Arrays.stream(sizes).filter(size -> size == 0).count()));
  }

  private static Line sorted(String name, int[] sizes) {
    int[] sorted = sizes.clone();
    Arrays.sort(sorted);
    double mean = Math.max(1e-9, Arrays.stream(sizes).average().orElse(0));
    int points = Math.min(POINTS, sorted.length);
    int[] at =
        IntStream.range(0, points)
            .map(i -> points == 1 ? 0 : (int) ((long) i * (sorted.length - 1) / (points - 1)))
            .toArray();
    return Line.of(
        name,
        Arrays.stream(at).mapToDouble(i -> 100.0 * i / Math.max(1, sorted.length - 1)).toArray(),
        Arrays.stream(at).mapToDouble(i -> sorted[sorted.length - 1 - i] / mean).toArray());
  }

  void borders(HtmlPage page) {
    page.heading("Borders");
    page.paragraph(
        String.format(
            Locale.ROOT,
            "Of %,d queries and their true neighbours %s of the pairs lie in different bins. The"
                + " chart tells in which of its bins, best first, a query has its neighbours.",
            examination.queries(),
            Numbers.percent(examination.crossing())));
    double[] ranks = examination.byRank();
    double[] sums = ranks.clone();
    for (int i = 1; i < sums.length; i++) {
      sums[i] += sums[i - 1];
    }
    double[] x = IntStream.rangeClosed(1, ranks.length).asDoubleStream().toArray();
    List<Line> lines =
        List.of(
            Line.of("learned-up to it", x, Arrays.stream(sums).map(s -> 100 * s).toArray()),
            Line.of("in this bin", x, Arrays.stream(ranks).map(s -> 100 * s).toArray()));
    page.chart(
        Charts.svg(
            "Share of a query's neighbours by the rank of their bin",
            Axis.linear("rank of the bin"),
            Axis.linear("% of the neighbours"),
            lines,
            new Palette(lines.stream().map(Line::name).toList())),
        "Where neighbours are: in the bin of each rank, and up to it");
    if (examination.borders().isEmpty()) {
      return;
    }
    page.paragraph("Bins that most pairs of neighbours lie across:");
    Table table = new Table("bins", "share of all pairs");
    for (Border border : examination.borders()) {
      table.row(List.of(border.one() + " and " + border.other(), Numbers.percent(border.share())));
    }
    page.table(table);
  }

  void calibration(HtmlPage page) {
    page.heading("Calibration");
    List<Promise> promises = examination.promises();
    if (promises.isEmpty()) {
      page.paragraph("There are too few held-out queries to see what a promise is worth.");
      return;
    }
    page.paragraph(
        "What a recall that is asked for gets: thresholds are read off one half of the held-out"
            + " queries and tried on the other, both ways. The model itself is calibrated on all of"
            + " them, and promises a little less, a standard error. Bars are two standard errors"
            + " long.");
    double[] asked = promises.stream().mapToDouble(Promise::asked).toArray();
    Line got =
        new Line(
            "learned-got",
            asked,
            promises.stream().mapToDouble(p -> p.got() - p.asked()).toArray(),
            promises.stream().mapToDouble(p -> p.got() - p.error() - p.asked()).toArray(),
            promises.stream().mapToDouble(p -> p.got() + p.error() - p.asked()).toArray());
    List<Line> lines = List.of(got, Line.of("as asked", asked, new double[asked.length]));
    page.chart(
        Charts.svg(
            "Recall that is got less recall that is asked for",
            Axis.linear("recall asked for"),
            Axis.linear("recall got, less that"),
            lines,
            new Palette(lines.stream().map(Line::name).toList())),
        "By how much recall misses what was asked for; 0 is a promise kept");
    Table table = new Table("asked", "got", "standard error");
    for (Promise promise : promises) {
      table.row(
          List.of(
              Numbers.recall(promise.asked()),
              Numbers.recall(promise.got()),
              String.format(Locale.ROOT, "%.4f", promise.error())));
    }
    page.table(table);
  }
}
