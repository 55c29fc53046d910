package org.learnedpartition.bench.report;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.learnedpartition.page.Axis;
import org.learnedpartition.page.Numbers;

/**
 * One quantity of setups that is varied while all others stay.
 *
 * @param heading of the section
 * @param value of the quantity
 * @param label of the value in tables
 * @param rest a setup in which the quantity is the same for all
 * @param joins of a rest: that of other setups which belong to it as well
 * @param across axis of the quantity
 * @param up axis of the figure that is drawn
 * @param figure that is drawn
 * @param tables beneath the plot
 */
record Slice(
    String heading,
    ToDoubleFunction<Setup> value,
    Function<Setup, String> label,
    Function<Setup, Setup> rest,
    UnaryOperator<Setup> joins,
    Axis across,
    Axis up,
    Function<AtRecall, Spread> figure,
    List<Content> tables) {

  /** What a table tells of a format under one value of the quantity. */
  record Content(String title, Cell cell) {}

  /** Writes a cell. */
  @FunctionalInterface
  interface Cell {
    String of(FormatResult format, AtRecall at, Setup setup);
  }

  private static final Axis SPEED = Axis.log("queries a second");
  private static final Content QPS =
      new Content("Queries a second", (format, at, setup) -> Cells.speed(at, format.bestRecall()));
  private static final Content VISITED =
      new Content("Visited", (format, at, setup) -> Cells.share(at, at.visited(), setup.n()));
  private static final Content CPU =
      new Content("CPU µs a query", (format, at, setup) -> Cells.cost(at, at.cpuUsPerQuery()));
  private static final Content BEST =
      new Content(
          "Best recall measured", (format, at, setup) -> Numbers.recall(format.bestRecall()));
  private static final Content HITS =
      new Content(
          "Fewest hits of a query",
          (format, at, setup) ->
              format.minHits() == null ? Cells.NOTHING : format.minHits().toString());

  static List<Slice> all(String baseline) {
    Content ratio =
        new Content(
            "Queries a second, × " + baseline,
            (format, at, setup) ->
                format.format().equals(baseline) ? "1" : Cells.ratio(at.qpsRatio()));
    return List.of(
        new Slice(
            "Many segments",
            Setup::segments,
            s -> Integer.toString(s.segments()),
            s -> s.with(s.n(), 1, s.filter(), s.threads()),
            UnaryOperator.identity(),
            Axis.log("segments"),
            SPEED,
            AtRecall::qps,
            List.of(QPS, ratio)),
        new Slice(
            "Growth",
            Setup::n,
            s -> Numbers.plain(s.n()),
            s -> s.with(0, s.segments(), s.filter(), s.threads()),
            UnaryOperator.identity(),
            Axis.log("vectors"),
            Axis.log("CPU µs a query"),
            AtRecall::cpuUsPerQuery,
            List.of(CPU, VISITED, ratio)),
        new Slice(
            "Threads",
            Setup::threads,
            s -> Integer.toString(s.threads()),
            s -> s.with(s.n(), s.segments(), s.filter(), 1),
            UnaryOperator.identity(),
            Axis.log("threads"),
            SPEED,
            AtRecall::qps,
            List.of(QPS, ratio)),
        new Slice(
            "Filters",
            s -> percent(s.filter()),
            s -> Numbers.plain(percent(s.filter())) + " %",
            s -> s.with(s.n(), s.segments(), s.filter().split(" ")[0], s.threads()),
            // All rows are the last share of each kind.
            s -> s.with(s.n(), s.segments(), Setup.NO_FILTER, s.threads()),
            Axis.log("share of vectors that pass, %"),
            SPEED,
            AtRecall::qps,
            List.of(QPS, ratio, BEST, HITS)));
  }

  /** The percentage that a filter lets pass; 100 without a filter. */
  private static double percent(String filter) {
    int space = filter.lastIndexOf(' ');
    return space < 0 ? 100 : 100 * Double.parseDouble(filter.substring(space + 1));
  }
}
