package org.learnedpartition.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.learnedpartition.parallel.Workers;

class ProjectionTests {
  @Test
  void lengthsAreKeptOnAverageAndTheProjectionIsAlwaysTheSame() throws Exception {
    int from = 120;
    int to = 30;
    int n = 500;
    Random random = new Random(3);
    float[] vectors = new float[n * from];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = (float) random.nextGaussian();
    }
    try (Workers one = new Workers(1);
        Workers two = new Workers(2)) {
      float[] projected = new Projection(from, to).of(vectors, two);
      assertEquals(n * to, projected.length);
      assertArrayEquals(projected, new Projection(from, to).of(vectors, one));
      double before = 0;
      double after = 0;
      for (float x : vectors) {
        before += x * x;
      }
      for (float x : projected) {
        after += x * x;
      }
      assertEquals(1, after / before, 0.1);
    }
  }

  @Test
  void aSumOfVectorsIsProjectedToTheSumOfTheirProjections() throws Exception {
    float[] vectors = {1, 2, 3, 4, -2, 0.5f, 1, 1, -1, 2.5f, 4, 5};
    try (Workers workers = new Workers(1)) {
      float[] projected = new Projection(4, 2).of(vectors, workers);
      assertEquals(projected[0] + projected[2], projected[4], 1e-5);
      assertEquals(projected[1] + projected[3], projected[5], 1e-5);
    }
  }
}
