package org.learnedpartition.model;

import org.learnedpartition.vector.ByteTable;
import org.learnedpartition.vector.QueryTable;

/** A byte for each component, in steps of the component's own length. */
final class UniformCodes implements ResidualCodes {
  private static final double MAX_CODE = 255;

  private final double[] low;
  private final double[] step;

  UniformCodes(Codebook book) {
    int dimension = book.dimension();
    float[] values = book.values();
    this.low = new double[dimension];
    this.step = new double[dimension];
    for (int d = 0; d < dimension; d++) {
      low[d] = values[d];
      step[d] = values[dimension + d];
    }
  }

  @Override
  public void encode(double[] residual, byte[] codes, int offset) {
    for (int d = 0; d < low.length; d++) {
      double steps = step[d] == 0 ? 0 : (residual[d] - low[d]) / step[d];
      codes[offset + d] = (byte) (int) Math.clamp(steps + 0.5, 0.0, MAX_CODE);
    }
  }

  @Override
  public void decode(byte[] codes, int offset, double[] residual) {
    for (int d = 0; d < low.length; d++) {
      residual[d] = low[d] + step[d] * Byte.toUnsignedInt(codes[offset + d]);
    }
  }

  @Override
  public QueryTable table(float[] query, double added) {
    float[] weights = new float[low.length];
    double bias = added;
    for (int d = 0; d < low.length; d++) {
      weights[d] = ResidualCodes.limited(query[d] * step[d]);
      bias += query[d] * low[d];
    }
    return new ByteTable(weights, ResidualCodes.limited(bias));
  }
}
