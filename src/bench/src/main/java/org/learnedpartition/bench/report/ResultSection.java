package org.learnedpartition.bench.report;

import java.util.List;
import java.util.Map;
import org.learnedpartition.page.Numbers;
import org.learnedpartition.page.Page;
import org.learnedpartition.page.Palette;
import org.learnedpartition.page.Table;

/** Formats on one data set: the plot, and what they cost at equal recall. */
record ResultSection(Summary summary, Map<Setup, Map<String, Rounds>> measured, Palette palette) {
  private static final List<Double> RECALLS = List.of(0.95, 0.90);

  void write(Page page) {
    String benchmark = null;
    for (Comparison comparison : summary.comparisons()) {
      Setup setup = comparison.setup();
      if (!setup.scenario().equals("search")
          || !setup.filter().equals(Setup.NO_FILTER)
          || setup.threads() != 1) {
        continue;
      }
      String each = setup.benchmark() + ", " + setup.mode();
      if (!each.equals(benchmark)) {
        page.heading("Benchmark " + each);
        benchmark = each;
      }
      page.subheading(setup.title());
      Plots.curves(setup, measured.get(setup), palette)
          .ifPresent(
              svg ->
                  page.chart(
                      svg,
                      "Recall against queries a second, one thread. Bars reach from the slowest to"
                          + " the fastest round. Up and to the right is better."));
      for (double recall : RECALLS) {
        page.table(costs(comparison, recall));
      }
      page.table(indexes(comparison));
    }
  }

  private Table costs(Comparison comparison, double recall) {
    String baseline = summary.baseline();
    Table table =
        new Table(
            "at recall " + recall,
            "queries a second",
            "× " + baseline,
            "per CPU second, × " + baseline,
            "CPU µs a query",
            "p50 µs",
            "p99 µs",
            "visited");
    for (FormatResult format : comparison.formats()) {
      AtRecall at = format.at(recall);
      boolean isBaseline = format.format().equals(baseline);
      table.row(
          Palette.isOurs(format.format()),
          List.of(
              format.format(),
              Cells.speed(at, format.bestRecall()),
              isBaseline ? "baseline" : Cells.ratio(at.qpsRatio()),
              isBaseline ? "baseline" : Cells.ratio(at.cpuRatio()),
              Cells.cost(at, at.cpuUsPerQuery()),
              Cells.cost(at, at.latencyP50Us()),
              Cells.cost(at, at.latencyP99Us()),
              Cells.share(at, at.visited(), comparison.setup().n())));
    }
    return table;
  }

  private static Table indexes(Comparison comparison) {
    Table table =
        new Table(
            "index",
            "built a CPU second",
            "indexing, CPU s",
            "merging, CPU s",
            "on disk",
            "on heap",
            "best recall",
            "rounds");
    for (FormatResult format : comparison.formats()) {
      table.row(
          Palette.isOurs(format.format()),
          List.of(
              format.format(),
              Cells.number(format.builtPerCpuSecond(comparison.setup().n())),
              Cells.number(format.indexCpuSeconds()),
              Cells.number(format.mergeCpuSeconds()),
              Cells.bytes(format.indexBytes()),
              Cells.bytes(format.heapBytes()),
              Numbers.recall(format.bestRecall()),
              Integer.toString(format.rounds())));
    }
    return table;
  }
}
