package org.learnedpartition.method;

/**
 * What a query costs, predicted: one thread, one segment that lies in memory, rows coded {@code
 * 16x}, half of the vectors with a second row, hits scored exactly. The constants are a least
 * squares fit, of relative errors, to the processor time of 90 settings of the benchmark {@code
 * one-segment} on four data sets of 100 to 784 components and 60,000 to 331,479 vectors (AMD EPYC,
 * Zen 4, 512-bit vectors): 4 % off in the median, 15 % at most. Of other machines they say which
 * setting is faster, not how fast it is.
 *
 * @param dimension of the vectors, ≥ 1
 */
public record QueryCost(int dimension) {
  /** To prepare the query and make its tables, for each component. */
  private static final double COMPONENT_NANOS = 27;

  /** A multiply-add of the router, its softmax and its ranking included. */
  private static final double ROUTING_NANOS = 0.067;

  /** A row of any length. */
  private static final double ROW_NANOS = 1.64;

  /** What each component adds to a row: its code is half a nibble, looked up in registers. */
  private static final double ROW_COMPONENT_NANOS = 0.0128;

  /** Rows that a bin costs besides its own, as rows are read in blocks of 16. */
  private static final int ROWS_OF_A_PROBE = 16;

  /**
   * The exact scores, for the root of the rows: the more rows, the nearer are those of them that
   * have to be beaten.
   */
  private static final double EXACT_NANOS = 377;

  public QueryCost {
    if (dimension < 1) {
      throw new IllegalArgumentException("[dimension] must be at least 1, got " + dimension);
    }
  }

  /**
   * Processor time of a query.
   *
   * @param routing multiply-adds of the router
   * @param probes bins that are scanned
   * @param rows that they hold in all
   * @return µs
   */
  public double micros(double routing, double probes, double rows) {
    double row = ROW_NANOS + ROW_COMPONENT_NANOS * dimension;
    double nanos =
        COMPONENT_NANOS * dimension
            + ROUTING_NANOS * routing
            + row * (rows + ROWS_OF_A_PROBE * probes)
            + EXACT_NANOS * Math.sqrt(rows);
    return nanos / 1000;
  }
}
