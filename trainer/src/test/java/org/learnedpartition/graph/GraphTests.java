package org.learnedpartition.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.vector.Gemm;

class GraphTests {
  /**
   * Whole numbers, so that scores are exact, whatever the order of their sums, and many tie; some
   * points are equal. For cosine all have length 1: signs of a quarter, 16 of them.
   */
  private static Points whole(Similarity similarity, Random random, int n, int d) {
    int dimension = similarity == Similarity.COSINE ? 16 : d;
    int groups = 1 + n / 60;
    int[] centre = random.ints(groups * dimension, -9, 10).toArray();
    float[] vectors = new float[n * dimension];
    float[] bias = new float[n];
    for (int i = 0; i < n; i++) {
      int group = random.nextInt(groups);
      boolean same = i > 0 && random.nextInt(12) == 0;
      int twin = same ? random.nextInt(i) : 0;
      for (int j = 0; j < dimension; j++) {
        int value = centre[group * dimension + j] + random.nextInt(7) - 3;
        vectors[i * dimension + j] =
            same
                ? vectors[twin * dimension + j]
                : similarity == Similarity.COSINE ? (value > 0 ? 0.25f : -0.25f) : value;
        float x = vectors[i * dimension + j];
        bias[i] -= similarity == Similarity.L2 ? x * x / 2 : 0;
      }
    }
    return new Points(vectors, n, dimension, bias);
  }

  private static float score(Points points, int i, int j) {
    double dot = 0;
    for (int c = 0; c < points.dimension(); c++) {
      dot +=
          (double) points.vectors()[i * points.dimension() + c]
              * points.vectors()[j * points.dimension() + c];
    }
    return (float) (dot + points.bias()[j]);
  }

  /** All other points, best first. */
  private static int[] ranked(Points points, int i) {
    float[] scores = new float[points.count()];
    for (int j = 0; j < scores.length; j++) {
      scores[j] = score(points, i, j);
    }
    return IntStream.range(0, scores.length)
        .filter(j -> j != i)
        .boxed()
        .sorted(
            (a, b) ->
                scores[a] != scores[b]
                    ? Float.compare(scores[b], scores[a])
                    : Integer.compare(a, b))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void exactGraphIsThatOfBruteForceForEveryK(Similarity similarity) throws Exception {
    for (int seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      int n = 2 + random.nextInt(seed % 3 == 0 ? 6 : 300);
      int k = seed % 4 == 0 ? n - 1 : seed % 4 == 1 ? 1 : 1 + random.nextInt(n - 1);
      Points points = whole(similarity, random, n, 1 + random.nextInt(24));
      try (Workers workers = new Workers(1 + seed % 3)) {
        Neighbours found =
            ClusteredNeighbours.exact(points, k, workers, Progress.NONE, "test").neighbours();
        assertEquals(n, found.queries());
        for (int i = 0; i < n; i++) {
          assertArrayEquals(
              Arrays.copyOf(ranked(points, i), k),
              Arrays.copyOfRange(found.ids(), i * k, (i + 1) * k),
              "seed " + seed + ", point " + i);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void clusteredGraphHasTheRecallThatItTells(Similarity similarity) throws Exception {
    for (int seed = 0; seed < 2; seed++) {
      Random random = new Random(seed);
      int n = 2600 + 900 * seed;
      int k = seed == 0 ? 10 : 25;
      Points points = whole(similarity, random, n, 12);
      try (Workers workers = new Workers(2)) {
        ClusteredNeighbours.Graph graph =
            ClusteredNeighbours.of(points, similarity, seed, workers, Progress.NONE)
                .graph(k, 0.9, Progress.NONE, "test");
        int[] ids = graph.neighbours().ids();
        int hits = 0;
        int looked = 0;
        for (int i = seed; i < n; i += 9, looked++) {
          int[] row = Arrays.copyOfRange(ids, i * k, (i + 1) * k);
          int[] best = ranked(points, i);
          int[] ranks = new int[n];
          for (int r = 0; r < best.length; r++) {
            ranks[best[r]] = r;
          }
          Set<Integer> seen = new HashSet<>();
          for (int j = 0; j < k; j++) {
            String at = "seed " + seed + ", point " + i + ", neighbour " + j;
            assertTrue(row[j] >= 0 && row[j] != i && seen.add(row[j]), at);
            assertTrue(j == 0 || ranks[row[j - 1]] < ranks[row[j]], at);
            hits += ranks[row[j]] < k ? 1 : 0;
          }
        }
        double recall = (double) hits / (looked * k);
        assertTrue(graph.recall() - graph.error() >= 0.9, graph.recall() + "");
        assertEquals(graph.recall(), recall, 0.002 + 6 * graph.error(), "seed " + seed);
        assertTrue(graph.exact() || graph.probes() < graph.clusters());
      }
    }
  }

  @Test
  void graphDoesNotDependOnTheNumberOfThreads() throws Exception {
    Points points = whole(Similarity.L2, new Random(5), 4000, 10);
    int[] first = null;
    for (int threads : new int[] {1, 2, 5}) {
      try (Workers workers = new Workers(threads)) {
        ClusteredNeighbours.Graph graph =
            ClusteredNeighbours.of(points, Similarity.L2, 7, workers, Progress.NONE)
                .graph(10, 0.95, Progress.NONE, "test");
        assertFalse(graph.exact());
        first = first == null ? graph.neighbours().ids() : first;
        assertArrayEquals(first, graph.neighbours().ids(), threads + " threads");
      }
    }
  }

  @Test
  void smallerGraphIsTheFirstColumnsOfALarger() throws Exception {
    Points points = whole(Similarity.L2, new Random(2), 500, 6);
    try (Workers workers = new Workers(2)) {
      Neighbours large =
          ClusteredNeighbours.exact(points, 30, workers, Progress.NONE, "test").neighbours();
      for (int k : new int[] {1, 7, 30}) {
        Neighbours cut = large.first(k);
        assertEquals(k, cut.k());
        Neighbours built =
            ClusteredNeighbours.exact(points, k, workers, Progress.NONE, "test").neighbours();
        assertArrayEquals(built.ids(), cut.ids(), "k " + k);
      }
      String none = assertThrows(IllegalArgumentException.class, () -> large.first(0)).getMessage();
      assertTrue(none.contains("between 1 and 30"), none);
      assertThrows(IllegalArgumentException.class, () -> large.first(31));
    }
  }

  @Test
  void asManyNeighboursAsPointsAreRefused() throws Exception {
    Points points = whole(Similarity.L2, new Random(1), 12, 3);
    try (Workers workers = new Workers(1)) {
      ClusteredNeighbours search =
          ClusteredNeighbours.of(points, Similarity.L2, 1, workers, Progress.NONE);
      for (int k : new int[] {-1, 0, 12, 13}) {
        String said =
            assertThrows(
                    IllegalArgumentException.class,
                    () -> search.graph(k, 0.9, Progress.NONE, "test"))
                .getMessage();
        assertEquals(
            "[k] must be between 1 and 11, the other vectors that each of 12 has, got " + k, said);
      }
      assertEquals(12, search.graph(11, 0.9, Progress.NONE, "test").neighbours().queries());
    }
    String many =
        assertThrows(
                IllegalArgumentException.class, () -> ExactNeighbours.checkGraph(50_000_000, 100))
            .getMessage();
    assertTrue(many.contains("at most 42"), many);
  }

  @Test
  void pointsThatAreAllEqualHaveTheSmallestIdsForNeighbours() throws Exception {
    int n = 2500;
    Points points = new Points(new float[3 * n], n, 3, new float[n]);
    try (Workers workers = new Workers(2)) {
      Neighbours found =
          ClusteredNeighbours.of(points, Similarity.L2, 1, workers, Progress.NONE)
              .graph(2, 0.95, Progress.NONE, "test")
              .neighbours();
      for (int i = 2; i < n; i++) {
        assertEquals(0, found.ids()[2 * i], "point " + i);
        assertEquals(1, found.ids()[2 * i + 1], "point " + i);
      }
    }
  }

  @Test
  void singlePointsScoreTheBitsOfABlock() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      int d = 1 + random.nextInt(70);
      int n = 1 + random.nextInt(60);
      float[] vectors = new float[n * d];
      float[] bias = new float[n];
      for (int i = 0; i < vectors.length; i++) {
        vectors[i] = (float) random.nextGaussian();
        bias[i / d] = random.nextFloat();
      }
      Points points = new Points(vectors, n, d, bias);
      int[] ids = random.ints(1 + random.nextInt(40), 0, n).toArray();
      float[] scores = new float[ids.length];
      int query = random.nextInt(n);
      PointScores.of(vectors, query * d, points, ids, ids.length, scores);
      float[] block = new float[2 * n];
      Gemm.multiply(
          new Points(vectors, n, d, bias).choose(new int[] {query, query}).vectors(),
          0,
          d,
          2,
          Gemm.packTransposed(vectors, 0, n, d, d),
          block,
          0,
          n,
          false);
      for (int i = 0; i < ids.length; i++) {
        assertEquals(block[ids[i]] + bias[ids[i]], scores[i], 0, "seed " + seed);
      }
    }
  }

  /** Each point's best of: its neighbours, theirs, and those of whom it is a neighbour of. */
  private static int[][] expanded(Points points, NeighbourLists lists, int[] cluster, char[] near) {
    int n = points.count();
    int width = lists.width();
    int nearest = near.length / n;
    int[][] expected = new int[n][];
    for (int i = 0; i < n; i++) {
      BitSet candidates = new BitSet();
      for (int through = 0; through < n; through++) {
        int[] own = Arrays.copyOfRange(lists.ids(), i * width, (i + 1) * width);
        int[] others = Arrays.copyOfRange(lists.ids(), through * width, (through + 1) * width);
        int point = through;
        int self = i;
        boolean ahead = Arrays.stream(own).anyMatch(id -> id == point);
        boolean behind = Arrays.stream(others).anyMatch(id -> id == self);
        if (ahead || behind) {
          for (int id : others) {
            char[] done = Arrays.copyOfRange(near, i * nearest, (i + 1) * nearest);
            if (id >= 0 && id != i && new String(done).indexOf(cluster[id]) < 0) {
              candidates.set(id);
            }
          }
        }
      }
      for (int id : Arrays.copyOfRange(lists.ids(), i * width, (i + 1) * width)) {
        if (id >= 0) {
          candidates.set(id);
        }
      }
      expected[i] = Arrays.stream(ranked(points, i)).filter(candidates::get).limit(width).toArray();
    }
    return expected;
  }

  @Test
  void stepFindsTheNeighboursOfNeighbours() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      // So few that no point is a neighbour of more than a step looks at.
      int n = 6 + random.nextInt(11);
      int width = 1 + random.nextInt(4);
      Points points = whole(Similarity.L2, random, n, 3);
      int[] cluster = random.ints(n, 0, 4).toArray();
      char[] near = new char[n];
      for (int i = 0; i < n; i++) {
        near[i] = (char) random.nextInt(4);
      }
      NeighbourLists lists = NeighbourLists.none(n, width);
      for (int i = 0; i < n; i++) {
        int self = i;
        int[] some = Sample.of(n, width, new SplittableRandom(100L * seed + i));
        int[] others = Arrays.stream(some).filter(id -> id != self).toArray();
        int[] best =
            Arrays.stream(ranked(points, i))
                .filter(id -> Arrays.stream(others).anyMatch(o -> o == id))
                .toArray();
        System.arraycopy(best, 0, lists.ids(), i * width, best.length);
        lists.compare(i, NeighbourLists.none(n, width));
      }
      try (Workers workers = new Workers(1 + seed % 2)) {
        FourClusters scorer = new FourClusters();
        ClusterBlocks blocks = new ClusterBlocks(points, scorer, cluster, workers);
        Expansion expansion = new Expansion(points, blocks, near, workers);
        NeighbourLists next = expansion.step(lists, Progress.NONE, "test");
        int[][] expected = expanded(points, lists, cluster, near);
        for (int i = 0; i < n; i++) {
          int[] row = Arrays.copyOfRange(next.ids(), i * width, (i + 1) * width);
          String at = "seed " + seed + ", point " + i;
          assertArrayEquals(expected[i], head(row), at);
          Set<Integer> before = new TreeSet<>();
          for (int j = i * width; j < (i + 1) * width; j++) {
            before.add(lists.ids()[j]);
          }
          for (int j = 0; j < width; j++) {
            boolean fresh = row[j] >= 0 && !before.contains(row[j]);
            assertEquals(fresh, next.fresh()[i * width + j], at);
          }
        }
      }
    }
  }

  private static int[] head(int[] row) {
    return Arrays.stream(row).takeWhile(id -> id >= 0).toArray();
  }

  /** Only how many clusters there are matters to a step. */
  private record FourClusters() implements Scorer {
    @Override
    public int bins() {
      return 4;
    }

    @Override
    public void score(float[] vectors, int from, int rows, float[] scores) {
      throw new UnsupportedOperationException("a step ranks no clusters");
    }
  }
}
