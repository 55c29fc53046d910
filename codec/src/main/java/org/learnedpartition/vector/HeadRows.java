package org.learnedpartition.vector;

import java.util.Objects;

/**
 * Linear heads of bfloat16, a row each, of which a vector is scored by some. Immutable, safe for
 * use by many threads.
 *
 * <p>Every score is 16 chains of fused multiply-adds, component i in chain i mod 16, added up in
 * pairs: it has the same bits on every machine, with both kernels.
 */
public final class HeadRows {
  /** Chains of a score. */
  static final int CHAINS = 16;

  /** Heads whose chains are kept at once. */
  static final int TOGETHER = 4;

  /** Components of an int's halves lie so far apart. */
  private static final int HALF = CHAINS;

  private final int[] rows;
  private final float[] bias;
  private final int inner;

  /** The loop over chosen heads, whose bounds were checked. */
  interface Kernel {
    /**
     * @param x components, as many as a row has
     * @param rows of {@code ints} ints
     * @param heads {@code count} numbers of rows
     * @param chains room for the chains of {@link #TOGETHER} heads
     */
    void score(
        float[] x, int[] rows, int ints, int[] heads, int count, float[] scores, float[] chains);
  }

  private static final class Chosen {
    static final Kernel KERNEL =
        VectorModule.PRESENT ? new SimdHeadKernel() : new ScalarHeadKernel();
  }

  private HeadRows(int[] rows, float[] bias, int inner) {
    this.rows = rows;
    this.bias = bias;
    this.inner = inner;
  }

  /**
   * Packs heads.
   *
   * @param weights heads × inner values
   * @param bias one value a head
   * @return null if a weight is not of bfloat16
   */
  public static HeadRows of(float[] weights, float[] bias, int inner) {
    if (inner < 1 || weights.length != (long) bias.length * inner) {
      throw new IllegalArgumentException(
          weights.length + " weights are not " + bias.length + " heads of " + inner);
    }
    int width = Math.ceilDiv(inner, 2 * HALF) * 2 * HALF;
    float[] padded = new float[Math.multiplyExact(bias.length, width)];
    for (int i = 0; i < bias.length; i++) {
      System.arraycopy(weights, i * inner, padded, i * width, inner);
    }
    int[] rows = Bfloat16.pack(padded, HALF);
    return rows == null ? null : new HeadRows(rows, bias.clone(), inner);
  }

  /** How many heads there are. */
  public int heads() {
    return bias.length;
  }

  /** Components of a vector. */
  public int inner() {
    return inner;
  }

  /** Room for one vector at a time. */
  public Scratch scratch() {
    return new Scratch(2 * rows.length / bias.length);
  }

  /** The arrays that scoring a vector takes; for one thread at a time. */
  public static final class Scratch {
    private final float[] x;
    private final float[] chains = new float[TOGETHER * CHAINS];

    private Scratch(int width) {
      this.x = new float[width];
    }
  }

  /**
   * Scores a vector; allocates nothing.
   *
   * @param vector {@link #inner} components, from {@code offset}
   * @param chosen numbers of heads
   * @param scores receives a score for each of them
   */
  public void score(float[] vector, int offset, int[] chosen, float[] scores, Scratch scratch) {
    Objects.checkFromIndexSize(0, chosen.length, scores.length);
    for (int head : chosen) {
      Objects.checkIndex(head, bias.length);
    }
    System.arraycopy(vector, offset, scratch.x, 0, inner);
    int ints = scratch.x.length / 2;
    Chosen.KERNEL.score(scratch.x, rows, ints, chosen, chosen.length, scores, scratch.chains);
    for (int i = 0; i < chosen.length; i++) {
      scores[i] += bias[chosen[i]];
    }
  }

  /** The sum of a head's chains, in pairs. */
  static float sum(float[] chains, int at) {
    float a = (chains[at] + chains[at + 8]) + (chains[at + 4] + chains[at + 12]);
    float b = (chains[at + 1] + chains[at + 9]) + (chains[at + 5] + chains[at + 13]);
    float c = (chains[at + 2] + chains[at + 10]) + (chains[at + 6] + chains[at + 14]);
    float d = (chains[at + 3] + chains[at + 11]) + (chains[at + 7] + chains[at + 15]);
    return (a + c) + (b + d);
  }
}
