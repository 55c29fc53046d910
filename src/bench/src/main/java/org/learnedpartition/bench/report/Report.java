package org.learnedpartition.bench.report;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.learnedpartition.bench.run.Point;

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
    this.measured = Comparison.measured(rows.points());
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
    warnings(page);
    Palette palette = new Palette(rows.formats());
    Glance glance = new Glance(List.of(summary), true);
    if (!glance.isEmpty()) {
      page.heading("At a glance");
      page.paragraph(
          "Queries a second at recall@"
              + glance.k()
              + " "
              + Comparison.RECALL
              + ", one segment, one thread; and the ratio to "
              + summary.baseline()
              + ", with its lowest and highest round.");
      page.table(glance.table());
    }
    new ResultSection(summary, measured, palette).write(page);
    new SliceSection(summary, palette).write(page);
    new IndexingSection(rows.points(), summary.baseline()).write(page);
    new StepsSection(rows.points(), palette).write(page);
    new ColdSection(summary).write(page);
    new NoiseSection(measured).write(page);
    new MethodSection(summary).write(page);
  }

  private void warnings(Page page) {
    if (rows.points().stream().anyMatch(p -> "smoke".equals(p.mode()))) {
      page.warning(
          "Rows of the mode smoke are among these: it shows that everything runs, its times mean"
              + " nothing.");
    }
    if (summary.machines().size() > 1) {
      page.warning(
          "These rows come from "
              + summary.machines().size()
              + " machines or Javas: only ratios within a round can be compared, absolute figures"
              + " cannot.");
    }
    if (summary.commits().size() > 1) {
      page.warning(
          "These rows come from "
              + summary.commits().size()
              + " commits: "
              + String.join(", ", new TreeSet<>(summary.commits()))
              + ".");
    }
    int leftOut =
        measured.values().stream()
            .flatMap(formats -> formats.values().stream())
            .mapToInt(Rounds::leftOut)
            .sum();
    if (leftOut > 0) {
      page.warning(
          leftOut
              + " rounds of a format were not finished and are left out; run the benchmark again"
              + " to finish them.");
    }
  }
}
