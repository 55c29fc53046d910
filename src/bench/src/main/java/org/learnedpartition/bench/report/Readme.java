package org.learnedpartition.bench.report;

import java.util.List;
import java.util.stream.Stream;

/** The results in the README: what stands between two marks is made from summaries. */
final class Readme {
  static final String BEGIN = "<!-- bench:begin -->";
  static final String END = "<!-- bench:end -->";

  private Readme() {}

  /**
   * What stands between the marks.
   *
   * @param summaries in the order of their files
   */
  static String text(List<Summary> summaries) {
    Glance glance = new Glance(summaries, false);
    if (glance.isEmpty()) {
      return "\n";
    }
    String baselines = joined(summaries.stream().map(Summary::baseline));
    return "\nQueries a second at recall@"
        + glance.k()
        + " "
        + Comparison.RECALL
        + ", one segment, one thread; and the ratio to "
        + baselines
        + " at that recall, with the lowest\nand the highest of "
        + glance.rounds()
        + " in which all formats took turns. `≥`: only measured at higher recalls.\n\n"
        + glance.table().markdown()
        + "\nMeasured on "
        + joined(summaries.stream().flatMap(s -> s.machines().stream()))
        + "; commit "
        + joined(summaries.stream().flatMap(s -> s.commits().stream()).map(Readme::shortened))
        + ".\n[How to measure, and how to read this](src/docs/benchmarks.md).\n\n";
  }

  /**
   * A README with the text of summaries between its marks.
   *
   * @throws IllegalArgumentException if it has not both marks, in their order
   */
  static String replace(String readme, List<Summary> summaries) {
    int begin = readme.indexOf(BEGIN);
    int end = readme.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          "the README has no line "
              + BEGIN
              + " with a line "
              + END
              + " after it; put both where the results are to stand");
    }
    return readme.substring(0, begin + BEGIN.length())
        + "\n"
        + text(summaries)
        + readme.substring(end);
  }

  private static String joined(Stream<String> words) {
    return String.join("; ", words.distinct().toList());
  }

  /** A commit by its first digits; a sign that sources differed stays. */
  private static String shortened(String commit) {
    return commit.replaceFirst("^([0-9a-f]{10})[0-9a-f]{30}", "$1");
  }
}
