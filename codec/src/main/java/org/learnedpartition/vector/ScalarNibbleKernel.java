package org.learnedpartition.vector;

/** The scalar twin of {@link SimdNibbleKernel}: same bits, for JVMs without the Vector API. */
final class ScalarNibbleKernel implements NibbleTable.Kernel {
  private static final int CENTROIDS = NibbleTable.CENTROIDS;

  @Override
  public void entries(float[] query, float[] codebook, int width, float[] entries) {
    for (int d = 0; d < query.length; d++) {
      int group = d / width * CENTROIDS;
      for (int j = 0; j < CENTROIDS; j++) {
        float before = d % width == 0 ? 0 : entries[group + j];
        entries[group + j] = Math.fma(query[d], codebook[d * CENTROIDS + j], before);
      }
    }
  }

  @Override
  public void ranges(float[] entries, int groups, float[] lowest, float[] highest) {
    for (int g = 0; g < groups; g++) {
      float low = Float.POSITIVE_INFINITY;
      float high = Float.NEGATIVE_INFINITY;
      for (int i = g * CENTROIDS; i < (g + 1) * CENTROIDS; i++) {
        low = Math.min(low, entries[i]);
        high = Math.max(high, entries[i]);
      }
      lowest[g] = low;
      highest[g] = high;
    }
  }

  @Override
  public void round(float[] entries, int groups, float[] lowest, float steps, byte[] table) {
    for (int i = 0; i < groups * CENTROIDS; i++) {
      int rounded = (int) ((entries[i] - lowest[i / CENTROIDS]) * steps + 0.5f);
      table[NibbleTable.place(i / CENTROIDS) + i % CENTROIDS] =
          (byte) Math.min(NibbleTable.MAX_ENTRY, rounded);
    }
  }

  @Override
  public int scan(
      byte[] table,
      int groups,
      float step,
      float bias,
      byte[] blocks,
      int offset,
      float threshold,
      float[] scores) {
    return scan(table, groups, step, bias, blocks, offset, threshold, scores, 0);
  }

  @Override
  public int scanTwo(
      byte[] table,
      int groups,
      float step,
      float bias,
      byte[] blocks,
      int offset,
      float threshold,
      float[] scores) {
    int next = offset + NibbleTable.codeBytes(groups) + QueryTable.BLOCK_ROWS * Float.BYTES;
    int to = QueryTable.BLOCK_ROWS;
    return scan(table, groups, step, bias, blocks, offset, threshold, scores, 0)
        | scan(table, groups, step, bias, blocks, next, threshold, scores, to) << to;
  }

  private static int scan(
      byte[] table,
      int groups,
      float step,
      float bias,
      byte[] blocks,
      int offset,
      float threshold,
      float[] scores,
      int to) {
    int constants = offset + NibbleTable.codeBytes(groups);
    int mask = 0;
    for (int row = 0; row < QueryTable.BLOCK_ROWS; row++) {
      int sum = 0;
      int at = offset + row;
      // After an odd number of groups the table's padding is zeros.
      for (int g = 0; g < groups; g += 2, at += QueryTable.BLOCK_ROWS) {
        sum += table[NibbleTable.place(g) + (blocks[at] & 15)];
        sum += table[NibbleTable.place(g + 1) + (blocks[at] >> 4 & 15)];
      }
      float constant = (float) BlockLayout.FLOAT.get(blocks, constants + row * Float.BYTES);
      float score = Math.fma((float) sum, step, bias + constant);
      scores[to + row] = score;
      mask |= score > threshold ? 1 << row : 0;
    }
    return mask;
  }
}
