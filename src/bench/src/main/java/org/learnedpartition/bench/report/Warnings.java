package org.learnedpartition.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.learnedpartition.bench.run.Point;
import org.learnedpartition.page.Page;

/** What a reader of a report must know before its figures. */
record Warnings(Rows rows, Summary summary, Map<Setup, Map<String, Rounds>> measured) {
  void write(Page page) {
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
    mixedRounds(page);
    leftOut(page);
  }

  /** A ratio is of two figures of one round: if that is of two commits, so is the ratio. */
  private void mixedRounds(Page page) {
    List<String> mixed = new ArrayList<>();
    measured.forEach(
        (setup, formats) -> {
          Map<Integer, Set<String>> sources = new TreeMap<>();
          for (Point point : points(formats)) {
            sources
                .computeIfAbsent(point.round(), r -> new LinkedHashSet<>())
                .add(point.commit() + " on " + point.machine());
          }
          long rounds = sources.values().stream().filter(each -> each.size() > 1).count();
          if (rounds > 0) {
            mixed.add(setup.benchmark() + ", " + setup.title() + " (" + rounds + ")");
          }
        });
    if (!mixed.isEmpty()) {
      page.warning(
          "Single rounds hold rows of more than one commit or machine, and so do their ratios:"
              + " measure them again in a new folder. Comparisons, with the number of such rounds: "
              + String.join("; ", mixed)
              + ".");
    }
  }

  private void leftOut(Page page) {
    Map<String, Integer> leftOut = new LinkedHashMap<>();
    measured.forEach(
        (setup, formats) -> {
          for (int round : points(formats).stream().map(Point::round).distinct().toList()) {
            Set<String> wanted = new LinkedHashSet<>(rows.grids().formats(round));
            formats.forEach(
                (format, rounds) -> {
                  if (rounds.points().stream().anyMatch(p -> p.round() == round)) {
                    wanted.add(format);
                  }
                });
            for (String format : wanted) {
              Rounds rounds = formats.get(format);
              if (rounds == null || !rounds.curves().containsKey(round)) {
                leftOut.merge(format, 1, Integer::sum);
              }
            }
          }
        });
    if (!leftOut.isEmpty()) {
      page.warning(
          "Rounds in which settings of a format are missing were not finished and are left out,"
              + " and a format without a whole round is not shown; run the benchmark again to"
              + " finish them. Formats, with the number of such rounds: "
              + leftOut.entrySet().stream()
                  .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                  .collect(Collectors.joining(", "))
              + ".");
    }
  }

  private static List<Point> points(Map<String, Rounds> formats) {
    return formats.values().stream().flatMap(rounds -> rounds.points().stream()).toList();
  }
}
