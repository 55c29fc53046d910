package org.learnedpartition.model;

import java.util.Arrays;
import org.learnedpartition.vector.NibbleTable;
import org.learnedpartition.vector.QueryTable;

/**
 * Product quantization (Jégou, Douze and Schmid, "Product quantization for nearest neighbor
 * search", 2011) with 16 points for each group of components: a code is the number of the nearest.
 */
final class GroupCodes implements ResidualCodes {
  private static final int POINTS = Codebook.CENTROIDS;

  private final int dimension;
  private final int width;
  // [dimension][16]: the 16 distances of a component are independent, so loops over them vectorize.
  private final double[] values;
  private final float[] floats;

  GroupCodes(Codebook book) {
    this.dimension = book.dimension();
    this.width = book.encoding().width();
    this.floats = book.values();
    this.values = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      values[i] = floats[i];
    }
  }

  @Override
  public void encode(double[] residual, byte[] codes, int offset) {
    double[] distances = new double[POINTS];
    for (int from = 0; from < dimension; from += width) {
      squares(residual, from, Math.min(from + width, dimension), distances);
      codes[offset++] = (byte) least(distances);
    }
  }

  private void squares(double[] residual, int from, int to, double[] distances) {
    Arrays.fill(distances, 0);
    for (int d = from; d < to; d++) {
      double component = residual[d];
      int row = d * POINTS;
      for (int j = 0; j < POINTS; j++) {
        double difference = component - values[row + j];
        distances[j] += difference * difference;
      }
    }
  }

  /** Without branches: distances are not negative, so they are ordered as their bits are. */
  private static int least(double[] distances) {
    long least = Long.MAX_VALUE;
    for (int j = 0; j < POINTS; j++) {
      least = Math.min(least, Double.doubleToRawLongBits(distances[j]) & -POINTS | j);
    }
    return (int) least & POINTS - 1;
  }

  @Override
  public void decode(byte[] codes, int offset, double[] residual) {
    for (int d = 0; d < dimension; d++) {
      residual[d] = values[d * POINTS + codes[offset + d / width]];
    }
  }

  @Override
  public QueryTable table(float[] query, double added) {
    NibbleTable table = NibbleTable.of(query, floats, width, ResidualCodes.limited(added));
    return table == null ? limitedTable(query, added) : table;
  }

  /** The same for components whose sums no float can hold. */
  private QueryTable limitedTable(float[] query, double added) {
    int groups = Math.ceilDiv(dimension, width);
    float[] entries = new float[groups * POINTS];
    double[] sums = new double[POINTS];
    int to = 0;
    for (int from = 0; from < dimension; from += width) {
      // A row has one entry of each group, so one of the first.
      Arrays.fill(sums, from == 0 ? added : 0);
      for (int d = from; d < Math.min(from + width, dimension); d++) {
        double component = query[d];
        int row = d * POINTS;
        for (int j = 0; j < POINTS; j++) {
          sums[j] += component * values[row + j];
        }
      }
      for (int j = 0; j < POINTS; j++) {
        entries[to++] = ResidualCodes.limited(sums[j]);
      }
    }
    return new NibbleTable(entries, groups);
  }
}
