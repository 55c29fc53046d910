package org.learnedpartition.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.learnedpartition.cache.Cache;
import org.learnedpartition.data.VectorWriter;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class ComparisonRunTests {
  private static final String HEAD =
      "dataset,method,bins,probing,recall,mean_candidates,q95_candidates,router_macs,train_seconds,"
          + "largest_bin,smallest_bin,seed,documents,spill,placement";

  @TempDir Path folder;

  @BeforeEach
  void writeData() throws IOException {
    write("base.fvecs", 1200, 1);
    write("query.fvecs", 60, 2);
  }

  private void write(String name, int rows, long seed) throws IOException {
    int d = 6;
    Random random = new Random(seed);
    try (VectorWriter writer = VectorWriter.create(folder.resolve(name), d)) {
      float[] row = new float[d];
      for (int i = 0; i < rows; i++) {
        int c = random.nextInt(30);
        for (int j = 0; j < d; j++) {
          row[j] = (float) (Math.sin(c * 7.3 + j * 2.1) + 0.2 * random.nextGaussian());
        }
        writer.write(row, 0, 1);
      }
      writer.finish();
    }
  }

  private List<String> run(String methods) throws Exception {
    return run(methods, Progress.NONE);
  }

  private List<String> run(String methods, Progress progress) throws Exception {
    String yaml =
        "dataset: small\nbase: base.fvecs\nqueries: query.fvecs\nsimilarity: l2\nbins: 8\n"
            + "seeds: [1]\nmethods:\n"
            + methods;
    Path file = Files.writeString(folder.resolve("small.yaml"), yaml);
    List<String> told = new ArrayList<>();
    try (Workers workers = new Workers(2)) {
      new ComparisonRun(file, folder, folder.resolve("out"), Cache.none())
          .run(workers, progress, told::add);
    }
    return told;
  }

  private List<String> lines(String name) throws IOException {
    return Files.readAllLines(folder.resolve("out").resolve(name));
  }

  private static long there(List<String> told) {
    return told.stream().filter(line -> line.endsWith(": there already")).count();
  }

  @Test
  void theTableHasALineForEachRunProbingAndRecall() throws Exception {
    run("  - {method: kmeans, seeds: [1, 2]}\n  - {name: ranked, method: linear, labels: 1}\n");
    List<String> table = lines("table.csv");
    assertEquals(HEAD, table.getFirst());
    // Two kinds of documents, three runs, three ways of probing, five recalls.
    assertEquals(1 + 2 * 3 * 3 * 5, table.size());
    for (String line : table.subList(1, table.size())) {
      String[] cells = line.split(",");
      assertEquals(15, cells.length, line);
      assertEquals("small", cells[0]);
      double mean = Double.parseDouble(cells[5]);
      double most = Double.parseDouble(cells[6]);
      assertTrue(mean > 0 && most <= 1 && mean <= 1, line);
      assertEquals("48", cells[7], "multiply-adds of 8 bins and 6 components");
      int largest = Integer.parseInt(cells[9]);
      assertTrue(largest >= 1200 / 8 && largest < 1200, line);
      assertTrue(Integer.parseInt(cells[10]) <= 1200 / 8, line);
      assertEquals("0.0", cells[13]);
      assertEquals("model", cells[14]);
    }
    assertEquals(1 + 2 * 3 * 3 * 13, lines("curves.csv").size());
    List<String> sizes = lines("sizes.csv");
    assertEquals(1 + 2 * 3 * 8, sizes.size(), "a line a bin");
    for (int run = 0; run < 6; run++) {
      int[] rows =
          sizes.subList(1 + 8 * run, 9 + 8 * run).stream()
              .mapToInt(line -> Integer.parseInt(line.split(",")[5]))
              .toArray();
      assertEquals(1200, Arrays.stream(rows).sum());
      assertEquals(table.get(1 + 15 * run).split(",")[9], Integer.toString(rows[0]));
      assertEquals(table.get(1 + 15 * run).split(",")[10], Integer.toString(rows[7]));
    }
    String page = Files.readString(folder.resolve("out/compare.html"));
    assertTrue(page.contains("ranked") && page.contains("<svg"));
    assertFalse(page.contains("<script") || page.contains("src="), "the page stands alone");
  }

  @Test
  void aRunThatWasStoppedGoesOnAndEndsAsOneThatWasNot() throws Exception {
    String methods = "  - kmeans\n  - balanced-kmeans\n";
    // Stops in the second of the four runs.
    InterruptedException stopped =
        assertThrows(
            InterruptedException.class,
            () ->
                run(
                    methods,
                    new Progress() {
                      private int begun;

                      @Override
                      public void report(String stage, long done, long total) {
                        if (stage.equals("k-means") && done == 0 && ++begun == 2) {
                          Thread.currentThread().interrupt();
                        }
                      }
                    }));
    assertFalse(Thread.interrupted(), stopped.toString());
    assertEquals(1 + 15, lines("table.csv").size(), "the first run is kept");
    List<String> resumed = run(methods);
    assertEquals(4, resumed.size());
    assertEquals(1, there(resumed));
    List<String> curves = lines("curves.csv");
    assertEquals(4, there(run(methods)));
    assertEquals(curves, lines("curves.csv"));
    Files.delete(folder.resolve("out/runs/kmeans-unseen-1.json"));
    assertEquals(3, there(run(methods)));
    assertEquals(curves, lines("curves.csv"));
  }

  @Test
  void secondRowsAreCandidatesInShareOfTheVectors() throws Exception {
    run("  - kmeans\n  - {name: twice, method: kmeans, spill: 1}\n");
    String page = Files.readString(folder.resolve("out/compare.html"));
    assertTrue(page.contains("twice"));
    List<String> table = lines("table.csv");
    for (int i = 1; i <= 15; i++) {
      String[] once = table.get(i).split(",");
      String[] twice = table.get(i + 15).split(",");
      assertEquals("kmeans", once[1]);
      assertEquals("twice", twice[1]);
      assertEquals("1.0", twice[13]);
      assertEquals(once[7], twice[7], "the router is the same");
      assertTrue(Integer.parseInt(twice[9]) > Integer.parseInt(once[9]), "rows of the largest bin");
    }
    // The least that is probed is one bin: all bins have twice the vectors' rows together.
    assertTrue(Double.parseDouble(table.get(16).split(",")[5]) > 1.0 / 8);
    assertEquals(4, there(run("  - kmeans\n  - {name: twice, method: kmeans, spill: 1}\n")));
    assertEquals(2, there(run("  - kmeans\n  - {name: twice, method: kmeans, spill: 0.5}\n")));
  }

  @Test
  void whatStaysInItsPartitionIsMeasuredOnSeenDocumentsAlone() throws Exception {
    String methods = "  - graph\n  - {name: cut, method: graph, placement: partition}\n";
    assertEquals(3, run(methods).size());
    List<String> cut = lines("table.csv").stream().filter(l -> l.contains(",cut,")).toList();
    assertEquals(15, cut.size());
    assertTrue(cut.stream().allMatch(line -> line.endsWith(",all,0.0,partition")), cut.toString());
    assertEquals(3, there(run(methods)));
    assertEquals(2, there(run(methods.replace("partition", "model"))), "unseen is new, too");
  }

  @Test
  void resultsOfBeforeThereWereSecondRowsAreKept() throws Exception {
    run("  - kmeans\n");
    Path file = folder.resolve("out/runs/kmeans-all-1.json");
    String json = Files.readString(file);
    String before =
        json.replaceFirst("\"spill\" : 0.0,", "").replaceFirst("\"placement\" : \"MODEL\",", "");
    assertTrue(before.length() < json.length() - 30, json);
    List<String> table = lines("table.csv");
    Files.writeString(file, before);
    assertEquals(2, there(run("  - kmeans\n")));
    assertEquals(table, lines("table.csv"));
  }

  @Test
  void aMethodThatChangedIsMeasuredAgain() throws Exception {
    run("  - {name: ranked, method: linear}\n");
    assertEquals(0, there(run("  - {name: ranked, method: linear, labels: 1}\n")));
    assertEquals(2, there(run("  - {name: ranked, method: linear, labels: 1}\n")));
  }

  @Test
  void fewerDimensionsMakeAnotherComparisonWithItsOwnTruth() throws Exception {
    run("  - kmeans\n");
    List<String> whole = lines("table.csv");
    Path file = folder.resolve("small.yaml");
    Files.writeString(file, Files.readString(file) + "dimensions: 3\n");
    List<String> told = new ArrayList<>();
    try (Workers workers = new Workers(2)) {
      new ComparisonRun(file, folder, folder.resolve("out"), Cache.none())
          .run(workers, Progress.NONE, told::add);
    }
    assertEquals(0, there(told));
    List<String> projected = lines("table.csv");
    assertEquals(whole.size(), projected.size());
    assertEquals("24", projected.get(1).split(",")[7], "multiply-adds of 8 bins, 3 components");
  }
}
