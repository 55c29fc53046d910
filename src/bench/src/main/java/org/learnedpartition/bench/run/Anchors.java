package org.learnedpartition.bench.run;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.lucene.util.FixedBitSet;
import org.learnedpartition.data.Points;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.vector.Gemm;

/**
 * A few queries that are spread over the space of the queries, and the vectors in the order of
 * their nearness to each: what filters that go with position in space are made of.
 */
final class Anchors {
  /** Enough that a query lies near one, few enough that a score of each row for each fits. */
  static final int COUNT = 16;

  private final int[] anchorOf;
  private final float[][] scores;

  /**
   * @param base is read once
   * @param queries prepared as the base will be
   */
  Anchors(BaseBlocks base, Points queries, long seed, Workers workers)
      throws IOException, InterruptedException {
    int d = queries.dimension();
    this.anchorOf = new int[queries.count()];
    int[] chosen = choose(queries, new SplittableRandom(seed), anchorOf);
    this.scores = new float[chosen.length][base.rows()];
    float[] anchors = new float[chosen.length * d];
    for (int a = 0; a < chosen.length; a++) {
      System.arraycopy(queries.vectors(), chosen[a] * d, anchors, a * d, d);
    }
    base.read(
        "anchors",
        (first, points) ->
            workers.ranges(
                points.count(),
                1024,
                (from, to) -> {
                  int n = to - from;
                  Gemm.Packed packed = Gemm.packTransposed(points.vectors(), from * d, n, d, d);
                  float[] products = new float[chosen.length * n];
                  Gemm.multiply(anchors, 0, d, chosen.length, packed, products, 0, n, false);
                  for (int i = 0; i < products.length; i++) {
                    int row = from + i % n;
                    scores[i / n][first + row] = products[i] + points.bias()[row];
                  }
                }));
  }

  /**
   * Chooses queries, each with a probability that grows with the squared distance to those chosen
   * before.
   *
   * @param anchorOf receives the number of the nearest anchor of each query
   */
  private static int[] choose(Points queries, SplittableRandom random, int[] anchorOf) {
    int n = queries.count();
    int[] chosen = new int[Math.min(COUNT, n)];
    double[] nearest = new double[n];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    int next = random.nextInt(n);
    for (int a = 0; a < chosen.length; a++) {
      chosen[a] = next;
      double total = 0;
      for (int q = 0; q < n; q++) {
        double distance = squaredDistance(queries, next, q);
        if (distance < nearest[q]) {
          nearest[q] = distance;
          anchorOf[q] = a;
        }
        total += nearest[q];
      }
      if (total == 0) { // Fewer distinct queries than anchors.
        return Arrays.copyOf(chosen, a + 1);
      }
      double left = random.nextDouble() * total;
      for (int q = 0; q < n && left >= 0; q++) {
        if (nearest[q] > 0) {
          next = q;
          left -= nearest[q];
        }
      }
    }
    return chosen;
  }

  private static double squaredDistance(Points points, int a, int b) {
    int d = points.dimension();
    double sum = 0;
    for (int i = 0; i < d; i++) {
      double difference = points.vectors()[a * d + i] - points.vectors()[b * d + i];
      sum += difference * difference;
    }
    return sum;
  }

  int count() {
    return scores.length;
  }

  /** Number of the anchor that is nearest to a query. */
  int of(int query) {
    return anchorOf[query];
  }

  /** All positions, nearest to the anchor first; equally near ones by smaller position. */
  int[] nearestFirst(int anchor) {
    long[] keys = new long[scores[anchor].length];
    for (int i = 0; i < keys.length; i++) {
      int bits = Float.floatToIntBits(-scores[anchor][i] + 0f);
      keys[i] = (long) (bits ^ (bits >> 31) & 0x7fffffff) << 32 | i;
    }
    Arrays.sort(keys);
    int[] positions = new int[keys.length];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = (int) keys[i];
    }
    return positions;
  }

  /** The bits of {@code positions[from … to - 1]}. */
  static FixedBitSet set(int[] positions, int from, int to) {
    FixedBitSet set = new FixedBitSet(positions.length);
    for (int i = from; i < to; i++) {
      set.set(positions[i]);
    }
    return set;
  }
}
