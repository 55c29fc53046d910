package org.learnedpartition.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.learnedpartition.bench.run.Point;
import picocli.CommandLine;

class ReportCommandTests {
  private static final long SEED = 20_260_101;

  /** Rows of one round of a search: nine settings of four formats, and one that is exact. */
  private static final int ONE_ROUND = 37;

  @TempDir private Path folder;
  private final StringWriter said = new StringWriter();
  private List<Point> points;

  @BeforeEach
  void rows() throws IOException {
    System.out.println("seed " + SEED);
    SyntheticRows rows = new SyntheticRows(SEED, 0.03);
    points = new ArrayList<>(rows.search("one-segment", "glove", 300_000, 1, "none", 1, 5));
    for (int segments : new int[] {1, 10}) {
      points.addAll(rows.search("many-segments", "glove", 300_000, segments, "none", 1, 3));
    }
    for (int n : new int[] {50_000, 100_000}) {
      points.addAll(rows.search("growth", "photosift", n, 1, "none", 1, 3));
    }
    points.addAll(rows.search("threads", "glove", 300_000, 1, "none", 1, 3));
    points.addAll(rows.search("threads", "glove", 300_000, 1, "none", 2, 3));
    for (String filter : List.of("random 0.0001", "random 0.5", "correlated 0.1")) {
      points.addAll(rows.search("filters", "glove", 300_000, 1, filter, 1, 3));
    }
    points.addAll(rows.steps("merge", "glove", 30_000, 5));
    points.addAll(rows.steps("churn", "glove", 30_000, 5));
    points.addAll(rows.cold("glove", 300_000, 3));
    points.addAll(rows.indexing("glove", 100_000, 3));
    write(points);
  }

  private void write(List<Point> rows) throws IOException {
    Files.writeString(folder.resolve("points.jsonl"), SyntheticRows.lines(rows));
  }

  private int report(String... args) {
    PrintWriter to = new PrintWriter(said, true);
    return new CommandLine(new ReportCommand())
        .setOut(to)
        .setErr(to)
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              to.println(e.getMessage());
              return 2;
            })
        .execute(args);
  }

  @Test
  void everyScenarioHasItsSection() throws IOException {
    assertEquals(0, report(folder.toString()), said::toString);
    String html = Files.readString(folder.resolve("report.html"));
    for (String heading :
        List.of(
            "At a glance",
            "Benchmark one-segment, standard",
            "Many segments",
            "Growth",
            "Threads",
            "Filters",
            "Indexing",
            "Merges",
            "Churn",
            "Cold",
            "Noise",
            "How this was compared")) {
      assertTrue(html.contains("<h2>" + heading + "</h2>"), heading);
      assertTrue(
          Files.readString(folder.resolve("report.md")).contains("\n## " + heading + "\n"),
          heading);
    }
    assertFalse(html.contains("class=\"warning\""));
    assertFalse(html.contains("NaN") || html.contains("Infinity"));
    assertTrue(html.contains("a machine, 2 cores") && html.contains("0123456789abcdef"));
  }

  @Test
  void theRatioOfALawIsFound() {
    Comparison comparison =
        Comparison.of(
            Setup.of(points.getFirst()),
            Comparison.measured(points, Grids.UNKNOWN).get(Setup.of(points.getFirst())),
            "hnsw");
    Ratio ratio = comparison.format("learned").at(0.95).qpsRatio();
    // Effort for a miss of 0.05 is (miss at effort 1 / 0.05)^(4/3), time its power of 0.8.
    double learned = 9 * Math.pow(0.45 / 0.05, 0.8 / 0.75);
    double hnsw = 45 * Math.pow(0.28 / 0.05, 0.8 / 0.75);
    assertEquals(hnsw / learned, ratio.spread().median(), 0.1 * hnsw / learned);
    assertFalse(ratio.spansOne());
  }

  @Test
  void theReadmeIsTheSameFromRowsAndFromTheirSummary() throws IOException {
    Path fromRows = folder.resolve("A.md");
    Path fromSummary = folder.resolve("B.md");
    Path results = folder.resolve("results");
    for (Path readme : List.of(fromRows, fromSummary)) {
      Files.writeString(readme, "# A\n" + Readme.BEGIN + "\n" + Readme.END + "\n");
    }
    String json = results.resolve("all.json").toString();
    String out = folder.resolve("out").toString();
    assertEquals(
        0,
        report(folder.toString(), "--out", out, "--json", json, "--readme", fromRows.toString()),
        said::toString);
    assertEquals(
        0,
        report("--from", results.toString(), "--readme", fromSummary.toString()),
        said::toString);
    assertTrue(Files.exists(folder.resolve("out/report.html")));
    assertTrue(Files.readString(fromRows).contains("| **learned** |"));
    assertEquals(Files.readString(fromRows), Files.readString(fromSummary));
  }

  @Test
  void anUnknownBaselineIsRefusedWithThoseThereAre() {
    assertEquals(2, report(folder.toString(), "--baseline", "lance"));
    assertTrue(said.toString().contains("[lance]"), said::toString);
    assertTrue(said.toString().contains("[learned, ivf, hnsw, hnsw-4bit, flat]"), said::toString);
    assertFalse(Files.exists(folder.resolve("report.html")));
  }

  @Test
  void theBaselineIsTheBenchmarksThenHnswThenTheFirst() {
    List<Point> some = points.subList(0, 45);
    assertEquals(
        "hnsw",
        new Report(new Rows(some, List.of("gone"), Grids.UNKNOWN), null).summary().baseline());
    assertEquals(
        "ivf",
        new Report(new Rows(some, List.of("ivf"), Grids.UNKNOWN), null).summary().baseline());
    assertEquals(
        "flat",
        new Report(new Rows(some, List.of("ivf"), Grids.UNKNOWN), "flat").summary().baseline());
    List<Point> one = List.of(SyntheticRows.point("x", 0, 1, 0.9, 1));
    assertEquals(
        "x", new Report(new Rows(one, List.of(), Grids.UNKNOWN), null).summary().baseline());
  }

  @Test
  void mixedMachinesCommitsAndUnfinishedRoundsAreSaid() throws IOException {
    List<Point> mixed = new ArrayList<>(points.subList(0, ONE_ROUND));
    Point other = points.get(ONE_ROUND);
    mixed.add(
        SyntheticRows.point(SyntheticRows.fields(other), "machine", "another", "commit", "abc+"));
    write(mixed);
    assertEquals(0, report(folder.toString()), said::toString);
    String text = Files.readString(folder.resolve("report.md"));
    assertTrue(text.contains("from 2 machines"), text);
    assertTrue(text.contains("from 2 commits"), text);
    assertTrue(text.contains("were not finished"), text);
  }

  @Test
  void nothingToReadIsRefused() {
    assertEquals(2, report());
    assertEquals(2, report(folder.resolve("none").toString()));
    assertTrue(said.toString().contains("holds no points.jsonl"), said::toString);
    assertEquals(2, report("--from", folder.toString()));
    assertEquals(2, report("--from", folder.toString(), "--readme", "x"));
    assertTrue(said.toString().contains("no .json file"), said::toString);
  }
}
