package org.learnedpartition.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.learnedpartition.bench.run.Point;

class ReadmeTests {
  private static final String FRAME =
      "before\n" + Readme.BEGIN + "\nold\n" + Readme.END + "\nafter\n";

  private static Summary summary(List<Point> points) {
    return new Report(new Rows(points, List.of(), Grids.UNKNOWN), "base").summary();
  }

  private static List<Point> points() {
    List<Point> points = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      points.add(SyntheticRows.point("base", round, 1, 0.95, 100 + round));
      points.add(SyntheticRows.point("learned", round, 1, 0.95, 300 + 3 * round));
      points.add(SyntheticRows.point("coarse", round, 1, 0.93, 900));
    }
    return points;
  }

  @Test
  void theReadmeSaysWhatTheCommittedResultsSay() throws IOException {
    List<Summary> results = Summary.readAll(Path.of("results"));
    String readme = Files.readString(Path.of("..", "..", "README.md"));
    assertEquals(
        Readme.replace(readme, results),
        readme,
        "make it anew with ./lp bench report --from src/bench/results --readme README.md");
  }

  @Test
  void onlyWhatIsBetweenTheMarksChanges() {
    String made = Readme.replace(FRAME, List.of(summary(points())));
    assertTrue(made.startsWith("before\n" + Readme.BEGIN + "\n"), made);
    assertTrue(made.endsWith("\n" + Readme.END + "\nafter\n"), made);
    assertFalse(made.contains("\nold\n"), made);
    assertTrue(made.contains("| format | glove, 1,000 × 100, recall@10; × base |"), made);
    assertTrue(made.contains("| **learned** | 303; 3.00 × (3.00…3.00) |"), made);
    assertTrue(made.contains("| base | 101 |"), made);
    assertTrue(made.contains("| coarse | best recall 0.930 |"), made);
    assertTrue(made.contains("commit 0123456789."), made);
    assertTrue(made.contains("at recall 0.95") && made.contains("of 3 rounds in which"), made);
    assertEquals(made, Readme.replace(made, List.of(summary(points()))));
  }

  @Test
  void aReadmeWithoutMarksIsRefused() {
    List<Summary> none = List.of();
    for (String text : List.of("", Readme.BEGIN, Readme.END + Readme.BEGIN)) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Readme.replace(text, none))
              .getMessage();
      assertTrue(message.contains(Readme.BEGIN) && message.contains(Readme.END), message);
    }
  }

  @Test
  void timesOfTheSmokeModeAreNotShown() {
    List<Point> smoke =
        points().stream()
            .map(p -> SyntheticRows.point(SyntheticRows.fields(p), "mode", "smoke"))
            .toList();
    assertEquals("", Readme.text(List.of(summary(smoke))));
    assertEquals(
        FRAME.replace("old\n", ""), Readme.replace(FRAME, List.of()), "the marks stay alone");
  }

  @Test
  void ofADataSetTheComparisonOfTheMostFormatsIsShown() {
    List<Point> few =
        points().stream()
            .filter(p -> !p.format().equals("coarse"))
            .map(p -> SyntheticRows.point(SyntheticRows.fields(p), "n", 5000))
            .toList();
    List<Summary> both = List.of(summary(few), summary(points()));
    assertTrue(Readme.text(both).contains("glove, 1,000 × 100"), Readme.text(both));
    assertFalse(Readme.text(both).contains("5,000"), Readme.text(both));
  }

  @Test
  void onlyWhatTheTableShowsIsNamed() {
    Summary shown = summary(points());
    List<Point> fewer =
        points().stream()
            .filter(p -> !p.format().equals("coarse"))
            .map(p -> SyntheticRows.fields(p))
            .map(f -> SyntheticRows.point(f, "machine", "a toy", "commit", "abc", "k", 7))
            .toList();
    Summary hidden = new Report(new Rows(fewer, List.of(), Grids.UNKNOWN), "learned").summary();
    String text = Readme.text(List.of(hidden, shown));
    assertEquals(Readme.text(List.of(shown)), text);
    assertFalse(text.contains("a toy") || text.contains("abc."), text);
    for (String sign : List.of("≥", "≤", "~", "Not told apart", "Best recall", "–")) {
      assertTrue(text.contains(sign), sign);
    }
  }

  @Test
  void aSummaryIsReadAsItWasWritten(@TempDir Path folder) throws IOException {
    Summary summary = summary(points());
    Path file = folder.resolve("b.json");
    Files.writeString(file, summary.json());
    assertEquals(summary, Summary.read(file));
    assertEquals(List.of(summary), Summary.readAll(folder));
    assertEquals(List.of(), Summary.readAll(folder.resolve("nothing")));
    Files.writeString(folder.resolve("a.json"), "{\"baseline\":");
    String message =
        assertThrows(IllegalArgumentException.class, () -> Summary.readAll(folder)).getMessage();
    assertTrue(message.contains("a.json"), message);
  }
}
