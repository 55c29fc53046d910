package org.learnedpartition.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.learnedpartition.data.NeighbourFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrainerCommandTests {
  private static final int DIMENSION = 12;

  @TempDir Path folder;

  private record Run(int code, String out, String err) {}

  private static Run run(Object... args) {
    String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        TrainerCommand.execute(words, new PrintWriter(out, true), new PrintWriter(err, true));
    return new Run(code, out.toString(), err.toString());
  }

  /** Clustered vectors around 40 centres that depend on nothing but the dimension. */
  private Path clustered(String name, int rows, int seed) throws IOException {
    Random centres = new Random(1);
    float[][] centre = new float[40][DIMENSION];
    for (float[] c : centre) {
      for (int d = 0; d < DIMENSION; d++) {
        c[d] = (float) centres.nextGaussian();
      }
    }
    Random random = new Random(seed);
    ByteBuffer bytes =
        ByteBuffer.allocate(rows * (4 + 4 * DIMENSION)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows; i++) {
      bytes.putInt(DIMENSION);
      float[] c = centre[random.nextInt(centre.length)];
      for (int d = 0; d < DIMENSION; d++) {
        bytes.putFloat(c[d] + 0.4f * (float) random.nextGaussian());
      }
    }
    return Files.write(folder.resolve(name), bytes.array());
  }

  private static JsonNode json(Run run) {
    assertEquals(0, run.code(), run.err());
    return new JsonMapper().readTree(run.out());
  }

  /** The run failed with one sentence that says why. */
  private static void refused(Run run, String reason) {
    assertEquals(2, run.code(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().contains(reason), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
  }

  private long files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.count();
    }
  }

  @Test
  void trainedModelIsEvaluatedAndInspected() throws IOException {
    Path base = clustered("base.fvecs", 4000, 2);
    Path queries = clustered("query.fvecs", 200, 3);
    Path model = folder.resolve("m.partition");
    Run train = run("train", base, "--out", model, "--bins", 16, "--seed", 5, "--json");
    JsonNode trained = json(train);
    assertTrue(train.err().contains("seed 5"), train.err());
    assertEquals("centroids", trained.get("stages").get(0).get("name").stringValue());
    String id = trained.get("model_id").stringValue();

    JsonNode inspected = json(run("inspect", model, "--json"));
    assertEquals(id, inspected.get("model_id").stringValue());
    assertEquals(16, inspected.get("bins").intValue());
    assertEquals("5", inspected.get("provenance").get("seed").stringValue());
    assertEquals("1x", inspected.get("encodings").get(0).get("encoding").stringValue());
    JsonNode coded = inspected.get("encodings").get(3);
    assertEquals("16x", coded.get("encoding").stringValue());
    assertEquals(DIMENSION / 2, coded.get("codes").intValue());
    double error = coded.get("relative_error").doubleValue();
    assertTrue(error > 0.05 && error < 0.2, "relative error " + error);
    Run text = run("inspect", model);
    assertEquals(0, text.code(), text.err());
    assertTrue(text.out().contains(id), text.out());
    assertTrue(text.out().contains("32x 3 codes, relative error 0."), text.out());

    assertTrue(text.out().contains("50 % of the vectors with a second row"), text.out());
    JsonNode calibrations = inspected.get("spill").get("calibrations");
    assertEquals(0, calibrations.get(0).get("spill").doubleValue());
    assertEquals(0.5, calibrations.get(1).get("spill").doubleValue());
    assertEquals(calibrations.get(1), inspected.get("calibration"));

    JsonNode evaluated = json(run("evaluate", model, base, queries, "--json"));
    JsonNode all = evaluated.get("probes").get(evaluated.get("probes").size() - 1);
    assertEquals(16, all.get("probes").doubleValue());
    assertEquals(1, all.get("recall").doubleValue(), 1e-9);
    assertEquals(1, all.get("candidates").doubleValue(), 1e-6);
    assertEquals(0.5, evaluated.get("spill").doubleValue());
    assertEquals(4000, evaluated.get("vectors").intValue());
    int rows = evaluated.get("rows").intValue();
    assertTrue(rows > 5000 && rows < 7000, rows + " rows");
    JsonNode search = evaluated.get("search");
    assertTrue(search.get("recall").doubleValue() >= 0.93, search.toString());
    int calibrated = evaluated.get("calibrated_probes").intValue();
    assertEquals(trained.get("probes").intValue(), calibrated);
    JsonNode one = json(run("evaluate", model, base, queries, "--json", "--probes", calibrated));
    double recall = one.get("probes").get(0).get("recall").doubleValue();
    assertTrue(recall >= 0.93, "recall " + recall);
    JsonNode alone = json(run("evaluate", model, base, queries, "--json", "--spill", 0));
    assertEquals(4000, alone.get("rows").intValue());
    assertTrue(alone.get("calibrated_probes").intValue() >= calibrated, alone.toString());
    refused(run("evaluate", model, base, queries, "--spill", 1.5), "[spill] must be a share");
    Run table = run("evaluate", model, base, queries, "--k", 5);
    assertEquals(0, table.code(), table.err());
    assertTrue(table.out().contains("recall@5"), table.out());
    assertTrue(table.out().contains("the default search"), table.out());
  }

  @Test
  void sameSeedWritesTheSameBytes() throws IOException {
    Path base = clustered("base.fvecs", 2000, 2);
    Path one = folder.resolve("1.partition");
    Path two = folder.resolve("2.partition");
    assertEquals(0, run("train", base, "--out", one, "--threads", 1).code());
    assertEquals(0, run("train", base, "--out", two, "--threads", 2).code());
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
  }

  @Test
  void truthFileIsTakenForTheNeighbours() throws IOException {
    Path base = clustered("base.fvecs", 1000, 2);
    Path model = folder.resolve("m.partition");
    assertEquals(0, run("train", base, "--out", model).code());
    ByteBuffer truth = ByteBuffer.allocate(1000 * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 1000; i++) {
      truth.putInt(1).putInt(i);
    }
    Path own = Files.write(folder.resolve("own.ivecs"), truth.array());
    // Each vector's own bin: found with one probe unless a price moved it.
    JsonNode found =
        json(run("evaluate", model, base, base, "--truth", own, "--k", 1, "--probes", 1, "--json"));
    assertTrue(found.get("probes").get(0).get("recall").doubleValue() > 0.8, found.toString());
    refused(run("evaluate", model, base, base, "--truth", own, "--k", 2), "at least 2");
  }

  @Test
  void inputThatCannotBeUsedIsRefusedInOneSentence() throws IOException {
    Path base = clustered("base.fvecs", 1000, 2);
    Path out = folder.resolve("m.partition");
    long before = files();
    refused(run(), "a command is missing");
    refused(run("train", folder.resolve("no.fvecs"), "--out", out), "does not exist");
    refused(run("train", base), "--out");
    refused(run("train", base, "--out", out, "--bins", 1), "[bins] must be between 2");
    refused(run("train", base, "--out", out, "--bins", "many"), "many");
    refused(run("train", base, "--out", out, "--bins", 900), "can fill at most 500");
    refused(run("train", base, "--out", out, "--threads", 0), "[threads]");
    refused(run("train", base, "--out", out, "--similarity", "manhattan"), "[manhattan]");
    refused(run("train", base, "--out", out, "--target-recall", 2), "[target_recall]");
    refused(run("train", base, "--out", folder), "is a folder");
    refused(run("train", base, "--out", folder.resolve("a/b.partition")), "does not exist");
    refused(run("inspect", base), "[" + base + "]");
    refused(run("inspect", out), "is not a file");
    byte[] bytes = Files.readAllBytes(base);
    bytes[8] = (byte) 0xff;
    bytes[9] = (byte) 0xff;
    bytes[10] = (byte) 0xff;
    bytes[11] = (byte) 0xff;
    Path bad = Files.write(folder.resolve("bad.fvecs"), bytes);
    refused(run("train", bad, "--out", out), "row 0 has the component NaN");
    assertEquals(before + 1, files(), "nothing is left behind");
  }

  /** Copies a file of vectors of dimension {@link #DIMENSION}, changed. */
  private Path changed(String name, Path from, Consumer<ByteBuffer> change) throws IOException {
    byte[] bytes = Files.readAllBytes(from);
    change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return Files.write(folder.resolve(name), bytes);
  }

  @Test
  void vectorsThatCannotBeUsedAreRefusedWhereverTheyAreMet() throws IOException {
    int row = 4 + 4 * DIMENSION;
    Path base = clustered("base.fvecs", 1000, 2);
    Path out = folder.resolve("m.partition");
    Path model = folder.resolve("good.partition");
    assertEquals(0, run("train", base, "--out", model).code());
    Path narrow = Files.writeString(folder.resolve("narrow.jsonl"), "[1,2,3]\n".repeat(200));
    Path zero = changed("zero.fvecs", base, b -> b.put(500 * row + 4, new byte[4 * DIMENSION]));
    Path mixed = changed("mixed.fvecs", base, b -> b.putInt(700 * row, 3));
    Path infinite =
        changed("infinite.fvecs", base, b -> b.putFloat(900 * row + 8, Float.POSITIVE_INFINITY));
    Path cut =
        Files.write(
            folder.resolve("cut.fvecs"), Arrays.copyOf(Files.readAllBytes(base), 900 * row - 1));
    long before = files();
    refused(run("train", cut, "--out", out), "not a multiple of its row");
    refused(run("train", mixed, "--out", out), "row 700 has dimension 3");
    refused(run("train", infinite, "--out", out), "row 900 has the component Infinity");
    refused(
        run("train", zero, "--out", out, "--similarity", "cosinesimil"),
        "row 500 is a zero vector");
    refused(run("train", base, "--out", out, "--queries", narrow), "dimension 3");
    refused(run("train", base, "--out", out, "--queries", mixed), "row 700 has dimension 3");
    refused(run("train", narrow + ":v", "--out", out), "line 1 is no object with a field [v]");
    refused(run("train", base + ":v", "--out", out), "does not exist");
    refused(run("train", "http://localhost:1/x", "--out", out), "INDEX:FIELD");
    refused(run("train", "http://localhost:1/x:v", "--out", out), "cannot be reached");
    refused(run("train", "http://localhost:1/x:v", "--user", "jo", "--out", out), "LP_PASSWORD");
    refused(run("evaluate", model, base, narrow), "the queries 3");
    refused(run("evaluate", model, narrow, narrow), "the base 3");
    refused(run("evaluate", model, mixed, base), "row 700 has dimension 3");
    refused(run("evaluate", model, base, infinite), "row 900 has the component Infinity");
    refused(run("evaluate", model, base, base, "--k", 1001), "between 1 and 1000 (base vectors)");
    refused(run("evaluate", model, base, base, "--k", 0), "got 0");
    assertEquals(before, files(), "nothing is left behind");
  }

  @Test
  void equalVectorsGiveAModelOfWhichEveryBinIsTheSame() throws IOException {
    Path equal = Files.writeString(folder.resolve("equal.jsonl"), "[1,2,3]\n".repeat(200));
    Path out = folder.resolve("m.partition");
    assertEquals(0, run("train", equal, "--out", out).code());
    assertEquals(0, run("evaluate", out, equal, equal).code());
  }

  @Test
  void aFullDiskLeavesNoModel() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "a device that is always full");
    Path base = clustered("base.fvecs", 1000, 2);
    Path out = folder.resolve("m.partition");
    // Where the file is written before it gets its name.
    Files.createSymbolicLink(folder.resolve("m.partition.tmp"), full);
    refused(run("train", base, "--out", out), "m.partition] could not be written (");
    assertEquals(1, files(), "only the base is there");
    assertTrue(Files.exists(full));
  }

  @Test
  void existingFileIsReplacedOnlyByForce() throws IOException {
    Path base = clustered("base.fvecs", 1000, 2);
    Path out = Files.write(folder.resolve("m.partition"), new byte[] {1, 2, 3});
    refused(run("train", base, "--out", out), "--force");
    assertEquals(3, Files.size(out));
    assertEquals(0, run("train", base, "--out", out, "--force").code());
    assertEquals(0, run("inspect", out).code());
  }

  @Test
  void modelWithOneByteChangedIsRefused() throws IOException {
    Path base = clustered("base.fvecs", 1000, 2);
    Path out = folder.resolve("m.partition");
    assertEquals(0, run("train", base, "--out", out).code());
    byte[] bytes = Files.readAllBytes(out);
    Random random = new Random(9);
    for (int i = 0; i < 40; i++) {
      int at = random.nextInt(bytes.length);
      bytes[at] ^= 4;
      Path changed = Files.write(folder.resolve("changed.partition"), bytes);
      refused(run("inspect", changed), "changed.partition");
      refused(run("evaluate", changed, base, base), "changed.partition");
      bytes[at] ^= 4;
    }
  }

  @Test
  void graphIsWrittenAndItsRecallTold() throws IOException {
    Path base = clustered("base.fvecs", 3000, 2);
    Path exact = folder.resolve("exact.ivecs");
    Path graph = folder.resolve("graph.ivecs");
    Run all = run("graph", base, "--k", 5, "--exact", "--out", exact);
    assertEquals(0, all.code(), all.err());
    assertTrue(all.out().contains("exact: graph recall 1"), all.out());
    assertTrue(all.err().contains("MiB of heap, of"), all.err());
    JsonNode told = json(run("graph", base, "--k", 5, "--recall", 0.9, "--out", graph, "--json"));
    double recall = told.get("graph_recall").doubleValue();
    assertTrue(recall >= 0.9, "recall " + recall);
    int[] expected = NeighbourFile.read(exact, 3000, 3000, 5);
    int[] found = NeighbourFile.read(graph, 3000, 3000, 5);
    int hits = 0;
    for (int i = 0; i < found.length; i++) {
      int row = i / 5 * 5;
      int id = found[i];
      hits += IntStream.range(row, row + 5).anyMatch(j -> expected[j] == id) ? 1 : 0;
    }
    double error = told.get("graph_recall_error").doubleValue();
    assertEquals(recall, (double) hits / found.length, 0.001 + 4 * error);
  }

  @Test
  void graphThatCannotBeIsRefusedInOneSentence() throws IOException {
    Path base = clustered("base.fvecs", 100, 2);
    Path out = folder.resolve("g.ivecs");
    refused(run("graph", base, "--k", 100, "--out", out), "[k] must be between 1 and 99");
    refused(run("graph", base, "--k", 0, "--out", out), "[k] must be between 1 and 99");
    refused(run("graph", base, "--k", 20_000, "--out", out), "[k] must be at most 16000");
    refused(run("graph", base, "--recall", 1, "--out", out), "--exact");
    refused(run("graph", base, "--out", folder.resolve("g.fvecs")), "ends in .ivecs");
    refused(run("graph", base, "--out", out, "--threads", 0), "[threads]");
    refused(run("graph", base), "--out");
    assertEquals(1, files(), "only the base is there");
    assertEquals(0, run("graph", base, "--k", 99, "--out", out).code());
    refused(run("graph", base, "--out", out), "--force");
  }

  @Test
  void killedGraphLeavesNoFile() throws Exception {
    Path base = clustered("base.fvecs", 60_000, 2);
    Path out = folder.resolve("g.ivecs");
    killed(out, "reading base", "graph", base, "--out", out, "--exact", "--k", 20);
  }

  @Test
  void killedTrainingLeavesNoFile() throws Exception {
    Path base = clustered("base.fvecs", 60_000, 2);
    Path out = folder.resolve("m.partition");
    killed(out, "k-means", "train", base, "--out", out, "--rounds", 20, "--bins", 1024);
  }

  @Test
  void severalModelsAreEvaluatedInOneTable() throws Exception {
    Path base = clustered("base.fvecs", 1500, 2);
    Path queries = clustered("queries.fvecs", 60, 3);
    Path one = folder.resolve("one.partition");
    Path two = folder.resolve("two.partition");
    assertEquals(0, run("train", base, "--out", one, "--bins", 8, "--hidden", 0).code());
    assertEquals(0, run("train", base, "--out", two, "--bins", 16, "--method", "kmeans").code());
    Path csv = folder.resolve("table.csv");
    JsonNode both = json(run("evaluate", one, two, base, queries, "--json", "--csv", csv));
    assertEquals(2, both.size());
    for (int i = 0; i < 2; i++) {
      Path model = i == 0 ? one : two;
      assertEquals(json(run("evaluate", model, base, queries, "--json")), both.get(i));
    }
    List<String> lines = Files.readAllLines(csv);
    // Probes 1, 2, 4 … and what is calibrated, four recalls, and the default search.
    assertTrue(lines.size() > 2 * (3 + 4 + 1), lines::toString);
    assertTrue(lines.get(1).startsWith(one.toString()), lines.get(1));
    assertTrue(lines.getLast().startsWith(two.toString()), lines.getLast());
    Run table = run("evaluate", one, two, base, queries);
    assertEquals(4, table.out().lines().count(), table.out());
    refused(run("evaluate", one, two, base, queries, "--csv", csv), "--force");
    refused(run("evaluate", one, base), "MODEL");
  }

  @Test
  void tuningWritesItsTableItsPageAndItsBestModels() throws Exception {
    Path base = clustered("base.fvecs", 1200, 2);
    Path out = folder.resolve("tuned");
    Object[] tune = {
      "tune", base, "--out", out, "--method", "linear", "--trials", 3, "--folds", 2, "--keep", 2
    };
    Run first = run(tune);
    assertEquals(0, first.code(), first.err());
    assertTrue(Files.exists(out.resolve("trials.csv")) && Files.exists(out.resolve("tune.html")));
    String id = Models.read(out.resolve("best-1.partition")).id();
    assertNotEquals(id, Models.read(out.resolve("best-2.partition")).id());
    Run again = run(tune);
    assertEquals(3, again.out().lines().filter(l -> l.endsWith("there already")).count());
    assertEquals(id, Models.read(out.resolve("best-1.partition")).id());
    refused(run("tune", base, "--out", out, "--folds", 1), "[folds]");
    refused(run("tune", base, "--out", out, "--keep", -1), "[keep]");
  }

  @Test
  void trainingThatIsKilledAtAnyTimeGoesOnToTheSameModel() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Path base = clustered("base.fvecs", 4000, 2);
    Path out = folder.resolve("m.partition");
    Path cache = folder.resolve("cache");
    List<Object> train =
        new ArrayList<>(
            List.of("train", base, "--out", out, "--bins", 32, "--hidden", 16, "--force"));
    String undisturbed = json(run(with(train, "--no-cache", "--json"))).path("model_id").asString();
    Files.delete(out);
    double seconds = 0.7;
    for (boolean ended = false; !ended; seconds *= 1 + random.nextDouble()) {
      Process process = child(with(train, "--cache", cache)).redirectErrorStream(true).start();
      process.getOutputStream().close();
      try (BufferedReader lines = process.inputReader()) {
        Thread reader = new Thread(() -> lines.lines().forEach(line -> {}));
        reader.start();
        ended = process.waitFor((long) (1000 * seconds), TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        reader.join();
      }
    }
    JsonNode again = json(run(with(train, "--cache", cache, "--json")));
    assertEquals(undisturbed, again.path("model_id").asString(), "seed " + seed);
    assertEquals(undisturbed, Models.read(out).id(), "seed " + seed);
  }

  private static Object[] with(List<Object> words, Object... more) {
    return Stream.concat(words.stream(), Stream.of(more)).toArray();
  }

  /** A command in a JVM of its own. */
  private static ProcessBuilder child(Object... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules");
    command.add("jdk.incubator.vector");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(TrainerCommand.class.getName());
    Stream.of(args).map(Object::toString).forEach(command::add);
    return new ProcessBuilder(command);
  }

  /** Ends a command once it tells a stage; there is one file in the folder before and after. */
  private void killed(Path out, String stage, Object... args) throws Exception {
    Process process = child(args).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
        if (line.contains(stage) && process.isAlive()) {
          process.toHandle().destroy();
        }
      }
    }
    // 128 + SIGTERM; the JVM's own code, whatever the command returns.
    assertEquals(143, process.waitFor(), said.toString());
    assertTrue(said.toString().contains("interrupted; nothing was written"), said.toString());
    assertFalse(Files.exists(out), said.toString());
    assertEquals(1, files(), "only the base is there");
  }
}
