package org.learnedpartition.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.learnedpartition.page.Charts;
import org.learnedpartition.page.Line;
import org.learnedpartition.page.Page;
import org.learnedpartition.page.Palette;
import org.learnedpartition.page.Table;

/** What becomes of formats at one recall when one quantity is varied. */
record SliceSection(Summary summary, Palette palette) {
  /** The recalls that are tried, until one is reached by some format. */
  private static final List<Double> RECALLS = List.of(0.95, 0.90, 0.80);

  void write(Page page) {
    for (Slice slice : Slice.all(summary.baseline())) {
      boolean begun = false;
      for (Map.Entry<Setup, List<Comparison>> group : groups(slice).entrySet()) {
        if (group.getValue().size() > 1) {
          if (!begun) {
            page.heading(slice.heading());
            begun = true;
          }
          write(page, slice, group.getKey(), group.getValue());
        }
      }
    }
  }

  private Map<Setup, List<Comparison>> groups(Slice slice) {
    Map<Setup, List<Comparison>> groups = new LinkedHashMap<>();
    for (Comparison comparison : summary.comparisons()) {
      if (comparison.setup().scenario().equals("search")) {
        groups
            .computeIfAbsent(slice.rest().apply(comparison.setup()), s -> new ArrayList<>())
            .add(comparison);
      }
    }
    Map<Setup, List<Comparison>> joined = new LinkedHashMap<>();
    groups.forEach(
        (rest, comparisons) -> {
          List<Comparison> all = new ArrayList<>(comparisons);
          Setup joins = slice.joins().apply(rest);
          if (!joins.equals(rest)) {
            all.addAll(groups.getOrDefault(joins, List.of()));
          }
          all.sort(Comparator.comparingDouble(c -> slice.value().applyAsDouble(c.setup())));
          joined.put(rest, all);
        });
    return joined;
  }

  private void write(Page page, Slice slice, Setup rest, List<Comparison> group) {
    double recall = recall(group);
    String title = rest.n() == 0 ? rest.dataset() : rest.title();
    page.subheading(title);
    List<Line> lines = new ArrayList<>();
    for (String format : formats(group)) {
      line(slice, format, group, recall).ifPresent(lines::add);
    }
    if (!lines.isEmpty()) {
      page.chart(
          Charts.svg(slice.heading() + ": " + title, slice.across(), slice.up(), lines, palette),
          "At recall "
              + recall
              + ". What was only measured at higher recalls is drawn as it was measured.");
    }
    for (Slice.Content content : slice.tables()) {
      page.table(table(slice, content, group, recall));
    }
  }

  private static double recall(List<Comparison> group) {
    for (double recall : RECALLS) {
      if (group.stream()
          .flatMap(c -> c.formats().stream())
          .anyMatch(f -> f.at(recall).bound() != Bound.NOT_REACHED)) {
        return recall;
      }
    }
    return RECALLS.getLast();
  }

  private static Set<String> formats(List<Comparison> group) {
    Set<String> formats = new LinkedHashSet<>();
    group.forEach(c -> c.formats().forEach(f -> formats.add(f.format())));
    return formats;
  }

  private static Optional<Line> line(
      Slice slice, String format, List<Comparison> group, double recall) {
    List<Double> x = new ArrayList<>();
    List<Spread> y = new ArrayList<>();
    for (Comparison comparison : group) {
      FormatResult result = comparison.format(format);
      Spread spread = result == null ? null : slice.figure().apply(result.at(recall));
      if (spread != null && spread.min() > 0) {
        x.add(slice.value().applyAsDouble(comparison.setup()));
        y.add(spread);
      }
    }
    return x.isEmpty()
        ? Optional.empty()
        : Optional.of(Plots.spreads(format, x.stream().mapToDouble(v -> v).toArray(), y));
  }

  private static Table table(
      Slice slice, Slice.Content content, List<Comparison> group, double recall) {
    List<String> head = new ArrayList<>(List.of(content.title()));
    group.forEach(comparison -> head.add(slice.label().apply(comparison.setup())));
    Table table = new Table(head);
    for (String format : formats(group)) {
      List<String> cells = new ArrayList<>(List.of(format));
      for (Comparison comparison : group) {
        FormatResult result = comparison.format(format);
        cells.add(
            result == null
                ? Cells.NOTHING
                : content.cell().of(result, result.at(recall), comparison.setup()));
      }
      table.row(Palette.isOurs(format), cells);
    }
    return table;
  }
}
