package org.learnedpartition.bench.report;

import java.util.List;

/** Searches with nothing of the index in memory. */
record ColdSection(Summary summary) {
  void write(Page page) {
    boolean begun = false;
    for (Comparison comparison : summary.comparisons()) {
      if (!comparison.setup().scenario().equals("cold")) {
        continue;
      }
      if (!begun) {
        page.heading("Cold");
        page.paragraph(
            "Before each query the index's pages are dropped from memory; bytes and pages are those"
                + " that the query brought in, with the system's read-ahead switched off.");
        begun = true;
      }
      for (double recall : List.of(0.95, 0.90)) {
        page.subheading(comparison.setup().title() + ", at recall " + recall);
        page.table(table(comparison, recall));
      }
    }
  }

  private Table table(Comparison comparison, double recall) {
    Table table =
        new Table(
            "format",
            "read a query",
            "pages a query",
            "p50 µs",
            "p99 µs",
            "1 / p50, × " + summary.baseline(),
            "best recall",
            "index");
    for (FormatResult format : comparison.formats()) {
      AtRecall at = format.at(recall);
      table.row(
          Palette.isOurs(format.format()),
          List.of(
              format.format(),
              at.bytesRead() == null
                  ? Cells.NOTHING
                  : at.bound().costSign() + Numbers.bytes(at.bytesRead().median()),
              Cells.cost(at, at.pagesRead()),
              Cells.cost(at, at.latencyP50Us()),
              Cells.cost(at, at.latencyP99Us()),
              format.format().equals(summary.baseline()) ? "baseline" : Cells.ratio(at.qpsRatio()),
              Numbers.recall(format.bestRecall()),
              Cells.bytes(format.indexBytes())));
    }
    return table;
  }
}
