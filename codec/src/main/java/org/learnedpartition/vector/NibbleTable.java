package org.learnedpartition.vector;

import java.util.Objects;

/**
 * A query as blocks of product-quantized rows with 16 centroids a group are compared with it: the
 * sum of one entry of each group's table, found by in-register shuffles (F. André, A.-M. Kermarrec,
 * N. Le Scouarnec: Cache locality is not enough: high-performance nearest neighbor search with
 * product quantization fast scan, VLDB 2015).
 *
 * <p>Entries are rounded to one byte with a step for all groups, 1/63 of the widest group's range:
 * a row's sum is off by half a step a group at most. All kernels give the same bits.
 */
public final class NibbleTable implements QueryTable {
  /** Entries of a group. */
  static final int CENTROIDS = 16;

  /** The largest entry: four of them add up to less than 256, in a byte. */
  static final int MAX_ENTRY = 63;

  /** Groups that a kernel adds up together; tables are padded to whole ones with zeros. */
  static final int TOGETHER = 4;

  /** Groups whose entries add up to less than 65,536, in an unsigned short. */
  static final int SHORT_GROUPS = 1024;

  /** Scores a block; see {@link QueryTable#scan}. */
  interface Kernel {
    /**
     * @param table [groups, padded to a multiple of 4][16] entries 0...63
     * @return bit i is set where score i, fma(sum of entries, step, bias + constant), is above
     */
    int scan(
        byte[] table,
        int groups,
        float step,
        float bias,
        byte[] blocks,
        int offset,
        float threshold,
        float[] scores);
  }

  private static final class Chosen {
    static final Kernel KERNEL =
        VectorModule.PRESENT ? new SimdNibbleKernel() : new ScalarNibbleKernel();
  }

  private final Kernel kernel;
  private final byte[] table;
  private final int groups;
  private final int blockBytes;
  private final float step;
  private final float bias;

  /**
   * @param entries [groups][16]
   * @throws IllegalArgumentException if an entry or a sum of entries is not finite
   */
  public NibbleTable(float[] entries, int groups) {
    this(Chosen.KERNEL, entries, groups);
  }

  NibbleTable(Kernel kernel, float[] entries, int groups) {
    this.kernel = kernel;
    this.groups = groups;
    this.blockBytes = BlockLayout.ofNibbles(groups).blockBytes();
    Objects.checkFromIndexSize(0, groups * CENTROIDS, entries.length);
    float[] lowest = new float[groups];
    double range = 0;
    double least = 0;
    double most = 0;
    for (int g = 0; g < groups; g++) {
      float low = Float.POSITIVE_INFINITY;
      float high = Float.NEGATIVE_INFINITY;
      for (int j = 0; j < CENTROIDS; j++) {
        float entry = entries[g * CENTROIDS + j];
        if (!Float.isFinite(entry)) {
          throw new IllegalArgumentException(
              "table entries must be finite, entry " + j + " of group " + g + " is " + entry);
        }
        low = Math.min(low, entry);
        high = Math.max(high, entry);
      }
      lowest[g] = low;
      range = Math.max(range, (double) high - low);
      least += low;
      most += high;
    }
    this.step = (float) (range / MAX_ENTRY);
    this.bias = (float) least;
    // Of the rounded entries no sum is greater than that of the widest range for each group.
    if (!Float.isFinite(bias) || !Float.isFinite((float) (least + range * groups))) {
      throw new IllegalArgumentException(
          "sums of table entries must be finite, they are from " + least + " to " + most);
    }
    this.table = new byte[Math.ceilDiv(groups, TOGETHER) * TOGETHER * CENTROIDS];
    // A range too small for a step has the error of a step: none that a float could tell.
    for (int g = 0; g < groups && step > 0; g++) {
      double low = lowest[g];
      for (int i = g * CENTROIDS; i < (g + 1) * CENTROIDS; i++) {
        table[i] = (byte) Math.min(MAX_ENTRY, (int) ((entries[i] - low) / step + 0.5));
      }
    }
  }

  /** The difference that two neighbouring entries stand for; 0 if all rows have the same sum. */
  float step() {
    return step;
  }

  @Override
  public int blockBytes() {
    return blockBytes;
  }

  @Override
  public int scan(byte[] blocks, int offset, float threshold, float[] scores) {
    Objects.checkFromIndexSize(offset, blockBytes, blocks.length);
    Objects.checkFromIndexSize(0, BLOCK_ROWS, scores.length);
    return kernel.scan(table, groups, step, bias, blocks, offset, threshold, scores);
  }
}
