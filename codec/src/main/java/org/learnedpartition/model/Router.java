package org.learnedpartition.model;

import com.google.protobuf.ByteString;

/**
 * A network that ranks the bins of a vector's neighbours. Safe for use by many threads.
 *
 * <p>As an ONNX graph: input {@code vector} float32 [n, dimension]; outputs {@code bins} int64 [n,
 * r] and {@code log_probability} float32 [n, r], best first, 1 ≤ r ≤ bins, no bin twice in a row.
 * Cosine models take vectors of any length: normalising is the graph's business.
 */
public interface Router extends AutoCloseable {
  /**
   * The router of a model in ONNX Runtime, the reference that {@link OpenModel}'s own evaluator is
   * compared with; the caller closes it.
   *
   * @throws InvalidModelException if its trial inference fails
   */
  static Router reference(PartitionModel model) {
    return OnnxRouter.open(
        model.router(), "router", model.dimension(), model.bins(), OnnxRouter.TIME_LIMIT);
  }

  /**
   * How many bins a graph ranks, r, its contract checked without running it.
   *
   * @param onnx the graph; untrusted
   * @param dimension components of the vectors it must take
   * @param bins most bins that it may rank
   * @throws InvalidModelException if the graph breaks a rule
   */
  static int ranked(byte[] onnx, int dimension, int bins) {
    return OnnxGraph.check(ByteString.copyFrom(onnx), "router", dimension, bins).ranked();
  }

  /** Components of a vector. */
  int dimension();

  /** Number of bins, B. */
  int bins();

  /** How many bins {@link #route} ranks, r: 1 … B. */
  int ranked();

  /**
   * Log-probabilities of all bins for each row: {@link Float#NEGATIVE_INFINITY} for a bin that the
   * network leaves out, and for every bin of a row that the network cannot rank, because its
   * arithmetic overflows.
   *
   * @param vectors row-major, finite values
   * @param from first row, ≥ 0
   * @param count number of rows, ≥ 0
   * @param logProbabilities receives {@code count × bins} natural logarithms, row-major, by number
   *     of bin
   * @throws IllegalArgumentException if an array is too short or a component is not finite
   */
  void logProbabilities(float[] vectors, int from, int count, float[] logProbabilities);

  /**
   * As {@link #logProbabilities}, but each row may be shifted by a number of its own, which leaves
   * the order and the differences as they are and costs no exponential.
   */
  default void score(float[] vectors, int from, int count, float[] scores) {
    logProbabilities(vectors, from, count, scores);
  }

  /**
   * Ranks bins as the ONNX graph does. A row that the network cannot rank has {@link
   * Float#NEGATIVE_INFINITY} as every log-probability.
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
