package org.learnedpartition.vector;

/** The scalar twin of {@link SimdByteKernel}: same bits, for JVMs without the Vector API. */
final class ScalarByteKernel implements ByteTable.Kernel {
  @Override
  public int scan(
      float[] weights,
      int codes,
      float bias,
      byte[] blocks,
      int offset,
      float threshold,
      float[] scores,
      int to) {
    int constants = offset + codes * QueryTable.BLOCK_ROWS;
    int mask = 0;
    for (int row = 0; row < QueryTable.BLOCK_ROWS; row++) {
      float even = 0;
      float odd = 0;
      int at = offset + row;
      for (int i = 0; i < codes; i++, at += QueryTable.BLOCK_ROWS) {
        if ((i & 1) == 0) {
          even = Math.fma(weights[i], (float) (blocks[at] & 0xFF), even);
        } else {
          odd = Math.fma(weights[i], (float) (blocks[at] & 0xFF), odd);
        }
      }
      float constant = (float) BlockLayout.FLOAT.get(blocks, constants + row * Float.BYTES);
      float score = (even + odd) + (bias + constant);
      scores[to + row] = score;
      mask |= score > threshold ? 1 << row : 0;
    }
    return mask;
  }
}
