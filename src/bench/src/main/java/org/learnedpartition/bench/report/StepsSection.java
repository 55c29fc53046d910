package org.learnedpartition.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.learnedpartition.bench.run.Point;
import org.learnedpartition.page.Axis;
import org.learnedpartition.page.Charts;
import org.learnedpartition.page.Line;
import org.learnedpartition.page.Numbers;
import org.learnedpartition.page.Page;
import org.learnedpartition.page.Palette;
import org.learnedpartition.page.Table;

/** What becomes of indexes that are changed step by step. */
record StepsSection(List<Point> points, Palette palette) {
  private static final double RECALL = 0.95;

  void write(Page page) {
    write(
        page,
        "merge",
        "Merges",
        "In each step a share of the documents is updated and all segments are merged to one. The"
            + " vectors stay the same: a recall that changes was changed by merging.");
    write(
        page,
        "churn",
        "Churn",
        "In each step a share of the documents is updated or deleted, and the index merges as it"
            + " sees fit.");
  }

  private void write(Page page, String scenario, String heading, String explanation) {
    Map<Setup, Map<String, List<Point>>> setups = ByFormat.of(points, scenario);
    if (setups.isEmpty()) {
      return;
    }
    page.heading(heading);
    page.paragraph(
        explanation
            + " Of each format the setting is shown whose recall at first is the lowest that is at"
            + " least "
            + RECALL
            + ", else the highest.");
    setups.forEach(
        (setup, formats) -> {
          page.subheading(setup.title());
          Map<String, List<Point>> shown = new LinkedHashMap<>();
          formats.forEach((format, rows) -> shown.put(format, chosen(rows)));
          chart("recall@" + setup.k(), shown, Point::recall, false, setup)
              .ifPresent(svg -> page.chart(svg, "Recall after each step."));
          chart("queries a second", shown, Point::qps, true, setup)
              .ifPresent(
                  svg ->
                      page.chart(
                          svg,
                          "Queries a second after each step. Steps are measured once: noise is not"
                              + " averaged."));
          page.table(table(shown));
        });
  }

  /** The rows of one setting, by step. */
  private static List<Point> chosen(List<Point> rows) {
    int first = rows.stream().mapToInt(StepsSection::step).min().orElse(0);
    Comparator<Point> best =
        Comparator.comparing((Point p) -> recall(p) < RECALL)
            .thenComparing(p -> recall(p) < RECALL ? -recall(p) : recall(p));
    Point start = rows.stream().filter(p -> step(p) == first).min(best).orElseThrow();
    return rows.stream()
        .filter(p -> p.parameters().equals(start.parameters()) && p.round() == start.round())
        .sorted(Comparator.comparingInt(StepsSection::step))
        .toList();
  }

  private static int step(Point point) {
    return point.step() == null ? 0 : point.step();
  }

  private static double recall(Point point) {
    return point.recall() == null ? 0 : point.recall();
  }

  private Optional<String> chart(
      String title,
      Map<String, List<Point>> shown,
      Function<Point, Double> figure,
      boolean logarithmic,
      Setup setup) {
    List<Line> lines = new ArrayList<>();
    shown.forEach(
        (format, rows) -> {
          List<Point> measured = rows.stream().filter(p -> figure.apply(p) != null).toList();
          if (!measured.isEmpty()) {
            lines.add(
                Line.of(
                    format,
                    measured.stream().mapToDouble(StepsSection::step).toArray(),
                    measured.stream().mapToDouble(figure::apply).toArray()));
          }
        });
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Charts.svg(
                title + " by step: " + setup.title(),
                Axis.linear("step"),
                new Axis(title, logarithmic),
                lines,
                palette));
  }

  private static Table table(Map<String, List<Point>> shown) {
    Table table =
        new Table(
            "format",
            "steps",
            "recall at first",
            "at last",
            "lowest",
            "queries a second at first",
            "at last",
            "first merge s",
            "later merges s",
            "later indexing s",
            "index at last");
    shown.forEach(
        (format, rows) -> {
          Point first = rows.getFirst();
          Point last = rows.getLast();
          List<Point> later = rows.subList(1, rows.size());
          table.row(
              Palette.isOurs(format),
              List.of(
                  format,
                  Integer.toString(step(last)),
                  Numbers.recall(recall(first)),
                  Numbers.recall(recall(last)),
                  Numbers.recall(rows.stream().mapToDouble(StepsSection::recall).min().orElse(0)),
                  Cells.number(first.qps()),
                  Cells.number(last.qps()),
                  Cells.number(first.mergeSeconds()),
                  ByFormat.median(later, Point::mergeSeconds),
                  ByFormat.median(later, Point::indexSeconds),
                  Cells.bytes(last.indexBytes())));
        });
    return table;
  }
}
