package org.learnedpartition.sets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.learnedpartition.data.NeighbourFile;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.data.VectorWriter;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class ImportTests {
  private static final int BASE = 300;
  private static final int QUERIES = 21;
  private static final int D = 8;
  private static final int K = 10;

  @TempDir Path folder;
  private final Workers workers = new Workers(2);
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final float[][] base = rows(BASE);
  private final float[][] queries = rows(QUERIES);

  @AfterEach
  void close() {
    workers.close();
  }

  private float[][] rows(int n) {
    float[][] rows = new float[n][D];
    for (float[] row : rows) {
      for (int i = 0; i < D; i++) {
        row[i] = (float) (3 * random.nextGaussian());
      }
    }
    return rows;
  }

  private static String[][] rowsOfText() {
    String[][] rows = new String[2][D];
    for (String[] row : rows) {
      Arrays.fill(row, "text");
    }
    return rows;
  }

  private static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * D];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * D, D);
    }
    return flat;
  }

  private static float[][] unit(float[][] rows) {
    float[][] unit = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      unit[i] = rows[i].clone();
      UnitLength.scale(unit[i], UnitLength.length(rows[i]));
    }
    return unit;
  }

  private GroundTruth exact(Similarity similarity, float[][] vectors, float[][] asked, int k)
      throws Exception {
    return GroundTruth.of(
        similarity,
        VectorSource.of(flat(vectors), D),
        vectors.length,
        VectorSource.of(flat(asked), D),
        k,
        workers,
        Progress.NONE);
  }

  private Path hdf5(String distance, int[][] neighbours) {
    Path file = folder.resolve("x.hdf5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putDataset("train", base);
      hdf.putDataset("test", queries);
      if (neighbours != null) {
        hdf.putDataset("neighbors", neighbours);
      }
      if (distance != null) {
        hdf.putAttribute("distance", distance);
      }
    }
    return file;
  }

  private int[][] neighbours(GroundTruth truth) {
    int[][] rows = new int[QUERIES][];
    for (int i = 0; i < QUERIES; i++) {
      rows[i] = Arrays.copyOfRange(truth.ids(), i * truth.k(), (i + 1) * truth.k());
    }
    return rows;
  }

  private DataSet make(String name, UserData data) throws Exception {
    return new SetMaker(folder, workers, Progress.NONE, line -> {}).make(name, data);
  }

  private Path write(String name, float[][] rows) throws IOException {
    Path file = folder.resolve(name);
    try (VectorWriter writer = VectorWriter.create(file, D)) {
      writer.write(flat(rows), 0, rows.length);
      writer.finish();
    }
    return file;
  }

  private static float[] read(Path file) throws IOException {
    try (VectorSource source = VectorSource.open(file)) {
      float[] rows = new float[source.count() * source.dimension()];
      source.read(0, source.count(), rows, 0);
      return rows;
    }
  }

  private String refusal(UserData data) {
    Exception e = assertThrows(Exception.class, () -> make("refused", data), "seed " + seed);
    assertTrue(e instanceof IOException || e instanceof IllegalArgumentException, e.toString());
    assertFalse(DataSet.isMade(folder, "refused"));
    return e.getMessage();
  }

  @ParameterizedTest
  @CsvSource({"euclidean, L2", "angular, COSINE", "dot, INNER_PRODUCT"})
  void aFileOfAnnBenchmarksIsReadWithItsNeighbours(String distance, Similarity similarity)
      throws Exception {
    boolean cosine = similarity == Similarity.COSINE;
    float[][] vectors = cosine ? unit(base) : base;
    GroundTruth truth = exact(similarity, vectors, cosine ? unit(queries) : queries, K);
    DataSet set = make("x", new Hdf5Data(hdf5(distance, neighbours(truth)), null));
    assertEquals(similarity, set.similarity());
    assertArrayEquals(flat(vectors), read(set.folder().resolve("base.fvecs")));
    Path ids = set.folder().resolve(set.queries(DataSet.QUERY).truth());
    assertArrayEquals(truth.ids(), NeighbourFile.read(ids, QUERIES, BASE, K));
    assertArrayEquals(
        truth.distances(), read(set.folder().resolve("truth.dist.fvecs")), "seed " + seed);
  }

  @Test
  void moreNeighboursThanAnArrayHoldsAreToldWithTheLimit() throws Exception {
    Hdf5Data data = new Hdf5Data(hdf5("euclidean", new int[QUERIES][K]), null);
    String said =
        assertThrows(IOException.class, () -> data.truth(Integer.MAX_VALUE, BASE)).getMessage();
    assertTrue(said.contains("at most " + (Integer.MAX_VALUE - 8) / K + " rows"), said);
  }

  @Test
  void neighboursAreComputedWhereNoneAreGiven() throws Exception {
    DataSet set = make("x", new Hdf5Data(hdf5("euclidean", null), null));
    Path ids = set.folder().resolve("truth.ivecs");
    assertArrayEquals(
        exact(Similarity.L2, base, queries, 100).ids(),
        NeighbourFile.read(ids, QUERIES, BASE, 100));
  }

  @Test
  void neighboursThatAreNotOfThisBaseAreRefused() throws Exception {
    int[][] wrong = neighbours(exact(Similarity.L2, base, queries, K));
    wrong[QUERIES / 2][3] = wrong[QUERIES / 2][3] == 0 ? 1 : 0;
    String said = refusal(new Hdf5Data(hdf5("euclidean", wrong), null));
    assertTrue(said.contains("do not fit the base"), said);
    wrong[0][0] = BASE;
    said = refusal(new Hdf5Data(hdf5("euclidean", wrong), null));
    assertTrue(said.contains("expected 0 to " + (BASE - 1)), said);
    said = refusal(new Hdf5Data(hdf5("euclidean", Arrays.copyOf(wrong, 5)), null));
    assertTrue(said.contains("has 5 rows of 10 neighbours: expected 21 rows"), said);
  }

  @Test
  void aDistanceThatIsNotServedIsNamed() throws Exception {
    for (String distance : new String[] {"hamming", null}) {
      Path file = hdf5(distance, null);
      IOException e = assertThrows(IOException.class, () -> new Hdf5Data(file, null));
      assertTrue(e.getMessage().contains("--space"), e.getMessage());
      assertEquals(Similarity.L2, new Hdf5Data(file, "l2").similarity());
      Files.delete(file);
    }
  }

  @Test
  void aTableThatIsMissingOrOfAnotherShapeIsNamed() throws Exception {
    Path file = folder.resolve("y.hdf5");
    for (Object train : new Object[] {new float[3], new float[2][2][2], rowsOfText()}) {
      try (WritableHdfFile hdf = HdfFile.write(file)) {
        hdf.putDataset("train", train);
        hdf.putDataset("test", queries);
      }
      String said = refusal(new Hdf5Data(file, "l2"));
      assertTrue(said.contains("[train]"), said);
    }
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putDataset("train", base);
    }
    assertTrue(refusal(new Hdf5Data(file, "l2")).contains("no table [test]"));
  }

  @Test
  void valuesThatAreNotFiniteAreRefused() throws Exception {
    base[17][3] = Float.NaN;
    assertTrue(refusal(new Hdf5Data(hdf5("euclidean", null), null)).contains("row 17"));
  }

  @Test
  void aTruncatedOrAlteredFileIsReadOrRefusedInASentence() throws Exception {
    Path file = hdf5("angular", neighbours(exact(Similarity.COSINE, unit(base), unit(queries), K)));
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < 120; i++) {
      byte[] bytes = whole.clone();
      if (i % 3 == 0) {
        bytes = Arrays.copyOf(whole, random.nextInt(whole.length - 1));
      } else {
        // Most bytes are vectors, so half of the changes are made to the head.
        int at = random.nextInt(i % 2 == 0 ? whole.length : 1000);
        bytes[at] ^= (byte) (1 + random.nextInt(255));
      }
      Files.write(file, bytes);
      try {
        make("n" + i, new Hdf5Data(file, null));
      } catch (IOException | IllegalArgumentException e) {
        assertFalse(e.getMessage().contains("\n"), "seed " + seed + ": " + e.getMessage());
      }
    }
  }

  @Test
  void vectorsThatFitAreTakenAsTheyAre() throws Exception {
    Path vectors = write("b.fvecs", base);
    Path asked = write("q.fvecs", queries);
    DataSet set = make("x", new UserFiles(Similarity.L2, vectors, asked, null));
    assertTrue(Files.isSameFile(vectors, set.folder().resolve("base.fvecs")));
    GroundTruth truth = exact(Similarity.L2, base, queries, K);
    Path ids = folder.resolve("t.ivecs");
    truth.write(ids, folder.resolve("t.fvecs"));
    DataSet given = make("y", new UserFiles(Similarity.L2, vectors, asked, ids));
    assertArrayEquals(
        truth.ids(), NeighbourFile.read(given.folder().resolve("truth.ivecs"), QUERIES, BASE, K));
  }

  @Test
  void vectorsOfCosineGetLengthOne() throws Exception {
    Path vectors = write("b.fvecs", base);
    Path asked = write("q.fvecs", unit(queries));
    DataSet set = make("x", new UserFiles(Similarity.COSINE, vectors, asked, null));
    assertArrayEquals(flat(unit(base)), read(set.folder().resolve("base.fvecs")));
    assertArrayEquals(flat(base), read(vectors), "the user's file is as it was");
    assertTrue(Files.isSameFile(asked, set.folder().resolve("query.fvecs")));
    base[9] = new float[D];
    String said = refusal(new UserFiles(Similarity.COSINE, write("zero.fvecs", base), asked, null));
    assertTrue(said.contains("row 9 of the base is zero"), said);
  }

  @Test
  void queriesOfAnotherDimensionAreRefused() throws Exception {
    Path asked = folder.resolve("q.fvecs");
    try (VectorWriter writer = VectorWriter.create(asked, D + 1)) {
      writer.write(new float[D + 1], 0, 1);
      writer.finish();
    }
    String said = refusal(new UserFiles(Similarity.L2, write("b.fvecs", base), asked, null));
    assertTrue(said.contains("dimension 9") && said.contains("8"), said);
  }

  @Test
  void aKilledImportContinuesAndOtherDataBeginsAnew() throws Exception {
    Path vectors = write("b.fvecs", base);
    UserData data = new UserFiles(Similarity.COSINE, vectors, write("q.fvecs", queries), null);
    Path set = make("x", data).folder();
    Files.delete(set.resolve("set.json"));
    Files.delete(set.resolve("truth.ivecs"));
    FileTime longAgo = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(set.resolve("base.fvecs"), longAgo);
    make("x", data);
    assertEquals(longAgo, Files.getLastModifiedTime(set.resolve("base.fvecs")));
    Files.delete(set.resolve("set.json"));
    base[0][0] += 1;
    write("b.fvecs", base);
    make("x", data);
    assertArrayEquals(flat(unit(base)), read(set.resolve("base.fvecs")));
  }

  @Test
  void aSetThatIsThereAndFilesInItsFolderAreLeftAlone() throws Exception {
    UserData data =
        new UserFiles(Similarity.L2, write("b.fvecs", base), write("q.fvecs", queries), null);
    Path set = make("x", data).folder();
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> make("x", data))
            .getMessage()
            .contains("is there already"));
    Files.delete(set.resolve("set.json"));
    Path own = set.resolve("base.fvecs");
    UserData inside = new UserFiles(Similarity.L2, own, folder.resolve("q.fvecs"), null);
    assertThrows(IllegalArgumentException.class, () -> make("x", inside));
    assertTrue(Files.exists(own));
  }
}
