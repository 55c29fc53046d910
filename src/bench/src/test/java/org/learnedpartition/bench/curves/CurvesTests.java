package org.learnedpartition.bench.curves;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.method.Method;
import org.learnedpartition.method.Trainer;
import org.learnedpartition.method.TrainingOptions;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import picocli.CommandLine;

class CurvesTests {
  private static final int DIMENSION = 8;
  private static final int BASE = 1500;
  private static final int QUERIES = 60;
  private static final int K = 5;
  private static final int[] BINS = {16, 24};

  @TempDir private Path folder;
  private float[] base;
  private float[] queries;

  @BeforeEach
  void makeVectorsAndModels() throws Exception {
    Random random = new Random(5);
    base = vectors(BASE, random);
    queries = vectors(QUERIES, random);
    write("base.fvecs", base, BASE);
    write("query.fvecs", queries, QUERIES);
    for (int m = 0; m < 2; m++) {
      Method method = m == 0 ? Method.KMEANS : Method.LINEAR;
      int bins = BINS[m];
      TrainingOptions options =
          TrainingOptions.of(Similarity.L2).with(o -> o.method = method).with(o -> o.bins = bins);
      PartitionModel model =
          Trainer.train(VectorSource.of(base, DIMENSION), null, options, Progress.NONE).model();
      byte[] bytes = new byte[model.file().remaining()];
      model.file().get(bytes);
      Files.write(folder.resolve(m + ".partition"), bytes);
    }
  }

  private static float[] vectors(int n, Random random) {
    float[] vectors = new float[n * DIMENSION];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = (i / DIMENSION % 20) * 0.2f + (float) random.nextGaussian();
    }
    return vectors;
  }

  private void write(String name, float[] vectors, int n) throws Exception {
    int d = vectors.length / n;
    ByteBuffer file = ByteBuffer.allocate(n * (4 + 4 * d)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < vectors.length; i++) {
      if (i % d == 0) {
        file.putInt(d);
      }
      file.putFloat(vectors[i]);
    }
    Files.write(folder.resolve(name), file.array());
  }

  /** Runs the command, {@code @} being the folder. */
  private String run(int expected, String... options) {
    StringWriter out = new StringWriter();
    String[] arguments =
        Arrays.stream(options)
            .map(option -> option.replace("@", folder.toString() + "/"))
            .toArray(String[]::new);
    int code =
        new CommandLine(new CurvesCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  out.append(e.getMessage());
                  return 2;
                })
            .execute(arguments);
    assertEquals(expected, code, out.toString());
    return out.toString();
  }

  private List<Map<String, String>> csv(String name) throws Exception {
    List<String> lines = Files.readAllLines(folder.resolve("out").resolve(name));
    String[] head = lines.getFirst().split(",");
    return lines.stream()
        .skip(1)
        .map(
            line -> {
              String[] cells = line.split(",");
              assertEquals(head.length, cells.length, line);
              Map<String, String> row = new HashMap<>();
              IntStream.range(0, head.length).forEach(i -> row.put(head[i], cells[i]));
              return row;
            })
        .toList();
  }

  private static double number(Map<String, String> row, String column) {
    return Double.parseDouble(row.get(column));
  }

  @Test
  void curvesOfAllModelsAreThoseOfScanningTheBins() throws Exception {
    String[] data = {"--base", "@base.fvecs", "--queries", "@query.fvecs", "--out", "@out"};
    run(0, with(data, "@0.partition", "@1.partition", "--k", "" + K));
    List<Map<String, String>> rows = csv("curve.csv");
    assertEquals(BINS[0] + BINS[1], rows.size());
    List<List<Integer>> truth = IntStream.range(0, QUERIES).mapToObj(this::nearest).toList();
    for (int m = 0; m < 2; m++) {
      PartitionModel model = PartitionModel.read(folder.resolve(m + ".partition"));
      int[] bin = new int[BASE];
      int[][] order = new int[QUERIES][];
      try (OpenModel open = OpenModel.open(model)) {
        open.assign(base, BASE, bin);
        for (int q = 0; q < QUERIES; q++) {
          order[q] =
              open.rank(Arrays.copyOfRange(queries, q * DIMENSION, (q + 1) * DIMENSION))
                  .first(BINS[m]);
        }
      }
      for (int t = 1; t <= BINS[m]; t++) {
        int hits = 0;
        double candidates = 0;
        for (int q = 0; q < QUERIES; q++) {
          boolean[] probed = new boolean[BINS[m]];
          for (int i = 0; i < t; i++) {
            probed[order[q][i]] = true;
          }
          hits += (int) truth.get(q).stream().filter(id -> probed[bin[id]]).count();
          candidates += IntStream.of(bin).filter(c -> probed[c]).count();
        }
        Map<String, String> row = rows.get(m * BINS[0] + t - 1);
        assertEquals(Integer.toString(m), row.get("model"));
        assertEquals((m == 0 ? Method.KMEANS : Method.LINEAR).version(), row.get("method"));
        assertEquals(t, number(row, "probes"));
        assertEquals((double) hits / (QUERIES * K), number(row, "recall"), 1e-9);
        assertEquals(candidates / (QUERIES * BASE), number(row, "candidates_mean"), 1e-5);
      }
    }
  }

  private List<Integer> nearest(int query) {
    return IntStream.range(0, BASE)
        .boxed()
        .sorted(Comparator.comparingDouble(id -> distance(query, id)))
        .limit(K)
        .toList();
  }

  private double distance(int query, int id) {
    double sum = 0;
    for (int d = 0; d < DIMENSION; d++) {
      double difference = queries[query * DIMENSION + d] - base[id * DIMENSION + d];
      sum += difference * difference;
    }
    return sum;
  }

  @Test
  void candidatesRiseWithRecallUnderEveryRuleAndThePageStandsAlone() throws Exception {
    String[] data = {"--base", "@base.fvecs", "--queries", "@query.fvecs", "--out", "@out"};
    String said = run(0, with(data, "@1.partition"));
    assertTrue(said.contains("recall@10 0.95"), said);
    assertEquals(
        "model,method,bins,vectors,queries,k,rule,recall,setting,probes_mean,candidates_mean,"
            + "candidates_p95,recall_reached",
        Files.readAllLines(folder.resolve("out/candidates.csv")).getFirst());
    List<Map<String, String>> rows = csv("candidates.csv");
    assertEquals(3 * ModelCurve.RECALLS.size(), rows.size());
    for (String rule : List.of("fixed", "mass", "threshold")) {
      double before = 0;
      int i = 0;
      for (Map<String, String> row : rows) {
        if (row.get("rule").equals(rule)) {
          assertEquals(ModelCurve.RECALLS.get(i++), number(row, "recall"));
          assertTrue(number(row, "candidates_mean") >= before, row.toString());
          assertTrue(number(row, "candidates_p95") <= 1, row.toString());
          assertTrue(
              number(row, "recall_reached") == number(row, "recall")
                  || number(row, "recall_reached") > number(row, "recall")
                      && number(row, "probes_mean") == 1,
              row.toString());
          before = number(row, "candidates_mean");
        }
      }
      assertEquals(ModelCurve.RECALLS.size(), i);
    }
    String page = Files.readString(folder.resolve("out/candidates.html"));
    assertEquals(6, page.split("<svg").length - 1);
    assertFalse(page.contains("<script") || page.contains("<link"), "needs nothing else");
  }

  @Test
  void inputThatDoesNotFitIsRefusedWithTheReason() throws Exception {
    write("wide.fvecs", new float[4000], 400);
    String[] usual = {"@0.partition", "--out", "@out", "--queries", "@query.fvecs"};
    String said = run(2, with(usual, "--base", "@wide.fvecs"));
    assertTrue(said.contains("has dimension 8, but the base 10"), said);
    ByteBuffer truth = ByteBuffer.allocate(QUERIES * 44).order(ByteOrder.LITTLE_ENDIAN);
    for (int q = 0; q < QUERIES; q++) {
      truth.putInt(10);
      IntStream.range(0, 10).forEach(j -> truth.putInt(BASE + j));
    }
    Files.write(folder.resolve("truth.ivecs"), truth.array());
    String[] files = with(usual, "--base", "@base.fvecs", "--truth", "@truth.ivecs");
    said = run(2, files);
    assertTrue(said.contains("names neighbour " + BASE), said);
    said = run(2, with(files, "--k", "11"));
    assertTrue(said.contains("at least 11"), said);
    said = run(2, "@0.partition", "--out", "@out", "--set", "nowhere", "--data", "@");
    assertTrue(said.contains("./lp data nowhere"), said);
    said = run(2, "@0.partition", "--out", "@out");
    assertTrue(said.contains("--set") && said.contains("--base"), said);
    assertFalse(Files.exists(folder.resolve("out/candidates.csv")));
  }

  private static String[] with(String[] first, String... more) {
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }
}
