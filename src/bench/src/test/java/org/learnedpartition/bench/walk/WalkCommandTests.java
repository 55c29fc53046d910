package org.learnedpartition.bench.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.learnedpartition.cli.Execution;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.walk.SearchGraph;

class WalkCommandTests {
  @TempDir private Path folder;

  private static float[] vectors(int n, int d, long seed) {
    Random random = new Random(seed);
    float[] vectors = new float[n * d];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = 128 + (i / d % 20 == i % d ? 60 : 0) + 20 * (float) random.nextGaussian();
    }
    return vectors;
  }

  private void set(String name, int n, int d) throws Exception {
    Path set = Files.createDirectories(folder.resolve(name));
    write(set.resolve("base.fvecs"), vectors(n, d, 1), d);
    write(set.resolve("query.fvecs"), vectors(100, d, 2), d);
    Files.writeString(
        set.resolve("set.json"),
        "{\"space\": \"l2\", \"base\": \"base.fvecs\", \"queries\": {\"query\":"
            + " {\"vectors\": \"query.fvecs\", \"truth\": null}}, \"sha256\": {}}");
  }

  private static void write(Path file, float[] vectors, int d) throws Exception {
    ByteBuffer bytes =
        ByteBuffer.allocate(vectors.length / d * (4 + 4 * d)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < vectors.length; i++) {
      if (i % d == 0) {
        bytes.putInt(d);
      }
      bytes.putFloat(vectors[i]);
    }
    Files.write(file, bytes.array());
  }

  private String told(int code, String... args) {
    StringWriter out = new StringWriter();
    PrintWriter both = new PrintWriter(out, true);
    assertEquals(code, Execution.of(new WalkCommand(), args, both, both), out::toString);
    return out.toString();
  }

  @Test
  void routersAreComparedAndTheToyIsDrawn() throws Exception {
    set("small", 3000, 20);
    set("mnist", 400, 100);
    Path out = folder.resolve("out");
    String[] args = {
      "--set",
      "small",
      "--toy",
      "--data",
      folder.toString(),
      "--bins",
      "60",
      "--steps",
      "3",
      "--queries",
      "80",
      "--threads",
      "2",
      "--out",
      out.toString()
    };
    told(0, args);
    List<String> table = Files.readAllLines(out.resolve("table.csv"));
    assertEquals(
        List.of(
            "flat", "tree", "hnsw-8", "hnsw-16", "rule-8", "rule-12", "rule-16", "rule-48",
            "learned"),
        table.stream().skip(1).map(line -> line.split(",")[4]).toList());
    String[] flat = table.get(1).split(",", -1);
    String bins = flat[2];
    // The flat ranking scores all centres, and finds all of its own bins.
    assertEquals(bins + ".0", flat[6]);
    assertEquals(List.of(bins, bins + ".0", bins + ".0", "1.0"), List.of(flat).subList(9, 13));
    assertTrue(Files.readString(out.resolve("digits.svg")).startsWith("<svg "));
    assertEquals(
        List.of("digits,0,1.0,100.0,9900,", "digits,3,"),
        Files.readAllLines(out.resolve("learning-digits.csv")).stream()
            .skip(1)
            .map(line -> line.substring(0, line.startsWith("digits,0") ? 24 : 9))
            .toList());
    String page = Files.readString(out.resolve("walk.html"));
    assertTrue(page.contains("A hundred digits") && page.contains("small, " + bins + " bins"));
    // The same again, with the clusters that were kept.
    Path clusters = out.resolve("small-3000-60.clusters");
    FileTime made = Files.getLastModifiedTime(clusters);
    told(0, args);
    assertEquals(table, Files.readAllLines(out.resolve("table.csv")));
    assertEquals(made, Files.getLastModifiedTime(clusters));
  }

  @Test
  void whatCannotBeRunIsToldBefore() throws Exception {
    String out = folder.resolve("out").toString();
    assertTrue(told(Execution.UNUSABLE, "--out", out).contains("name a set with --set"));
    assertTrue(
        told(Execution.UNUSABLE, "--toy", "--bins", "3", "--out", out)
            .contains("[--bins] must be between 4 and 65536, got 3"));
    set("mnist", 50, 100);
    assertTrue(
        told(Execution.UNUSABLE, "--toy", "--data", folder.toString(), "--out", out)
            .contains("the toy needs at least 200 square images"));
  }

  @Test
  void probesAndCandidatesAreThoseOfTheBinsFound() throws Exception {
    // Bins 0 … 3 on a line with 10, 20, 30 and 40 vectors, and a query at 0 whose two neighbours
    // are in bins 0 and 2.
    float[] centres = {-3, -1, 1, 3};
    Space space = new Space(Similarity.L2, new float[1], 1);
    Points points = space.prepare(centres, 4);
    Points query = space.prepare(new float[] {-3}, 1);
    Bins bins =
        new Bins(
            "line",
            Similarity.L2,
            points,
            new int[] {10, 20, 30, 40},
            query,
            query,
            2,
            new int[] {0, 2});
    try (Workers workers = new Workers(1)) {
      Routers routers = new Routers(bins, new int[] {1, 4});
      RouterCurve.Point flat =
          RouterCurve.measure(bins, routers.flat(), 2, 4, workers).points().getFirst();
      assertEquals(4, flat.scored());
      assertEquals(1, flat.found());
      // 0.9 of two neighbours: four fifths of the way from the second to the third bin.
      assertEquals(2.8, flat.reached().getFirst().probes(), 1e-9);
      assertEquals(0.3 + 0.8 * 0.3, flat.reached().getFirst().candidates(), 1e-9);
      SearchGraph path =
          new SearchGraph(3, new int[] {0, 1, 3, 5, 6}, new int[] {1, 0, 2, 1, 3, 2});
      RouterCurve walked = RouterCurve.measure(bins, routers.graph("path", path), 2, 4, workers);
      RouterCurve.Point greedy = walked.points().getFirst();
      assertEquals(4, greedy.scored());
      assertEquals(0.5, greedy.found());
      assertNull(greedy.reached().getFirst());
      assertEquals(flat.reached(), walked.points().getLast().reached());
      assertEquals(4, walked.scoredToFind(0.75));
      assertTrue(Double.isNaN(walked.scoredToFind(1.01)));
      assertNull(walked.cheapest(0, 0.5));
      assertEquals(walked.points().getLast(), walked.cheapest(0, 0.54 + 1e-9));
      assertEquals(
          2, Arrays.stream(routers.hnsw(8).settings()).filter(s -> s == 1 || s == 4).count());
    }
  }
}
