package org.learnedpartition.model;

/** What every router refuses. */
final class RouterArguments {
  private RouterArguments() {}

  static void checkLength(String name, int length, int from, int count, int columns) {
    if (from < 0 || count < 0 || ((long) from + count) * columns > length) {
      throw new IllegalArgumentException(
          "array of "
              + name
              + " has "
              + length
              + " values, expected "
              + columns
              + " for each of "
              + count
              + " vectors"
              + (from == 0 ? "" : " from the " + from + "th"));
    }
  }

  static void checkFinite(float[] vectors, int from, int count, int dimension) {
    for (int i = from * dimension; i < (from + count) * dimension; i++) {
      if (!Float.isFinite(vectors[i])) {
        throw new IllegalArgumentException(
            "vector " + i / dimension + " has a component that is not finite at " + i % dimension);
      }
    }
  }
}
