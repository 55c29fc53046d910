package org.learnedpartition.bench.report;

import java.util.List;
import java.util.Map;

/** Formats on one data set: the plot, and what they cost at equal recall. */
record ResultSection(Summary summary, Map<Setup, Map<String, Rounds>> measured, Palette palette) {
  private static final List<Double> RECALLS = List.of(0.95, 0.90);

  void write(Page page) {
    for (Comparison comparison : summary.comparisons()) {
      Setup setup = comparison.setup();
      if (setup.scenario().equals("search")
          && setup.filter().equals(Setup.NO_FILTER)
          && setup.threads() == 1) {
        page.heading(setup.title());
        page.chart(
            Plots.curves(setup, measured.get(setup), palette),
            "Recall against queries a second, one thread. Bars reach from the slowest to the"
                + " fastest round. Up and to the right is better.");
        for (double recall : RECALLS) {
          page.subheading("At recall " + recall);
          page.table(table(comparison, recall));
        }
      }
    }
  }

  private Table table(Comparison comparison, double recall) {
    String baseline = summary.baseline();
    Table table =
        new Table(
            "format",
            "queries a second",
            "× " + baseline,
            "per CPU second, × " + baseline,
            "CPU µs a query",
            "p50 µs",
            "p99 µs",
            "visited",
            "indexed a second",
            "merge s",
            "index",
            "heap");
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
              Cells.share(at, at.visited(), comparison.setup().n()),
              Cells.number(format.docsPerSecond()),
              Cells.number(format.mergeSeconds()),
              Cells.bytes(format.indexBytes()),
              Cells.bytes(format.heapBytes())));
    }
    return table;
  }
}
