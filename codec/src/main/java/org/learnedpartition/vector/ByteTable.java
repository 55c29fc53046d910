package org.learnedpartition.vector;

import java.util.Arrays;
import java.util.Objects;

/**
 * A query as blocks of rows with a byte for each component are compared with it: a weighted sum of
 * the codes.
 *
 * <p>A row's sum is two chains of fused multiply-adds, one over its even and one over its odd
 * components, in ascending order; then they, and the bias and the row's constant, are added. All
 * kernels give the same bits.
 */
public final class ByteTable implements QueryTable {
  /** Scores a block; see {@link QueryTable#scan}. */
  interface Kernel {
    /**
     * @param weights one for each code of a row, and a 0 if the codes are odd in number: a kernel
     *     may take two codes at a time, the last of which is then a part of the constants
     * @param to where the scores go
     * @return bit i is set where score i, (even sum + odd sum) + (bias + constant), is above
     */
    int scan(
        float[] weights,
        int codes,
        float bias,
        byte[] blocks,
        int offset,
        float threshold,
        float[] scores,
        int to);
  }

  private static final class Chosen {
    static final Kernel KERNEL =
        VectorModule.PRESENT ? SimdByteKernel.ofMachine() : new ScalarByteKernel();
  }

  private final Kernel kernel;
  private final float[] weights;
  private final int codes;
  private final float bias;
  private final int blockBytes;

  /**
   * @param weights what a row's score grows by with each unit of a code
   * @param bias the score of a row whose codes and constant are 0
   * @throws IllegalArgumentException if a value is not finite
   */
  public ByteTable(float[] weights, float bias) {
    this(Chosen.KERNEL, weights, bias);
  }

  ByteTable(Kernel kernel, float[] weights, float bias) {
    if (!Float.isFinite(bias)) {
      throw new IllegalArgumentException("the bias must be finite, it is " + bias);
    }
    for (int i = 0; i < weights.length; i++) {
      if (!Float.isFinite(weights[i])) {
        throw new IllegalArgumentException(
            "weights must be finite, that of component " + i + " is " + weights[i]);
      }
    }
    this.kernel = kernel;
    this.weights = Arrays.copyOf(weights, weights.length + 1 & -2);
    this.codes = weights.length;
    this.bias = bias;
    this.blockBytes = BlockLayout.ofBytes(weights.length).blockBytes();
  }

  @Override
  public int blockBytes() {
    return blockBytes;
  }

  @Override
  public int scan(byte[] blocks, int offset, float threshold, float[] scores) {
    Objects.checkFromIndexSize(offset, blockBytes, blocks.length);
    Objects.checkFromIndexSize(0, BLOCK_ROWS, scores.length);
    return kernel.scan(weights, codes, bias, blocks, offset, threshold, scores, 0);
  }

  @Override
  public int scanTwo(byte[] blocks, int offset, float threshold, float[] scores) {
    Objects.checkFromIndexSize(offset, 2 * blockBytes, blocks.length);
    Objects.checkFromIndexSize(0, 2 * BLOCK_ROWS, scores.length);
    return kernel.scan(weights, codes, bias, blocks, offset, threshold, scores, 0)
        | kernel.scan(
                weights, codes, bias, blocks, offset + blockBytes, threshold, scores, BLOCK_ROWS)
            << BLOCK_ROWS;
  }
}
