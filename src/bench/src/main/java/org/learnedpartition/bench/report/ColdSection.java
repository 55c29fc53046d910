package org.learnedpartition.bench.report;

import java.util.List;
import java.util.Map;
import org.learnedpartition.page.Numbers;
import org.learnedpartition.page.Page;
import org.learnedpartition.page.Palette;
import org.learnedpartition.page.Table;

/** Searches with nothing of the index in memory. */
record ColdSection(Summary summary, Map<Setup, Map<String, Rounds>> measured) {
  /** Of fewer queries, the one of which 99 % are no slower is the slowest. */
  private static final int P99_QUERIES = 100;

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

  private boolean few(Setup setup) {
    return measured.get(setup).values().stream()
        .flatMap(rounds -> rounds.points().stream())
        .anyMatch(point -> point.queries() != null && point.queries() < P99_QUERIES);
  }

  private Table table(Comparison comparison, double recall) {
    Table table =
        new Table(
            "format",
            "read a query",
            "pages a query",
            "p50 µs",
            few(comparison.setup()) ? "slowest µs" : "p99 µs",
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
