package org.learnedpartition.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.learnedpartition.bench.run.PageCache;
import org.learnedpartition.bench.run.Point;
import org.learnedpartition.sets.Clusters;
import tools.jackson.databind.json.JsonMapper;

/** Runs every benchmark that comes with the harness, in the mode of seconds, by its front door. */
class SmokeTests {
  @TempDir private static Path root;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void makeData() throws Exception {
    Clusters.open(root);
  }

  private int run(String... arguments) {
    return BenchCommand.execute(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private Path smoke(String benchmark) {
    return smoke(benchmark, benchmark);
  }

  private Path smoke(String benchmark, String name) {
    Path folder = root.resolve("out-" + name);
    String data = root.toString();
    int code = run("run", benchmark, "--mode", "smoke", "--out", folder.toString(), "--data", data);
    assertEquals(0, code, err::toString);
    return folder;
  }

  private static List<Point> points(Path folder) throws IOException {
    JsonMapper json = new JsonMapper();
    return Files.readAllLines(folder.resolve("points.jsonl")).stream()
        .map(line -> json.readValue(line, Point.class))
        .toList();
  }

  /** The rows: formats' settings × filters × segments × samples × threads × rounds. */
  @ParameterizedTest
  @CsvSource({
    "one-segment, 29",
    "million, 12",
    "many-segments, 38",
    "filters, 10",
    "growth, 38",
    "threads, 38",
    "ood, 19",
  })
  void searchesGiveARowForEachPointAndRound(String benchmark, int rows) throws IOException {
    List<Point> points = points(smoke(benchmark));
    assertEquals(rows, points.size());
    for (Point point : points) {
      assertTrue(point.qps() > 0 && point.cpuUsPerQuery() >= 0 && point.indexBytes() > 0);
      assertTrue(point.latencyP50Us() <= point.latencyP99Us());
      assertTrue(point.visited() > 0 && point.visited() <= 3 * point.n(), point::toString);
      if (point.filter().equals("none")) {
        assertEquals(10, point.minHits());
      }
    }
    double best = points.stream().mapToDouble(Point::recall).max().orElseThrow();
    assertTrue(best > 0.99, "best recall " + best);
  }

  @Test
  void everyFormatFindsTheNearest() throws IOException {
    Path file = root.resolve("every.yaml");
    Files.writeString(
        file,
        """
        modes: {smoke: {data: [{set: clusters, rows: [4500]}]}}
        data: [clusters]
        formats: [learned, linear, ivf, hnsw, hnsw-8bit, hnsw-4bit, hnsw-1bit, flat, flat-8bit,
                  flat-1bit, jvector, jvector-pq]
        rounds: 1
        """);
    List<Point> points = points(smoke(file.toString(), "every"));
    for (String format : points.stream().map(Point::format).distinct().toList()) {
      double best =
          points.stream()
              .filter(p -> p.format().equals(format))
              .mapToDouble(Point::recall)
              .max()
              .orElseThrow();
      assertTrue(best > 0.95, format + " reaches " + best);
    }
  }

  @ParameterizedTest
  @CsvSource({"merge, 6, 0.9", "churn, 6, 0.9"})
  void recallStaysThroughChanges(String benchmark, int rows, double recall) throws IOException {
    List<Point> points = points(smoke(benchmark));
    assertEquals(rows, points.size());
    for (Point point : points) {
      assertTrue(point.recall() > recall, point::toString);
      assertEquals(10, point.minHits());
    }
  }

  @Test
  void indexingGivesTheCostsOfEachFormat() throws IOException {
    List<Point> points = points(smoke("indexing"));
    assertEquals(2, points.size());
    for (Point point : points) {
      assertTrue(point.indexSeconds() > 0 && point.mergeSeconds() > 0 && point.indexBytes() > 0);
    }
  }

  @Test
  void coldSearchesReadPages() throws IOException {
    String reason = PageCache.whyNot(root);
    Assumptions.assumeTrue(reason == null, reason);
    List<Point> points = points(smoke("cold"));
    assertEquals(2, points.size());
    for (Point point : points) {
      assertTrue(point.pagesRead() > 0 && point.bytesRead() > 0, point::toString);
    }
  }

  @Test
  void aRunThatWasKilledGoesOn() throws IOException {
    Path folder = smoke("ood");
    List<String> rows = Files.readAllLines(folder.resolve("points.jsonl"));
    // As a killed run leaves it: some rows, and a part of one.
    Files.writeString(
        folder.resolve("points.jsonl"),
        String.join("\n", rows.subList(0, 5)) + "\n" + rows.get(5).substring(0, 20));
    smoke("ood");
    List<String> again = Files.readAllLines(folder.resolve("points.jsonl"));
    assertEquals(rows.size(), again.size());
    assertEquals(rows.subList(0, 5), again.subList(0, 5));
    smoke("ood");
    assertEquals(again, Files.readAllLines(folder.resolve("points.jsonl")));
  }
}
