package org.learnedpartition.vector;

/**
 * A query as blocks of coded rows are compared with it. Immutable: shared by threads.
 *
 * @see BlockLayout
 */
public interface QueryTable {
  /**
   * Rows of a block: as many codes as one register selects from one table. A bin begins and ends
   * within a block, so the smaller blocks are, the fewer rows of other bins are scored.
   */
  int BLOCK_ROWS = 16;

  /** Bytes of a block: the codes of its rows and their constants. */
  int blockBytes();

  /**
   * Blocks to read from a file at a time: 4 KiB of them, by twos. While so few are scanned the
   * processor already fetches what follows, but not beyond the bytes that were read: reading 1,024
   * rows at a time made a scan of rows of 54 to 104 bytes that were in no cache 30 to 50 % slower
   * (AMD Zen 4).
   */
  default int readBlocks() {
    return 2 * Math.max(1, 2048 / blockBytes());
  }

  /**
   * Scores the rows of a block. Allocates nothing.
   *
   * @param blocks holds the block, from {@code offset}
   * @param scores receives for each row the sum of the table's entries for its codes and its
   *     constant; has room for 16
   * @return a mask whose bit i is set where {@code scores[i] > threshold}
   * @throws IndexOutOfBoundsException if an array is too short
   */
  int scan(byte[] blocks, int offset, float threshold, float[] scores);

  /**
   * Scores the rows of two blocks, one behind the other: faster than one by one. Allocates nothing.
   *
   * @param scores as of {@link #scan}, those of the second block after those of the first; has room
   *     for 32
   * @return a mask whose bit i is set where {@code scores[i] > threshold}
   * @throws IndexOutOfBoundsException if an array is too short
   */
  int scanTwo(byte[] blocks, int offset, float threshold, float[] scores);
}
