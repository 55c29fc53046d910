package org.learnedpartition.bench.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.lucene.util.FixedBitSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.learnedpartition.bench.engine.RowFilter;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.bench.spec.FilterRule;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class FiltersTests {
  private static final int K = 10;
  private static final int ROWS = 8_000;
  private static final int QUERIES = 30;

  private final long seed = new Random().nextLong();
  private final String seeded = "seed " + seed;
  private final Random random = new Random(seed);
  private Workers workers;

  @BeforeEach
  void startWorkers() {
    workers = new Workers(2);
  }

  @AfterEach
  void stopWorkers() {
    workers.close();
  }

  /** At dimension 300 the base is read in two blocks. */
  @ParameterizedTest
  @EnumSource(Similarity.class)
  void truthIsWhatComparingAllAcceptedRowsGives(Similarity similarity) throws Exception {
    int d = similarity == Similarity.L2 ? 300 : 16;
    float[] base = clusters(ROWS, d);
    // Twins are equally near: the smaller row comes first.
    System.arraycopy(base, 0, base, (ROWS - 50) * d, 50 * d);
    float[] queries = clusters(QUERIES, d);
    System.arraycopy(base, 0, queries, 0, 3 * d);
    List<FilterRule> rules =
        rules(
            "none",
            "random 0.0001",
            "random 0.003",
            "random 1",
            "correlated 0.0001",
            "correlated 0.01",
            "correlated 0.5",
            "anti-correlated 0.0001",
            "anti-correlated 0.2");
    List<Filters> made = make(rules, base, order(ROWS), queries, d, similarity);
    assertEquals(rules, made.stream().map(Filters::rule).toList(), seeded);
    for (int q = 0; q < QUERIES; q++) {
      double[] scores = scores(base, d, queries, q, similarity);
      for (Filters filters : made) {
        int[] expected = naive(scores, filters.filterOf(q));
        assertEquals(
            Math.min(K, filters.rule().accepted(ROWS)), expected.length, filters.rule().toString());
        assertArrayEquals(
            expected, filters.truth(q), seeded + ", " + filters.rule() + ", query " + q);
      }
    }
  }

  @Test
  void filtersHoldTheirShareAndTheRowsTheyAreNamedFor() throws Exception {
    int d = 12;
    float[] base = clusters(ROWS, d);
    float[] queries = clusters(QUERIES, d);
    List<FilterRule> rules = rules("correlated 0.3", "anti-correlated 0.7", "random 0.3", "none");
    List<Filters> made = make(rules, base, order(ROWS), queries, d, Similarity.L2);
    Filters near = made.get(0);
    Filters far = made.get(1);
    Filters any = made.get(2);
    double nearer = 0;
    Set<String> anchors = new TreeSet<>();
    for (int q = 0; q < QUERIES; q++) {
      assertEquals(2_400, near.filterOf(q).rows().cardinality(), seeded);
      assertEquals(5_600, far.filterOf(q).rows().cardinality(), seeded);
      assertEquals(2_400, any.filterOf(q).rows().cardinality(), seeded);
      assertNull(made.get(3).filterOf(q));
      // The nearest 30 % and the farthest 70 % of one anchor are all rows.
      assertEquals(
          0,
          FixedBitSet.intersectionCount(near.filterOf(q).rows(), far.filterOf(q).rows()),
          seeded);
      assertSame(any.filterOf(0), any.filterOf(q));
      anchors.add(near.filterOf(q).name());
      double[] scores = scores(base, d, queries, q, Similarity.L2);
      nearer +=
          meanScore(scores, near.filterOf(q).rows()) - meanScore(scores, far.filterOf(q).rows());
    }
    assertTrue(nearer > 0, seeded + ": correlated rows are not nearer, by " + nearer);
    assertTrue(anchors.size() > 1 && anchors.size() <= Anchors.COUNT, seeded + ": " + anchors);
  }

  @Test
  void onlyRowsOfTheSampleAreAcceptedAndFound() throws Exception {
    int d = 8;
    float[] base = clusters(ROWS, d);
    float[] queries = clusters(QUERIES, d);
    int[] order = order(1_001);
    FixedBitSet sample = new FixedBitSet(ROWS);
    for (int row : order) {
      sample.set(row);
    }
    List<FilterRule> rules = rules("none", "random 0.5", "correlated 1");
    for (Filters filters : make(rules, base, order, queries, d, Similarity.L2)) {
      for (int q = 0; q < QUERIES; q++) {
        FixedBitSet accepted = sample;
        if (filters.filterOf(q) != null) {
          accepted = filters.filterOf(q).rows();
          assertEquals(filters.rule().accepted(order.length), accepted.cardinality(), seeded);
          assertEquals(0, FixedBitSet.andNotCount(accepted, sample), seeded);
        }
        assertArrayEquals(
            naive(scores(base, d, queries, q, Similarity.L2), new RowFilter("some", accepted)),
            filters.truth(q),
            seeded);
      }
    }
  }

  @Test
  void sameSeedMakesTheSameFiltersWithAnyNumberOfThreads() throws Exception {
    int d = 10;
    float[] base = clusters(ROWS, d);
    float[] queries = clusters(QUERIES, d);
    List<FilterRule> rules = rules("random 0.1", "correlated 0.1");
    List<Filters> two = make(rules, base, order(ROWS), queries, d, Similarity.COSINE);
    workers.close();
    workers = new Workers(1);
    List<Filters> one = make(rules, base, order(ROWS), queries, d, Similarity.COSINE);
    for (int r = 0; r < rules.size(); r++) {
      for (int q = 0; q < QUERIES; q++) {
        assertEquals(two.get(r).filterOf(q), one.get(r).filterOf(q), seeded);
        assertArrayEquals(two.get(r).truth(q), one.get(r).truth(q), seeded);
      }
    }
  }

  @Test
  void equalQueriesShareOneAnchor() throws Exception {
    int d = 4;
    float[] base = clusters(ROWS, d);
    float[] queries = new float[QUERIES * d];
    Arrays.fill(queries, 0.5f);
    Filters filters =
        make(rules("correlated 0.1"), base, order(ROWS), queries, d, Similarity.L2).get(0);
    for (int q = 1; q < QUERIES; q++) {
      assertSame(filters.filterOf(0), filters.filterOf(q));
    }
    // The anchor is the query itself: the nearest of all rows are among the accepted.
    assertArrayEquals(
        naive(scores(base, d, queries, 0, Similarity.L2), null), filters.truth(0), seeded);
  }

  private static List<FilterRule> rules(String... texts) {
    return Arrays.stream(texts).map(FilterRule::parse).toList();
  }

  /** Rows of a data set in the order of indexing: others than their positions. */
  private int[] order(int n) {
    List<Integer> rows = new ArrayList<>(IntStream.range(0, ROWS).boxed().toList());
    Collections.shuffle(rows, new Random(seed));
    return rows.stream().limit(n).mapToInt(Integer::intValue).toArray();
  }

  private List<Filters> make(
      List<FilterRule> rules,
      float[] base,
      int[] order,
      float[] queries,
      int d,
      Similarity similarity)
      throws IOException, InterruptedException {
    float[][] asked = new float[queries.length / d][];
    Arrays.setAll(asked, q -> Arrays.copyOfRange(queries, q * d, (q + 1) * d));
    try (Vectors vectors = new Vectors(VectorSource.of(base, d), order, similarity)) {
      return Filters.make(rules, K, vectors, asked, seed, workers, Progress.NONE);
    }
  }

  /** Points around centres that are the same for base and queries. */
  private float[] clusters(int n, int d) {
    Random centres = new Random(seed + 1);
    float[] values = new float[20 * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) centres.nextGaussian();
    }
    float[] points = new float[n * d];
    for (int i = 0; i < n; i++) {
      int c = random.nextInt(20);
      for (int j = 0; j < d; j++) {
        points[i * d + j] = values[c * d + j] + 0.4f * (float) random.nextGaussian();
      }
    }
    return points;
  }

  private static int[] naive(double[] scores, RowFilter filter) {
    record Scored(int row, double score) {}
    List<Scored> all = new ArrayList<>();
    for (int row = 0; row < scores.length; row++) {
      if (filter == null || row < filter.rows().length() && filter.rows().get(row)) {
        all.add(new Scored(row, scores[row]));
      }
    }
    all.sort(Comparator.comparingDouble(Scored::score).reversed().thenComparingInt(Scored::row));
    return all.stream().limit(K).mapToInt(Scored::row).toArray();
  }

  private static double meanScore(double[] scores, FixedBitSet rows) {
    return IntStream.range(0, ROWS)
        .filter(rows::get)
        .mapToDouble(row -> scores[row])
        .average()
        .orElseThrow();
  }

  private static double[] scores(
      float[] base, int d, float[] queries, int query, Similarity similarity) {
    return IntStream.range(0, base.length / d)
        .mapToDouble(row -> score(base, row, queries, query, d, similarity))
        .toArray();
  }

  private static double score(
      float[] base, int row, float[] queries, int query, int d, Similarity similarity) {
    double dot = 0;
    double squares = 0;
    double distance = 0;
    for (int j = 0; j < d; j++) {
      double x = base[row * d + j];
      double y = queries[query * d + j];
      dot += x * y;
      squares += x * x;
      distance += (x - y) * (x - y);
    }
    return switch (similarity) {
      case L2 -> -distance;
      case COSINE -> dot / Math.sqrt(squares);
      case INNER_PRODUCT -> dot;
    };
  }
}
