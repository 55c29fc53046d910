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

  /** Groups whose tables lie together; the last are filled up with zeros. */
  private static final int TOGETHER = 8;

  /** Groups whose entries add up to less than 65,536, in an unsigned short. */
  static final int SHORT_GROUPS = 1024;

  /** Makes tables and scores blocks; all kernels with the same bits. */
  interface Kernel {
    /**
     * Multiplies each component of a query with those of the centroids, and adds up groups: chains
     * of fused multiply-adds in ascending order.
     *
     * @param codebook [dimension][16]
     * @param width components of a group; the last may have fewer
     * @param entries receives [groups][16]
     */
    void entries(float[] query, float[] codebook, int width, float[] entries);

    /** The least and the greatest entry of each group, NaN where one is. */
    void ranges(float[] entries, int groups, float[] lowest, float[] highest);

    /**
     * Rounds entries to {@code min(63, (int) ((entry - lowest) * steps + 0.5))}.
     *
     * @param table receives the 16 entries of group g at {@link #place}
     */
    void round(float[] entries, int groups, float[] lowest, float steps, byte[] table);

    /**
     * Scores a block; see {@link QueryTable#scan}.
     *
     * @param table entries 0...63, those of group g at {@link #place}; zeros up to a multiple of 8
     *     groups
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

    /** The same for two blocks, the second of which gives the scores and the bits from 16 on. */
    int scanTwo(
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
        VectorModule.PRESENT ? SimdNibbleKernel.ofMachine() : new ScalarNibbleKernel();
  }

  private final Kernel kernel;
  private final byte[] table;
  private final int groups;
  private final int blockBytes;
  private final float step;
  private final float bias;
  private final float most;

  /**
   * @param entries [groups][16]
   * @throws IllegalArgumentException if an entry or a sum of entries is not finite
   */
  public NibbleTable(float[] entries, int groups) {
    this(Chosen.KERNEL, entries, groups);
  }

  NibbleTable(Kernel kernel, float[] entries, int groups) {
    this(kernel, entries, groups, 0);
    if (!finite()) {
      throw refusal(entries, groups);
    }
  }

  private NibbleTable(Kernel kernel, float[] entries, int groups, float added) {
    this.kernel = kernel;
    this.groups = groups;
    this.blockBytes = BlockLayout.ofNibbles(groups).blockBytes();
    Objects.checkFromIndexSize(0, groups * CENTROIDS, entries.length);
    float[] lowest = new float[groups];
    float[] highest = new float[groups];
    kernel.ranges(entries, groups, lowest, highest);
    float range = 0;
    double least = added;
    for (int g = 0; g < groups; g++) {
      range = Math.max(range, highest[g] - lowest[g]);
      least += lowest[g];
    }
    this.step = range / MAX_ENTRY;
    this.bias = (float) least;
    // Of the rounded entries no sum is greater than that of the widest range for each group.
    this.most = (float) (least + (double) range * groups);
    this.table = new byte[Math.ceilDiv(groups, TOGETHER) * TOGETHER * CENTROIDS];
    // A range too small for a step has the error of a step: none that a float could tell.
    if (step > 0 && finite()) {
      kernel.round(entries, groups, lowest, MAX_ENTRY / range, table);
    }
  }

  /**
   * The table of a query's inner products with centroids.
   *
   * @param codebook [dimension][16]: each component of the 16 centroids of its group
   * @param width components of a group; the last may have fewer
   * @param added to all scores
   * @return null if an entry or a sum of entries is not finite
   */
  public static NibbleTable of(float[] query, float[] codebook, int width, float added) {
    return of(Chosen.KERNEL, query, codebook, width, added);
  }

  static NibbleTable of(Kernel kernel, float[] query, float[] codebook, int width, float added) {
    Objects.checkFromIndexSize(0, query.length * CENTROIDS, codebook.length);
    int groups = Math.ceilDiv(query.length, width);
    float[] entries = new float[groups * CENTROIDS];
    kernel.entries(query, codebook, width, entries);
    NibbleTable table = new NibbleTable(kernel, entries, groups, added);
    return table.finite() ? table : null;
  }

  /** Whether all sums are; then so are all entries. */
  private boolean finite() {
    return Float.isFinite(bias) && Float.isFinite(most);
  }

  private IllegalArgumentException refusal(float[] entries, int groups) {
    for (int i = 0; i < groups * CENTROIDS; i++) {
      if (!Float.isFinite(entries[i])) {
        return new IllegalArgumentException(
            "table entries must be finite, entry "
                + i % CENTROIDS
                + " of group "
                + i / CENTROIDS
                + " is "
                + entries[i]);
      }
    }
    return new IllegalArgumentException(
        "sums of table entries must be finite, they are from " + bias + " to " + most);
  }

  /**
   * Where a group's entries are in a table: of eight groups first those of the even and then those
   * of the odd ones, as the low and the high halves of four bytes of codes select from them.
   */
  static int place(int group) {
    return (group & -TOGETHER) * CENTROIDS + ((group & 1) * 4 + (group >> 1 & 3)) * CENTROIDS;
  }

  /** Bytes of a block's codes. */
  static int codeBytes(int groups) {
    return (groups + 1) / 2 * BLOCK_ROWS;
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

  @Override
  public int scanTwo(byte[] blocks, int offset, float threshold, float[] scores) {
    Objects.checkFromIndexSize(offset, 2 * blockBytes, blocks.length);
    Objects.checkFromIndexSize(0, 2 * BLOCK_ROWS, scores.length);
    return kernel.scanTwo(table, groups, step, bias, blocks, offset, threshold, scores);
  }
}
