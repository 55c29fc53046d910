package org.learnedpartition.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.learn.Network;
import org.learnedpartition.method.BalancedKMeans;
import org.learnedpartition.method.Clustering;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class NeighboursTests {
  /** Small integers, so that all products are exact and ties are many. */
  private static float[] integers(Random random, int n, int d) {
    float[] values = new float[n * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(5) - 2;
    }
    for (int i = 0; i < n; i++) {
      values[i * d] += 3;
    }
    return values;
  }

  private static double similarity(
      Similarity similarity, float[] a, int i, float[] b, int j, int d) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int c = 0; c < d; c++) {
      dot += (double) a[i * d + c] * b[j * d + c];
      aa += (double) a[i * d + c] * a[i * d + c];
      bb += (double) b[j * d + c] * b[j * d + c];
    }
    return switch (similarity) {
      case L2 -> 2 * dot - aa - bb;
      case COSINE -> dot / Math.sqrt(aa * bb);
      case INNER_PRODUCT -> dot;
    };
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void exactNeighboursAreThoseOfBruteForce(Similarity similarity) throws Exception {
    for (int seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      int d = 1 + random.nextInt(20);
      int n = 1 + random.nextInt(seed == 0 ? 2000 : 300);
      int m = 1 + random.nextInt(250);
      int k = 1 + random.nextInt(12);
      float[] base = integers(random, n, d);
      float[] queries = integers(random, m, d);
      Space space = Space.fit(similarity, base, n, d);
      Points points = space.prepare(base.clone(), n);
      Points asked = space.prepare(queries.clone(), m);
      try (Workers workers = new Workers(1 + seed % 3)) {
        Neighbours found =
            ExactNeighbours.find(points, asked, -1, k, workers, Progress.NONE, "test");
        checkScores(similarity, base, queries, found, n, m, d, "seed " + seed, false);
        Neighbours others =
            ExactNeighbours.find(points, points, 0, k, workers, Progress.NONE, "test");
        checkScores(similarity, base, base, others, n, n, d, "seed " + seed, true);
      }
    }
  }

  /** Rounded similarities may swap ids of near ties, so scores are compared, not ids. */
  private static void checkScores(
      Similarity similarity,
      float[] base,
      float[] queries,
      Neighbours found,
      int n,
      int m,
      int d,
      String message,
      boolean self) {
    for (int q = 0; q < m; q++) {
      List<Double> all = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        if (!self || i != q) {
          all.add(similarity(similarity, queries, q, base, i, d));
        }
      }
      all.sort(Comparator.reverseOrder());
      for (int j = 0; j < found.k(); j++) {
        int id = found.ids()[q * found.k() + j];
        if (j >= all.size()) {
          assertEquals(-1, id, message);
        } else {
          assertTrue(!self || id != q, message);
          double expected = all.get(j);
          assertEquals(
              expected,
              similarity(similarity, queries, q, base, id, d),
              1e-4 * Math.max(1, Math.abs(expected)),
              message);
        }
      }
    }
  }

  @Test
  void tiesGoToTheSmallerId() throws Exception {
    float[] base = {1, 0, 2, 0, 1, 0, 2, 0, 2, 0, 1, 0};
    Points points = new Points(base, 6, 2, new float[6]);
    try (Workers workers = new Workers(2)) {
      Points query = new Points(new float[] {1, 0}, 1, 2, new float[1]);
      Neighbours found = ExactNeighbours.find(points, query, -1, 5, workers, Progress.NONE, "test");
      assertArrayEquals(new int[] {1, 3, 4, 0, 2}, found.ids());
    }
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void clusteredNeighboursReachTheRecallAskedFor(Similarity similarity) throws Exception {
    Random random = new Random(3);
    int n = 6000;
    int d = 16;
    float[] vectors = new float[n * d];
    float[] centre = new float[60 * d];
    for (int i = 0; i < centre.length; i++) {
      centre[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < n; i++) {
      int c = random.nextInt(60);
      for (int j = 0; j < d; j++) {
        vectors[i * d + j] = centre[c * d + j] + 0.5f * (float) random.nextGaussian();
      }
    }
    Points points = Space.fit(similarity, vectors, n, d).prepare(vectors, n);
    try (Workers workers = new Workers(2)) {
      Clustering clusters =
          BalancedKMeans.cluster(points, 64, similarity, 1, workers, Progress.NONE);
      ClusteredNeighbours search =
          new ClusteredNeighbours(
              points,
              Network.ofCentres(clusters.centres(), clusters.bias(), d, 1).forward(),
              clusters.bin(),
              workers);
      ClusteredNeighbours.Result result = search.find(points, 0, 10, 0.95, Progress.NONE, "test");
      Neighbours exact =
          ExactNeighbours.find(points, points, 0, 10, workers, Progress.NONE, "test");
      int hits = 0;
      for (int q = 0; q < n; q++) {
        for (int i = 0; i < 10; i++) {
          int id = result.neighbours().ids()[q * 10 + i];
          assertTrue(id != q, "own neighbour " + q);
          for (int j = 0; j < 10; j++) {
            hits += exact.ids()[q * 10 + j] == id ? 1 : 0;
          }
        }
      }
      double recall = hits / (10.0 * n);
      assertTrue(result.recall() >= 0.95, "" + result.recall());
      assertEquals(result.recall(), recall, 0.02);
    }
  }
}
