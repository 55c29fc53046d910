package org.learnedpartition.bench.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.lucene.util.FixedBitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;

class JVectorEngineTests {
  private static final int ROWS = 2000;
  private static final int DIMENSION = 32;
  private static final int CLUSTERS = 40;
  private static final int QUERIES = 50;
  private static final int K = 10;

  // The last rows are the queries.
  private static final float[] POINTS = points(20261121L);

  @TempDir private Path folder;

  /** Clusters that overlap; all of length 1, so that every similarity takes them. */
  private static float[] points(long seed) {
    Random random = new Random(seed);
    float[] centres = new float[CLUSTERS * DIMENSION];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) random.nextGaussian();
    }
    float[] points = new float[(ROWS + QUERIES) * DIMENSION];
    for (int row = 0; row < ROWS + QUERIES; row++) {
      int centre = random.nextInt(CLUSTERS) * DIMENSION;
      double squared = 0;
      for (int d = 0; d < DIMENSION; d++) {
        float component = centres[centre + d] + (float) random.nextGaussian();
        points[row * DIMENSION + d] = component;
        squared += component * component;
      }
      for (int d = 0; d < DIMENSION; d++) {
        points[row * DIMENSION + d] /= (float) Math.sqrt(squared);
      }
    }
    return points;
  }

  /** All rows but the queries, the last one first: a position is not a row. */
  private static Vectors vectors(Similarity similarity) {
    int[] order = IntStream.range(0, ROWS).map(i -> ROWS - 1 - i).toArray();
    return new Vectors(VectorSource.of(POINTS, DIMENSION), order, similarity);
  }

  private static float[] query(int number) {
    int from = (ROWS + number) * DIMENSION;
    return Arrays.copyOfRange(POINTS, from, from + DIMENSION);
  }

  private static List<Integer> exact(float[] query, FixedBitSet accepted) {
    double[] distances = new double[ROWS];
    Arrays.setAll(distances, row -> distance(query, row));
    return IntStream.range(0, ROWS)
        .filter(row -> accepted == null || accepted.get(row))
        .boxed()
        .sorted(Comparator.comparingDouble(row -> distances[row]))
        .limit(K)
        .toList();
  }

  private static double distance(float[] query, int row) {
    double sum = 0;
    for (int d = 0; d < DIMENSION; d++) {
      double difference = query[d] - POINTS[row * DIMENSION + d];
      sum += difference * difference;
    }
    return sum;
  }

  private static JVectorEngine engine(Map<String, Object> given) {
    Parameters parameters = new Parameters("a format of kind [jvector]", given);
    JVectorParameters read = JVectorParameters.of(parameters);
    parameters.end();
    return new JVectorEngine(read);
  }

  private JVectorEngine build(Map<String, Object> given, Vectors vectors) throws Exception {
    JVectorEngine engine = engine(given);
    BuildCost cost = engine.build(vectors, folder, 1, Progress.NONE);
    assertTrue(cost.indexSeconds() > 0 && cost.indexCpuSeconds() > 0, cost.toString());
    return engine;
  }

  private static int[] rows(OpenIndex index, OpenIndex.Search search, float[] query)
      throws IOException {
    Hits hits = new Hits(K);
    search.find(query, K, hits);
    int[] rows = new int[hits.count];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = index.row(hits.ids[i]);
    }
    return rows;
  }

  private static double recall(OpenIndex index, RowFilter filter) throws IOException {
    OpenIndex.Search search = index.search(Map.of("candidates", 100), filter);
    int found = 0;
    for (int i = 0; i < QUERIES; i++) {
      List<Integer> exact = exact(query(i), filter == null ? null : filter.rows());
      for (int row : rows(index, search, query(i))) {
        found += exact.contains(row) ? 1 : 0;
      }
    }
    return found / (double) (K * QUERIES);
  }

  @ParameterizedTest
  @CsvSource({"none,L2", "none,COSINE", "pq,L2", "pq,COSINE", "fused_pq,L2"})
  void findsNineOfTenNearestAndOnlyWhatTheFilterPasses(String compression, Similarity similarity)
      throws Exception {
    Vectors vectors = vectors(similarity);
    FixedBitSet tenth = new FixedBitSet(ROWS);
    IntStream.range(0, ROWS / 10).forEach(i -> tenth.set(i * 10));
    RowFilter filter = new RowFilter("tenth", tenth);
    JVectorEngine engine = build(Map.of("compression", compression), vectors);
    try (OpenIndex index = engine.open(vectors, folder)) {
      assertEquals(1, index.segments());
      double recall = recall(index, null);
      assertTrue(recall >= 0.9, "recall " + recall);
      double filtered = recall(index, filter);
      assertTrue(filtered >= 0.9, "recall of a filtered search " + filtered);
      OpenIndex.Search search = index.search(Map.of(), filter);
      for (int row : rows(index, search, query(0))) {
        assertEquals(0, row % 10);
      }
    }
  }

  @Test
  void tellsWhatItScored() throws Exception {
    Vectors vectors = vectors(Similarity.L2);
    int subspaces = 8;
    JVectorEngine engine = build(Map.of("compression", "pq", "pq_subspaces", subspaces), vectors);
    try (OpenIndex index = engine.open(vectors, folder)) {
      Hits few = new Hits(K);
      index.search(Map.of("candidates", 20), null).find(query(0), K, few);
      // Each candidate is scored by its code, then by its vector.
      long codes = few.visited - 20;
      assertTrue(codes > 20 && codes <= ROWS, "codes " + codes);
      assertEquals(codes * subspaces + 20 * DIMENSION * Float.BYTES, few.visitedBytes);
      Hits many = new Hits(K);
      index.search(Map.of("candidates", 200), null).find(query(0), K, many);
      assertTrue(many.visited > few.visited);
    }
  }

  @Test
  void aFolderIsOpenedTwice() throws Exception {
    Vectors vectors = vectors(Similarity.L2);
    JVectorEngine engine = build(Map.of("compression", "pq", "pq_subspaces", 8), vectors);
    try (OpenIndex one = engine.open(vectors, folder);
        OpenIndex two = engine.open(vectors, folder)) {
      OpenIndex.Search searchOne = one.search(Map.of(), null);
      OpenIndex.Search searchTwo = two.search(Map.of(), null);
      for (int i = 0; i < QUERIES; i++) {
        assertArrayEquals(rows(one, searchOne, query(i)), rows(two, searchTwo, query(i)));
      }
    }
  }

  @Test
  void computesWithVectorInstructions() {
    assertTrue(JVectorEngine.vectorized());
  }

  @Test
  void anInterruptionEndsTheBuild() {
    Vectors vectors = vectors(Similarity.L2);
    JVectorEngine engine = engine(Map.of());
    Thread caller = Thread.currentThread();
    Progress interrupting =
        (stage, done, total) -> {
          if (done == 100) {
            caller.interrupt();
          }
          assertTrue(done < total, "the build went on to its end");
        };
    assertThrows(InterruptedException.class, () -> engine.build(vectors, folder, 1, interrupting));
  }

  @Test
  void anUnknownParameterIsToldWithThoseThatExist() {
    assertSays(
        "there is no parameter [neighbours] of a format of kind [jvector]: it has"
            + " [add_hierarchy, alpha, beam_width, compression, m, neighbor_overflow,"
            + " pq_subspaces]",
        () -> engine(Map.of("neighbours", 16)));
    assertSays(
        "[compression] of a format of kind [jvector] must be one of [none, pq, fused_pq], got bq",
        () -> engine(Map.of("compression", "bq")));
    assertSays(
        "[alpha] of a format of kind [jvector] must be a number between 1.0 and 10.0, got 0.5",
        () -> engine(Map.of("alpha", 0.5)));
    assertSays(
        "[pq_subspaces] must be at most 32 (the dimension of the vectors), got 33",
        () -> build(Map.of("compression", "pq", "pq_subspaces", 33), vectors(Similarity.L2)));
  }

  @Test
  void whatJVectorCannotDoIsRefused() {
    assertSays(
        "[segments] of a JVector index must be 1: it is one graph; got 10",
        () -> engine(Map.of()).build(vectors(Similarity.L2), folder, 10, Progress.NONE));
    assertSays(
        "JVector has no similarity for [innerproduct], only for [l2] and [cosinesimil]; leave the"
            + " format out for this data set",
        () -> build(Map.of(), vectors(Similarity.INNER_PRODUCT)));
    VectorSource twice = VectorSource.of(new float[] {0.6f, 0.8f, 0, 2}, 2);
    assertSays(
        "JVector's dot product needs vectors of length 1, row 1 has length 2.0; normalize the data"
            + " set",
        () -> build(Map.of(), new Vectors(twice, new int[] {0, 1}, Similarity.COSINE)));
  }

  private static void assertSays(String message, org.junit.jupiter.api.function.Executable what) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, what).getMessage());
  }

  @Test
  void missingDamagedAndOtherIndexesAreToldApart() throws Exception {
    Vectors vectors = vectors(Similarity.L2);
    assertThrows(NoSuchFileException.class, () -> engine(Map.of()).open(vectors, folder));
    JVectorEngine engine = build(Map.of(), vectors);
    Vectors fewer =
        new Vectors(VectorSource.of(POINTS, DIMENSION), new int[] {1, 2, 3}, Similarity.L2);
    IOException other = assertThrows(IOException.class, () -> engine.open(fewer, folder));
    assertTrue(
        other.getMessage().contains("holds 2000 vectors of dimension 32, wanted are 3"),
        other.getMessage());
    Path graph = folder.resolve("graph.jvector");
    try (FileChannel channel = FileChannel.open(graph, StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(graph) / 2);
    }
    IOException damaged = assertThrows(IOException.class, () -> engine.open(vectors, folder));
    assertTrue(damaged.getMessage().contains("is damaged"), damaged.getMessage());
  }
}
