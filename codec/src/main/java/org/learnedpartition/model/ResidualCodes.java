package org.learnedpartition.model;

import org.learnedpartition.vector.QueryTable;

/**
 * Turns residuals into codes, codes into residuals, and queries into what codes are looked up in.
 */
interface ResidualCodes {
  /**
   * Beyond it a term of an estimate is cut off, so that sums of them stay finite: vectors that long
   * overflow single precision in any case.
   */
  double LIMIT = 1e30;

  /**
   * @param residual one finite value a component
   * @param codes receives the codes from {@code offset}, one a byte
   */
  void encode(double[] residual, byte[] codes, int offset);

  /**
   * @param residual receives what the codes stand for
   */
  void decode(byte[] codes, int offset, double[] residual);

  /**
   * What codes are looked up in: the inner product of the query with what they stand for.
   *
   * @param added to every row's
   */
  QueryTable table(float[] query, double added);

  static float limited(double term) {
    return Math.abs(term) <= LIMIT ? (float) term : (float) Math.clamp(term, -LIMIT, LIMIT);
  }
}
