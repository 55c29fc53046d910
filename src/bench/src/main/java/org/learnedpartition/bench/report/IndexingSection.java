package org.learnedpartition.bench.report;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.learnedpartition.bench.run.Point;
import org.learnedpartition.page.Numbers;
import org.learnedpartition.page.Page;
import org.learnedpartition.page.Palette;
import org.learnedpartition.page.Table;

/** What it costs to build indexes. */
record IndexingSection(List<Point> points, String baseline) {
  private static final String NAME = "indexing";

  void write(Page page) {
    Map<Setup, Map<String, List<Point>>> setups = ByFormat.of(points, NAME);
    if (setups.isEmpty()) {
      return;
    }
    page.heading("Indexing");
    page.paragraph(
        "Indexes are built anew in each round, by one thread, formats taking turns. Training a"
            + " partition is not part of it: a model is trained once, and serves all indexes."
            + " “All built a second” counts merging too.");
    setups.forEach(
        (setup, formats) -> {
          page.subheading(setup.title());
          page.table(table(formats));
        });
  }

  private Table table(Map<String, List<Point>> formats) {
    Table table =
        new Table(
            "format",
            "indexed a second",
            "× " + baseline,
            "all built a second",
            "× " + baseline,
            "CPU s",
            "merge s",
            "merge, × " + baseline,
            "merge CPU s",
            "index");
    List<Point> base = formats.getOrDefault(baseline, List.of());
    formats.forEach(
        (format, rows) -> {
          boolean isBaseline = format.equals(baseline);
          table.row(
              Palette.isOurs(format),
              List.of(
                  format,
                  figure(rows, Point::docsPerSecond),
                  isBaseline
                      ? "baseline"
                      : Cells.ratio(ByFormat.ratio(rows, base, Point::docsPerSecond)),
                  figure(rows, IndexingSection::builtPerSecond),
                  isBaseline
                      ? "baseline"
                      : Cells.ratio(ByFormat.ratio(rows, base, IndexingSection::builtPerSecond)),
                  ByFormat.median(rows, Point::indexCpuSeconds),
                  ByFormat.median(rows, Point::mergeSeconds),
                  isBaseline
                      ? "baseline"
                      : Cells.ratio(ByFormat.ratio(rows, base, IndexingSection::mergesASecond)),
                  ByFormat.median(rows, Point::mergeCpuSeconds),
                  Cells.bytes(rows.getLast().indexBytes())));
        });
    return table;
  }

  private static Double builtPerSecond(Point point) {
    return FormatResult.builtPerSecond(point.n(), point.indexSeconds(), point.mergeSeconds());
  }

  private static Double mergesASecond(Point point) {
    return point.mergeSeconds() == null || !(point.mergeSeconds() > 0)
        ? null
        : (Double) (1 / point.mergeSeconds());
  }

  private static String figure(List<Point> rows, Function<Point, Double> figure) {
    Spread spread = ByFormat.spread(rows, figure);
    return spread == null ? Cells.NOTHING : Cells.spread(spread, Numbers::three);
  }
}
