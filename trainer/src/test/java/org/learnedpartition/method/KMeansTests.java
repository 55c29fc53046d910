package org.learnedpartition.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class KMeansTests {
  private static final int DIMENSION = 6;
  private static final int BINS = 12;

  /** The clusters, and the points that they are of. */
  private record Clustered(Points points, Clustering clusters) {
    double score(int point, int c, boolean unit) {
      double dot = 0;
      double squares = 0;
      for (int d = 0; d < DIMENSION; d++) {
        double centre = clusters.centres()[c * DIMENSION + d];
        dot += points.vectors()[point * DIMENSION + d] * centre;
        squares += centre * centre;
      }
      return unit ? dot / Math.sqrt(squares) : dot - squares / 2;
    }
  }

  private static Clustered cluster(Method method, Similarity similarity, long seed)
      throws Exception {
    Random random = new Random(seed);
    float[] vectors = new float[800 * DIMENSION];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = (float) (random.nextGaussian() + i / DIMENSION % 5);
    }
    TrainingOptions options =
        TrainingOptions.of(similarity)
            .with(o -> o.method = method)
            .with(o -> o.bins = BINS)
            .with(o -> o.seed = seed);
    try (Workers workers = new Workers(2)) {
      VectorSource source = VectorSource.of(vectors, DIMENSION);
      TrainingSet set = TrainingSet.loadAll(source, null, options, Progress.NONE);
      Parts parts = Parts.unkept(set);
      Groundwork work = new Groundwork(parts, options, BINS, workers, Progress.NONE);
      Training training = new Training(parts, options, BINS, null, work, workers, Progress.NONE);
      return new Clustered(training.documents(), method.clusterer().clusters(training));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "KMEANS_STANDARD,L2,false",
    "KMEANS_STANDARD,COSINE,false",
    "KMEANS_SPHERICAL,L2,true",
    "KMEANS_SPHERICAL,COSINE,true",
    "KMEANS_SHALLOW,L2,false",
    "KMEANS_SHALLOW,COSINE,true"
  })
  void everyDocumentIsInTheBinOfItsNearestCentre(Method method, Similarity similarity, boolean unit)
      throws Exception {
    for (long seed = 1; seed <= 3; seed++) {
      Clustered found = cluster(method, similarity, seed);
      assertEquals(800, found.points().count());
      for (int i = 0; i < 800; i++) {
        double own = found.score(i, found.clusters().bin()[i], unit);
        for (int c = 0; c < BINS; c++) {
          assertTrue(
              own >= found.score(i, c, unit) - 1e-4,
              "seed " + seed + ": document " + i + " is nearer to " + c);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"L2", "COSINE"})
  void shallowCentresAreDocuments(Similarity similarity) throws Exception {
    Clustered found = cluster(Method.KMEANS_SHALLOW, similarity, 4);
    for (int c = 0; c < BINS; c++) {
      double nearest = Double.POSITIVE_INFINITY;
      for (int i = 0; i < 800; i++) {
        double distance = 0;
        for (int d = 0; d < DIMENSION; d++) {
          double x = found.points().vectors()[i * DIMENSION + d];
          distance += Math.pow(x - found.clusters().centres()[c * DIMENSION + d], 2);
        }
        nearest = Math.min(nearest, distance);
      }
      assertEquals(0, nearest, 1e-10, "centre " + c);
    }
  }

  @Test
  void onlyMethodsThatClusterCanBeRanked() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> TrainingOptions.of(Similarity.L2).with(o -> o.clusters = Method.BLISS))
            .getMessage();
    assertEquals(
        "[clusters] must be one of kmeans, kmeans-standard, kmeans-spherical, kmeans-shallow,"
            + " balanced-kmeans, graph, got [bliss]",
        message);
  }
}
