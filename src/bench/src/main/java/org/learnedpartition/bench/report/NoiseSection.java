package org.learnedpartition.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.learnedpartition.bench.run.Point;
import org.learnedpartition.page.Numbers;
import org.learnedpartition.page.Page;
import org.learnedpartition.page.Palette;
import org.learnedpartition.page.Table;

/** How much the same point differs from round to round: what this machine can tell apart. */
record NoiseSection(Map<Setup, Map<String, Rounds>> measured, Grids grids) {
  /** Ranges of all points of a format, as shares of their medians. */
  private record Ranges(List<Double> speed, List<Double> cpu) {}

  /** What must be the same for a difference to be noise. */
  private record Measured(Map<String, Object> setting, int run, String machine, String commit) {
    static Measured of(Point point, Grids grids) {
      return new Measured(
          point.parameters(), grids.run(point.round()), point.machine(), point.commit());
    }
  }

  void write(Page page) {
    Map<String, Ranges> formats = new LinkedHashMap<>();
    measured.forEach(
        (setup, all) ->
            all.forEach(
                (format, rounds) ->
                    add(
                        formats.computeIfAbsent(
                            format, f -> new Ranges(new ArrayList<>(), new ArrayList<>())),
                        rounds)));
    formats.values().removeIf(ranges -> ranges.speed.isEmpty());
    if (formats.isEmpty()) {
      return;
    }
    page.heading("Noise");
    page.paragraph(
        "How far the slowest and the fastest round of one point of one run lie apart, as a share"
            + " of its median: the middle and the worst of a format's points. Ratios of the same round"
            + " are steadier than this, as slow minutes fall on both.");
    Table table =
        new Table(
            "format",
            "points",
            "queries a second, middle",
            "worst",
            "CPU a query, middle",
            "worst");
    formats.forEach(
        (format, ranges) ->
            table.row(
                Palette.isOurs(format),
                List.of(
                    format,
                    Integer.toString(ranges.speed.size()),
                    middle(ranges.speed),
                    worst(ranges.speed),
                    middle(ranges.cpu),
                    worst(ranges.cpu))));
    page.table(table);
  }

  private void add(Ranges ranges, Rounds rounds) {
    Map<Measured, List<Point>> settings = new LinkedHashMap<>();
    for (Point point : rounds.points()) {
      settings.computeIfAbsent(Measured.of(point, grids), p -> new ArrayList<>()).add(point);
    }
    for (List<Point> points : settings.values()) {
      add(ranges.speed, points, Curve::speed);
      add(ranges.cpu, points, Point::cpuUsPerQuery);
    }
  }

  private static void add(List<Double> ranges, List<Point> points, Function<Point, Double> figure) {
    Spread spread = ByFormat.spread(points, figure);
    if (spread != null && spread.rounds() > 1) {
      ranges.add(2 * spread.halfWidth());
    }
  }

  private static String middle(List<Double> ranges) {
    Spread spread = Spread.of(ranges);
    return spread == null ? Cells.NOTHING : Numbers.percent(spread.median());
  }

  private static String worst(List<Double> ranges) {
    Spread spread = Spread.of(ranges);
    return spread == null ? Cells.NOTHING : Numbers.percent(spread.max());
  }
}
