package org.learnedpartition.data;

/** The check that components are finite. */
final class Finite {
  private Finite() {}

  /** Index of the first value that is not finite, or -1. */
  static int firstBad(float[] values, int from, int length) {
    // Finite values times zero sum to zero; the branch-free pass runs at memory speed.
    float sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += values[i] * 0f;
    }
    if (sum == 0) {
      return -1;
    }
    for (int i = from; i < from + length; i++) {
      if (!Float.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }

  static String says(float value) {
    return "has the component " + value + ": components must be finite";
  }
}
