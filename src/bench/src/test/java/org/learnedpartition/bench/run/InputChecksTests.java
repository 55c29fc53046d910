package org.learnedpartition.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class InputChecksTests {
  private static final int ROWS = 500;
  private static final int D = 8;
  private static final int QUERIES = 30;
  private static final int K = 10;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final float[] base = new float[ROWS * D];
  private final float[][] queries = new float[QUERIES][D];
  private final int[] order = new Random(seed).ints(0, ROWS).distinct().limit(ROWS).toArray();
  private Similarity similarity = Similarity.L2;
  private Workers workers;

  @BeforeEach
  void makeData() {
    workers = new Workers(2);
    for (int row = 0; row < ROWS; row++) {
      unit(base, row * D);
    }
    for (float[] query : queries) {
      unit(query, 0);
    }
  }

  @AfterEach
  void stopWorkers() {
    workers.close();
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void soundDataPassesAndTwinsAreTold(Similarity each) throws Exception {
    similarity = each;
    System.arraycopy(base, 0, base, 3 * D, D);
    System.arraycopy(base, 0, base, 77 * D, D);
    System.arraycopy(base, 5 * D, queries[4], 0, D);
    queries[6] = new float[D];
    queries[6][0] = 1;
    assertEquals(
        new InputChecks("set", ROWS, D, QUERIES, InputChecks.TRUTH_QUERIES, 3, 1),
        checks(truth()),
        "seed " + seed);
    assertEquals(
        "set: 500 vectors and 30 queries of 8 dimensions, truth agrees for 20 queries, 0.60 % of the"
            + " vectors have a twin, 1 queries are in the base",
        checks(truth()).toString());
  }

  @Test
  void truthOfAnotherOrderOfTheBaseIsRefused() throws Exception {
    int[][] truth = truth();
    for (int[] rows : truth) {
      for (int i = 0; i < rows.length; i++) {
        rows[i] = (rows[i] + 1) % ROWS;
      }
    }
    String message = refusal(truth);
    assertTrue(
        message.matches(
            "the data set \\[set] cannot be measured: its ground truth does not fit the base: query"
                + " \\d+ of the sample has neighbour \\d+ at row \\d+ \\(minus squared distance"
                + " -[\\d.]+\\), but row \\d+ is nearer \\(-[\\d.]+\\); make the set anew with ./lp"
                + " data"),
        message);
  }

  @Test
  void oneMissedNeighbourOfEachQueryIsRefused() throws Exception {
    int[][] truth = truth(K + 1);
    for (int[] rows : truth) {
      System.arraycopy(rows, K, rows, K - 1, 1); // The next one in the place of the k-th.
    }
    assertTrue(refusal(truth).contains("has neighbour 10 at row "), "seed " + seed);
  }

  @Test
  void equallyNearNeighboursMayComeInAnyOrder() throws Exception {
    int[][] truth = truth();
    int[] nearest = truth[0];
    // All queries are one, and two rows are twins.
    for (int q = 1; q < QUERIES; q++) {
      queries[q] = queries[0];
    }
    System.arraycopy(base, nearest[0] * D, base, nearest[1] * D, D);
    truth = truth();
    for (int[] rows : truth) {
      int row = rows[0];
      rows[0] = rows[1];
      rows[1] = row;
    }
    assertEquals(2, checks(truth).twins(), "seed " + seed);
  }

  @Test
  void truthThatRepeatsARowIsTooShortOrNamesUnknownRowsIsRefused() throws Exception {
    int[][] twice = truth();
    int[][] few = truth(K - 1);
    int[][] unknown = truth();
    for (int q = 0; q < QUERIES; q++) {
      twice[q][1] = twice[q][0];
      unknown[q][2] = ROWS;
    }
    assertTrue(refusal(twice).contains(" twice; make"), refusal(twice));
    assertTrue(refusal(few).contains("has 9 neighbours, expected 10"), refusal(few));
    assertTrue(
        refusal(unknown).contains("has neighbour 3 at row 500, which is not indexed"),
        refusal(unknown));
    assertTrue(refusal(new int[2][K]).contains("its ground truth has 2 rows for 30 queries"));
  }

  @Test
  void vectorsOfACosineSetMustHaveLengthOne() throws Exception {
    similarity = Similarity.COSINE;
    int[][] truth = truth();
    base[7 * D] += 0.5f;
    base[9 * D] += 0.5f;
    int first = IntStream.of(order).filter(row -> row == 7 || row == 9).findFirst().orElseThrow();
    assertTrue(
        refusal(truth).contains("row " + first + " of its base does not have length 1"),
        refusal(truth));
    queries[3][1] += 0.5f;
    assertTrue(refusal(truth).contains("query 3 does not have length 1"), refusal(truth));
  }

  @Test
  void queriesMustBeFiniteAndOfTheBasesDimension() throws Exception {
    int[][] truth = truth();
    queries[8][2] = Float.NaN;
    assertTrue(refusal(truth).contains("query 8 has the component NaN"), refusal(truth));
    queries[2] = new float[D + 1];
    assertTrue(refusal(truth).contains("query 2 has dimension 9, its base has 8"), refusal(truth));
  }

  @Test
  void memoryThatIsTooSmallIsTold() {
    long gib = 1L << 30;
    assertNull(InputChecks.memoryProblem(2 * gib, 4 * gib, 6 * gib));
    assertEquals(
        "indexes of 3.0 GiB and a heap of 4.0 GiB do not fit in 6.0 GiB of memory, so searches will"
            + " read the disk: give Java a smaller heap with LP_JAVA_OPTS=-Xmx..., or measure fewer"
            + " formats or rows",
        InputChecks.memoryProblem(3 * gib, 4 * gib, 6 * gib));
    assertNull(InputChecks.memoryProblem(0));
  }

  @Test
  void missingVectorInstructionsAreToldByLibrary() {
    assertNull(new Simd(true, true, 256).problem());
    String problem = new Simd(false, true, 0).problem();
    assertTrue(
        problem.startsWith(
            "vectors are compared without vector instructions by Lucene, learned partition on Java "),
        problem);
    assertTrue(problem.contains("--add-modules jdk.incubator.vector"), problem);
    assertTrue(new Simd(true, false, 128).problem().contains(" by JVector on "));
  }

  @Test
  void vectorInstructionsAreSeenWhereTheModuleIs() {
    // Tests run with the module; libraries may still decline, but then none of them uses it.
    assertEquals(
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(), Simd.here().bits() > 0);
  }

  @Test
  void checksAreWrittenBesideTheRows(@TempDir Path folder) throws Exception {
    new ChecksFile(new Simd(true, false, 256), List.of(checks(truth()))).write(folder);
    assertEquals(
        "{\"simd\":{\"lucene\":true,\"jvector\":false,\"bits\":256},\"data\":[{\"dataset\":\"set\","
            + "\"n\":500,\"dimension\":8,\"queries\":30,\"truth_queries\":20,\"twins\":0,"
            + "\"queries_in_base\":0}]}",
        Files.readString(folder.resolve(ChecksFile.NAME)).replaceAll("\\s", ""));
  }

  private InputChecks checks(int[][] truth) throws Exception {
    try (Vectors vectors = new Vectors(VectorSource.of(base, D), order, similarity)) {
      return InputChecks.of("set", vectors, queries, truth, K, seed, workers, Progress.NONE);
    }
  }

  private String refusal(int[][] truth) {
    return assertThrows(IllegalArgumentException.class, () -> checks(truth), "seed " + seed)
        .getMessage();
  }

  private int[][] truth() {
    return truth(K);
  }

  private int[][] truth(int k) {
    int[][] truth = new int[QUERIES][];
    for (int q = 0; q < QUERIES; q++) {
      float[] query = queries[q];
      truth[q] =
          IntStream.range(0, ROWS)
              .boxed()
              .sorted(Comparator.comparingDouble(row -> distance(query, row)))
              .mapToInt(Integer::intValue)
              .limit(k)
              .toArray();
    }
    return truth;
  }

  /** All vectors have length 1, so that the three similarities agree. */
  private double distance(float[] query, int row) {
    double sum = 0;
    for (int i = 0; i < D; i++) {
      double difference = query[i] - base[row * D + i];
      sum += difference * difference;
    }
    return sum;
  }

  private void unit(float[] values, int offset) {
    double squares = 0;
    for (int i = offset; i < offset + D; i++) {
      values[i] = (float) random.nextGaussian();
      squares += values[i] * values[i];
    }
    for (int i = offset; i < offset + D; i++) {
      values[i] /= (float) Math.sqrt(squares);
    }
  }
}
