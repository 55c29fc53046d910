package org.learnedpartition.vector;

/** The scalar twin of {@link SimdNibbleKernel}: same bits, for JVMs without the Vector API. */
final class ScalarNibbleKernel implements NibbleTable.Kernel {
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
    int constants = offset + groups * NibbleTable.CENTROIDS;
    int mask = 0;
    for (int i = 0; i < NibbleTable.CENTROIDS; i++) {
      int low = 0;
      int high = 0;
      for (int g = 0; g < groups; g++) {
        int group = g * NibbleTable.CENTROIDS;
        int codes = blocks[offset + group + i];
        low += table[group + (codes & 15)];
        high += table[group + (codes >> 4 & 15)];
      }
      for (int row = i, sum = low; row < QueryTable.BLOCK_ROWS; row += 16, sum = high) {
        float constant = (float) BlockLayout.FLOAT.get(blocks, constants + row * Float.BYTES);
        scores[row] = Math.fma((float) sum, step, bias + constant);
        mask |= scores[row] > threshold ? 1 << row : 0;
      }
    }
    return mask;
  }
}
