package org.learnedpartition.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.learnedpartition.page.Numbers;
import org.learnedpartition.page.Palette;
import org.learnedpartition.page.Table;

/**
 * The results in one table: each format on each data set, one segment, one thread, no filter. Of a
 * data set that was measured more than once, the comparison of the most formats is shown, and of
 * those the largest.
 */
final class Glance {
  private final Map<String, Shown> byData = new LinkedHashMap<>();

  /** A comparison, and the summary that it is of. */
  private record Shown(Comparison comparison, Summary summary) {
    String baseline() {
      return summary.baseline();
    }
  }

  /**
   * @param smoke whether rows of the mode smoke are shown
   */
  Glance(List<Summary> summaries, boolean smoke) {
    for (Summary summary : summaries) {
      for (Comparison comparison : summary.comparisons()) {
        Setup setup = comparison.setup();
        if (setup.scenario().equals("search")
            && setup.segments() == 1
            && setup.threads() == 1
            && setup.filter().equals(Setup.NO_FILTER)
            && (smoke || !setup.mode().equals("smoke"))) {
          byData.merge(setup.dataset(), new Shown(comparison, summary), Glance::better);
        }
      }
    }
  }

  private static Shown better(Shown a, Shown b) {
    int more = Integer.compare(b.comparison.formats().size(), a.comparison.formats().size());
    int larger = Integer.compare(b.comparison.setup().n(), a.comparison.setup().n());
    return more > 0 || more == 0 && larger > 0 ? b : a;
  }

  boolean isEmpty() {
    return byData.isEmpty();
  }

  /** The summaries of which the table shows something. */
  List<Summary> summaries() {
    return byData.values().stream().map(Shown::summary).distinct().toList();
  }

  /** Rounds of each format that were measured, fewest to most: {@code 5 rounds}. */
  String rounds() {
    var rounds =
        byData.values().stream()
            .flatMap(shown -> shown.comparison.formats().stream())
            .mapToInt(FormatResult::rounds)
            .summaryStatistics();
    if (rounds.getMax() == 1) {
      return "one round";
    }
    return (rounds.getMin() == rounds.getMax() ? "" : rounds.getMin() + "–")
        + rounds.getMax()
        + " rounds";
  }

  /** The table; the first row tells the data. */
  Table table() {
    List<String> head = new ArrayList<>(List.of("format"));
    Set<String> formats = new LinkedHashSet<>();
    for (Shown shown : byData.values()) {
      Setup setup = shown.comparison.setup();
      head.add(
          setup.dataset()
              + ", "
              + Numbers.plain(setup.n())
              + " × "
              + setup.dimension()
              + ", recall@"
              + setup.k()
              + "; × "
              + shown.baseline());
      shown.comparison.formats().forEach(format -> formats.add(format.format()));
    }
    Table table = new Table(head);
    for (String name : formats) {
      List<String> cells = new ArrayList<>(List.of(name));
      for (Shown shown : byData.values()) {
        cells.add(cell(shown, name));
      }
      table.row(Palette.isOurs(name), cells);
    }
    return table;
  }

  private static String cell(Shown shown, String name) {
    FormatResult format = shown.comparison.format(name);
    if (format == null) {
      return Cells.NOTHING;
    }
    AtRecall at = format.at(Comparison.RECALL);
    if (at.bound() == Bound.NOT_REACHED) {
      return "best recall " + Numbers.recall(format.bestRecall());
    }
    String qps = at.bound().sign() + Numbers.three(at.qps().median());
    return name.equals(shown.baseline()) || at.qpsRatio() == null
        ? qps
        : qps + "; " + Cells.ratio(at.qpsRatio());
  }
}
