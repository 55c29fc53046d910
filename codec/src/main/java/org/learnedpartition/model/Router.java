package org.learnedpartition.model;

/**
 * A network that ranks the bins of a vector's neighbours. Safe for use by many threads.
 *
 * <p>As an ONNX graph: input {@code vector} float32 [n, dimension]; outputs {@code bins} int64 [n,
 * r] and {@code log_probability} float32 [n, r], best first, 1 ≤ r ≤ bins, no bin twice in a row.
 * Cosine models take vectors of any length: normalising is the graph's business.
 */
public interface Router extends AutoCloseable {
  /** Components of a vector. */
  int dimension();

  /** Number of bins, B. */
  int bins();

  /** How many bins a row ranks, r: 1 … B. */
  int ranked();

  /**
   * Ranks the bins of each row. A row that the network cannot rank, because its arithmetic
   * overflows, has {@link Float#NEGATIVE_INFINITY} as every log-probability.
   *
   * @param vectors row-major, at least {@code count × dimension} finite values
   * @param count number of rows, ≥ 0
   * @param bins receives {@code count × ranked} bin numbers, row-major
   * @param logProbabilities receives their natural log-probabilities, not increasing
   * @throws IllegalArgumentException if an array is too short or a component is not finite
   */
  void route(float[] vectors, int count, int[] bins, float[] logProbabilities);

  @Override
  void close();
}
