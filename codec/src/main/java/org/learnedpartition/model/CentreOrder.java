package org.learnedpartition.model;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Bins by the distance of their centres: the order of what a router does not rank. */
final class CentreOrder {
  private CentreOrder() {}

  /**
   * The bins that are not marked, nearest centre first, of equal distance by number.
   *
   * @param seen marks by bin
   */
  static int[] of(PartitionModel model, float[] vector, boolean[] seen) {
    long[] keys = new long[model.bins()];
    int n = 0;
    for (int bin = 0; bin < model.bins(); bin++) {
      if (!seen[bin]) {
        int bits = Float.floatToIntBits((float) distance(model, vector, 0, bin));
        // Sorts as (distance, bin): negative floats order backwards as integers.
        keys[n++] = (long) (bits ^ (bits >> 31) & 0x7fffffff) << 32 | bin;
      }
    }
    Arrays.sort(keys, 0, n);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }

  /** The bin of the nearest centre, of equals the first. */
  static int nearest(PartitionModel model, float[] vectors, int offset) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int bin = 0; bin < model.bins(); bin++) {
      double distance = distance(model, vectors, offset, bin);
      if (distance < least) {
        least = distance;
        nearest = bin;
      }
    }
    return nearest;
  }

  /** Squared distance, or minus the inner product; in double, where no float overflows. */
  private static double distance(PartitionModel model, float[] vectors, int offset, int bin) {
    FloatBuffer centres = model.centres();
    int dimension = model.dimension();
    boolean squared = model.similarity() == Similarity.L2;
    double distance = 0;
    for (int d = 0; d < dimension; d++) {
      double component = vectors[offset + d];
      double centre = centres.get(bin * dimension + d);
      distance += squared ? (component - centre) * (component - centre) : -component * centre;
    }
    return distance;
  }
}
