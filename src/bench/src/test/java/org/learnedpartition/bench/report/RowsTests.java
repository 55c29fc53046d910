package org.learnedpartition.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.learnedpartition.bench.run.Point;

class RowsTests {
  @TempDir private Path folder;

  private Path run(String name, String lines) throws IOException {
    Path run = Files.createDirectory(folder.resolve(name));
    Files.writeString(run.resolve("points.jsonl"), lines);
    return run;
  }

  private static String refused(Path... folders) {
    return assertThrows(IllegalArgumentException.class, () -> Rows.read(List.of(folders)))
        .getMessage();
  }

  @Test
  void rowsAreReadAsTheyWereWritten() throws IOException {
    List<Point> points =
        List.of(SyntheticRows.point("a", 0, 1, 0.9, 10), SyntheticRows.point("b", 1, 2, 0.8, 20));
    Path run = run("run", SyntheticRows.lines(points));
    Files.writeString(run.resolve("benchmark.yaml"), "name: x\nbaseline: \"b\"\n");
    Rows rows = Rows.read(List.of(run, run));
    assertEquals(points, rows.points());
    assertEquals(List.of("a", "b"), rows.formats());
    assertEquals(List.of("b"), rows.baselines());
  }

  @Test
  void roundsOfTwoRunsAreDifferentRounds() throws IOException {
    String lines =
        SyntheticRows.lines(
            List.of(
                SyntheticRows.point("a", 0, 1, 0.9, 10), SyntheticRows.point("a", 1, 1, 0.9, 11)));
    Rows rows = Rows.read(List.of(run("first", lines), run("second", lines)));
    assertEquals(List.of(0, 1, 2, 3), rows.points().stream().map(Point::round).toList());
  }

  @Test
  void theSettingsThatEachRunWasToMeasureAreRead() throws IOException {
    String lines = SyntheticRows.lines(List.of(SyntheticRows.point("a", 0, 1, 0.9, 10)));
    Path first = run("first", lines);
    Path second = run("second", lines);
    Path third = run("third", lines);
    Files.writeString(
        first.resolve("benchmark.yaml"),
        "formats: [{name: a, format: hnsw, search: {probes: [1, 2], depth: [0.5]}}, b, null]\n");
    Files.writeString(second.resolve("benchmark.yaml"), "formats: [");
    Grids grids = Rows.read(List.of(first, second, third)).grids();
    assertEquals(
        List.of(Map.of("depth", 0.5, "probes", 1), Map.of("depth", 0.5, "probes", 2)),
        grids.settings(0, "a"));
    assertEquals(Set.of("a"), grids.formats(0));
    assertEquals(Set.of(), grids.formats(1));
    assertEquals(2, grids.run(2));
    assertEquals(List.of(), grids.settings(2, "a"));
  }

  @Test
  void aLastLineThatAKillCutIsLeftOut() throws IOException {
    String lines = SyntheticRows.lines(List.of(SyntheticRows.point("a", 0, 1, 0.9, 10)));
    Rows rows = Rows.read(List.of(run("run", lines + lines.substring(0, 50))));
    assertEquals(1, rows.points().size());
  }

  @Test
  void anotherBrokenLineIsNamed() throws IOException {
    String line = SyntheticRows.lines(List.of(SyntheticRows.point("a", 0, 1, 0.9, 10)));
    String message = refused(run("cut", line + line.substring(0, 50) + "\n" + line));
    assertTrue(message.contains("cut") && message.contains("line 2"), message);
    message = refused(run("foreign", line + "{\"a\":1}\n"));
    assertTrue(message.contains("line 2") && message.contains("[benchmark]"), message);
    message = refused(run("list", "[]\n"));
    assertTrue(message.contains("line 1") && message.contains("no JSON object"), message);
  }

  @Test
  void aFolderWithoutRowsIsRefused() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertTrue(refused(empty).contains("holds no points.jsonl"), refused(empty));
    assertTrue(refused(run("none", "")).contains("no whole row"));
  }
}
