package org.learnedpartition.sets;

/** Scales vectors to length 1 in double precision, with the same bits as NumPy. */
final class UnitLength {
  private static final int LANES = 8;

  /** NumPy halves longer sums. */
  private static final int RUN = 128;

  private UnitLength() {}

  /** The Euclidean length of a row, as {@code numpy.linalg.norm} gives it. */
  static double length(float[] row) {
    double[] squares = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      squares[i] = (double) row[i] * row[i];
    }
    return Math.sqrt(sum(squares, 0, squares.length));
  }

  /** NumPy's pairwise summation: its order of additions decides the last bit. */
  private static double sum(double[] values, int from, int n) {
    if (n < LANES) {
      double sum = 0;
      for (int i = from; i < from + n; i++) {
        sum += values[i];
      }
      return sum;
    }
    if (n > RUN) {
      int half = n / 2;
      half -= half % LANES;
      return sum(values, from, half) + sum(values, from + half, n - half);
    }
    double[] r = new double[LANES];
    System.arraycopy(values, from, r, 0, LANES);
    int whole = n - n % LANES;
    for (int i = LANES; i < whole; i += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        r[lane] += values[from + i + lane];
      }
    }
    double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (int i = whole; i < n; i++) {
      sum += values[from + i];
    }
    return sum;
  }

  /**
   * Scales a row in place.
   *
   * @param length its length, positive
   */
  static void scale(float[] row, double length) {
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) (row[i] / length);
    }
  }
}
