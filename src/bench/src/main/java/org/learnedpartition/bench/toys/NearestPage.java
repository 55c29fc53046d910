package org.learnedpartition.bench.toys;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.learnedpartition.bench.toys.NearestToy.Row;
import org.learnedpartition.page.Axis;
import org.learnedpartition.page.Charts;
import org.learnedpartition.page.Csv;
import org.learnedpartition.page.HtmlPage;
import org.learnedpartition.page.Line;
import org.learnedpartition.page.Palette;
import org.learnedpartition.page.Table;

/** What {@link NearestToy} measured, as a table and as a page. */
final class NearestPage {
  private static final double SHOWN_SHARPNESS = 4;
  private static final int SHOWN_POINTS = 100;

  private NearestPage() {}

  static String csv(List<Row> rows) {
    Csv csv =
        new Csv(
            "potential",
            "dimension",
            "points",
            "sharpness",
            "beta",
            "found",
            "nowhere",
            "mean_steps");
    for (Row row : rows) {
      csv.line(
          row.potential(),
          row.dimension(),
          row.points(),
          row.sharpness(),
          row.beta(),
          row.found(),
          row.nowhere(),
          row.steps());
    }
    return csv.toString();
  }

  static String html(List<Row> rows, int queries) {
    HtmlPage page = new HtmlPage("The nearest point by climbing potentials");
    page.paragraph(
        String.format(
            Locale.ROOT,
            "Points and %,d queries of each setting, uniform in the unit cube. A query climbs"
                + " F(x) = Σ exp(-β |x - y|²) over the points y (distance), or F(x) = Σ Σ exp(-β"
                + " ((x_a - y_a)² + (x_b - y_b)²)) over the points and all pairs of coordinates"
                + " (pairs). It found its nearest point if that is the nearest to where the climb"
                + " ended; it ended nowhere if all points are farther than half of a query's usual"
                + " distance to its nearest. Sharpness is β times the mean square of that"
                + " distance. A step costs as much as comparing the query with all points.",
            queries));
    page.heading(
        String.format(
            Locale.ROOT, "Against the number of points, sharpness %.0f", SHOWN_SHARPNESS));
    page.chart(
        chart(
            rows,
            row -> row.sharpness() == SHOWN_SHARPNESS,
            Row::points,
            Axis.log("points"),
            Row::found),
        "Share of the queries that found their nearest point, %");
    page.heading(String.format(Locale.ROOT, "Against the sharpness, %d points", SHOWN_POINTS));
    page.chart(
        chart(
            rows,
            row -> row.points() == SHOWN_POINTS,
            Row::sharpness,
            Axis.log("sharpness"),
            Row::found),
        "Share of the queries that found their nearest point, %");
    page.chart(
        chart(
            rows,
            row -> row.points() == SHOWN_POINTS,
            Row::sharpness,
            Axis.log("sharpness"),
            Row::nowhere),
        "Share of the queries that ended nowhere, %");
    page.heading("All settings");
    page.table(table(rows));
    return page.html();
  }

  private static String chart(
      List<Row> rows,
      Predicate<Row> shown,
      ToDoubleFunction<Row> x,
      Axis axis,
      ToDoubleFunction<Row> share) {
    List<Line> lines = new ArrayList<>();
    for (boolean pairs : new boolean[] {false, true}) {
      for (int dimension : NearestToy.DIMENSIONS) {
        List<Row> of =
            rows.stream()
                .filter(row -> row.pairs() == pairs && row.dimension() == dimension)
                .filter(shown)
                .toList();
        lines.add(
            Line.of(
                name(of.getFirst()),
                of.stream().mapToDouble(x).toArray(),
                of.stream().mapToDouble(row -> 100 * share.applyAsDouble(row)).toArray()));
      }
    }
    return Charts.svg(
        "Share of queries, one line a potential and dimension",
        axis,
        Axis.linear("queries, %"),
        lines,
        new Palette(lines.stream().map(Line::name).toList()));
  }

  private static String name(Row row) {
    return row.potential() + "-" + row.dimension() + "d";
  }

  private static Table table(List<Row> rows) {
    List<String> head = new ArrayList<>(List.of("potential", "points"));
    NearestToy.SHARPNESS.forEach(
        sharpness -> head.add(String.format(Locale.ROOT, "sharpness %s", sharpness)));
    Table table = new Table(head);
    for (int from = 0; from < rows.size(); from += NearestToy.SHARPNESS.size()) {
      List<Row> line = rows.subList(from, from + NearestToy.SHARPNESS.size());
      List<String> cells =
          new ArrayList<>(
              List.of(name(line.getFirst()), Integer.toString(line.getFirst().points())));
      for (Row row : line) {
        cells.add(
            String.format(
                Locale.ROOT, "%.0f %% (%.0f %% nowhere)", 100 * row.found(), 100 * row.nowhere()));
      }
      table.row(false, cells);
    }
    return table;
  }
}
