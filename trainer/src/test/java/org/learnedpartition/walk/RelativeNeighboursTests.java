package org.learnedpartition.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.graph.ExactNeighbours;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class RelativeNeighboursTests {
  static Points points(int n, int d, long seed) {
    Random random = new Random(seed);
    float[] vectors = new float[n * d];
    for (int i = 0; i < vectors.length; i++) {
      // Ten clusters far from each other, so that nearest neighbours alone do not connect them.
      vectors[i] = (i / d % 10 == i % d ? 20 : 0) + (float) random.nextGaussian();
    }
    return Space.fit(Similarity.L2, vectors, n, d).prepare(vectors, n);
  }

  @Test
  void everyVertexIsReachedWithFewEdges() throws Exception {
    for (int seed = 0; seed < 10; seed++) {
      Points points = points(200, 12, seed);
      try (Workers workers = new Workers(2)) {
        Neighbours nearest =
            ExactNeighbours.find(points, points, 0, 15, workers, Progress.NONE, "neighbours");
        SearchGraph graph = new RelativeNeighbours(points, 1, 6, workers).graph(nearest);
        // A beam of all walks wherever edges lead.
        assertEquals(200, new GraphSearch(graph).search(new float[200], 0, 200), "seed " + seed);
        assertTrue(graph.edges() <= 7 * 200, "seed " + seed + ", edges " + graph.edges());
      }
    }
  }

  @Test
  void aCandidateBehindANeighbourIsLeftOut() throws Exception {
    // On a line only the next on either side is in front.
    int n = 9;
    float[] vectors = new float[2 * n];
    for (int i = 0; i < n; i++) {
      vectors[2 * i] = i + 0.01f * i * i;
    }
    Points points = Space.fit(Similarity.L2, vectors, n, 2).prepare(vectors, n);
    try (Workers workers = new Workers(1)) {
      Neighbours nearest =
          ExactNeighbours.find(points, points, 0, n - 1, workers, Progress.NONE, "neighbours");
      SearchGraph graph = new RelativeNeighbours(points, 1, n, workers).graph(nearest);
      assertEquals(2 * (n - 1), graph.edges());
      // Ten times nearer than the vertex itself is none of them to the other: but those far off.
      SearchGraph wide = new RelativeNeighbours(points, 100, n, workers).graph(nearest);
      assertEquals(n * (n - 1), wide.edges());
    }
  }
}
