package org.learnedpartition.bench.report;

import java.util.List;
import java.util.Map;
import org.learnedpartition.bench.run.Point;
import org.learnedpartition.page.HtmlPage;
import org.learnedpartition.page.MarkdownPage;
import org.learnedpartition.page.Page;
import org.learnedpartition.page.Palette;

/** A whole report, derived from rows. */
public final class Report {
  /** The baseline if nothing says another. */
  private static final String USUAL_BASELINE = "hnsw";

  private final Rows rows;
  private final Map<Setup, Map<String, Rounds>> measured;
  private final Summary summary;

  /**
   * @param baseline label of the format that the others are compared with; null for the one that
   *     the benchmarks name, else {@code hnsw}, else the first
   * @throws IllegalArgumentException if there is no such format
   */
  Report(Rows rows, String baseline) {
    this.rows = rows;
    this.measured = Comparison.measured(rows.points(), rows.grids());
    this.summary = Summary.of(baseline(rows, baseline), rows.points(), measured);
  }

  Summary summary() {
    return summary;
  }

  private static String baseline(Rows rows, String given) {
    List<String> formats = rows.formats();
    if (given != null) {
      if (!formats.contains(given)) {
        throw new IllegalArgumentException(
            "there is no format [" + given + "] to compare with: there are " + formats);
      }
      return given;
    }
    for (String named : rows.baselines()) {
      if (formats.contains(named)) {
        return named;
      }
    }
    return formats.contains(USUAL_BASELINE) ? USUAL_BASELINE : formats.getFirst();
  }

  String html() {
    HtmlPage page = new HtmlPage(title());
    write(page);
    return page.html();
  }

  String markdown() {
    MarkdownPage page = new MarkdownPage(title());
    write(page);
    return page.markdown();
  }

  private String title() {
    return "Benchmarks: "
        + String.join(", ", rows.points().stream().map(Point::benchmark).distinct().toList());
  }

  private void write(Page page) {
    new Warnings(rows, summary, measured).write(page);
    Palette palette = new Palette(rows.formats());
    Glance glance = new Glance(List.of(summary), true);
    if (!glance.isEmpty()) {
      page.heading("At a glance");
      page.paragraph(
          "Queries a second at recall "
              + Comparison.RECALL
              + ", one segment, one thread; and the ratio to the baseline, with its lowest and"
              + " highest round.");
      page.table(glance.table());
    }
    new ResultSection(summary, measured, palette).write(page);
    new SliceSection(summary, palette).write(page);
    new IndexingSection(rows.points(), summary.baseline()).write(page);
    new StepsSection(rows.points(), palette).write(page);
    new ColdSection(summary, measured).write(page);
    new NoiseSection(measured, rows.grids()).write(page);
    new MethodSection(summary).write(page);
  }
}
