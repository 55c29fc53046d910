package org.learnedpartition.bench.report;

import java.util.List;
import java.util.stream.Stream;

/** The results in the README: what stands between two marks is made from summaries. */
final class Readme {
  static final String BEGIN = "<!-- bench:begin -->";
  static final String END = "<!-- bench:end -->";

  /** What a cell can hold beside numbers. */
  private static final String SIGNS =
      """

      `≥`: only measured at higher recalls, where it is slower: at least so fast. `≤`: the ratio to a baseline of
      which that is so. `~`: both were, and their fastest settings are compared. *Not told apart*: rounds do not agree
      which is faster. *Best recall*: the recall was not reached. `–`: not measured.
      """;

  private Readme() {}

  /**
   * What stands between the marks; nothing if there is nothing to show.
   *
   * @param summaries in the order of their files
   */
  static String text(List<Summary> summaries) {
    Glance glance = new Glance(summaries, false);
    if (glance.isEmpty()) {
      return "";
    }
    List<Summary> shown = glance.summaries();
    return "\nQueries a second at recall "
        + Comparison.RECALL
        + ", one segment, one thread; and the ratio at that recall to the format that the head of"
        + " the\ncolumn names, with the lowest and the highest of "
        + glance.rounds()
        + " in which all formats took turns.\n\n"
        + glance.table().markdown()
        + SIGNS
        + "\nMeasured on "
        + joined(shown.stream().flatMap(s -> s.machines().stream()))
        + "; commit "
        + joined(shown.stream().flatMap(s -> s.commits().stream()).map(Readme::shortened))
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
