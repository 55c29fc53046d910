package org.learnedpartition.vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Where the codes of 16 rows and their constants are in a block of bytes. A block is first its
 * codes, code by code, so that one load has those of all rows:
 *
 * <ul>
 *   <li>nibbles: [⌈codes / 2⌉][16 bytes]; byte i of pair p has code 2p of row i in its low half and
 *       code 2p + 1 in its high half, 0 after the last;
 *   <li>bytes: [codes][16 bytes]; byte i is the code of row i, unsigned;
 * </ul>
 *
 * <p>then 16 constants, float32, little-endian.
 *
 * @param codes of a row, at least 1
 * @param nibbles whether a code is 0...15, or else 0...255
 */
public record BlockLayout(int codes, boolean nibbles) {
  /** Codes of a row at most; blocks stay far below the longest array. */
  public static final int MAX_CODES = 1 << 20;

  /** A float32 anywhere in an array of bytes. */
  static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int ROWS = QueryTable.BLOCK_ROWS;

  public BlockLayout {
    if (codes < 1 || codes > MAX_CODES) {
      throw new IllegalArgumentException(
          "a row must have between 1 and " + MAX_CODES + " codes, got " + codes);
    }
  }

  /** Rows of codes 0...15. */
  public static BlockLayout ofNibbles(int codes) {
    return new BlockLayout(codes, true);
  }

  /** Rows of codes 0...255. */
  public static BlockLayout ofBytes(int codes) {
    return new BlockLayout(codes, false);
  }

  /** Bytes of a row's codes. */
  private int width() {
    return nibbles ? (codes + 1) / 2 : codes;
  }

  /** Bytes of a block. */
  public int blockBytes() {
    return ROWS * (width() + Float.BYTES);
  }

  /**
   * Puts a row into a block, in the place of what was there.
   *
   * @param row 0...15
   * @param rowCodes {@link #codes} of them, a byte each
   * @throws IndexOutOfBoundsException if the row or a position is outside
   */
  public void put(byte[] blocks, int offset, int row, byte[] rowCodes, float constant) {
    check(blocks, offset, row);
    Objects.checkFromIndexSize(0, codes, rowCodes.length);
    int at = offset + row;
    if (nibbles) {
      for (int i = 0; i < codes; i += 2, at += ROWS) {
        int high = i + 1 < codes ? rowCodes[i + 1] << 4 : 0;
        blocks[at] = (byte) (rowCodes[i] & 15 | high);
      }
    } else {
      for (int i = 0; i < codes; i++, at += ROWS) {
        blocks[at] = rowCodes[i];
      }
    }
    FLOAT.set(blocks, constantAt(offset, row), constant);
  }

  /**
   * Takes the codes of a row out of a block.
   *
   * @param row 0...15
   * @param rowCodes receives {@link #codes} of them, a byte each
   * @return the row's constant
   * @throws IndexOutOfBoundsException if the row or a position is outside
   */
  public float get(byte[] blocks, int offset, int row, byte[] rowCodes) {
    check(blocks, offset, row);
    Objects.checkFromIndexSize(0, codes, rowCodes.length);
    for (int i = 0; i < codes; i++) {
      rowCodes[i] =
          nibbles
              ? (byte) (blocks[offset + row + i / 2 * ROWS] >> (i % 2 * 4) & 15)
              : blocks[offset + row + i * ROWS];
    }
    return (float) FLOAT.get(blocks, constantAt(offset, row));
  }

  /**
   * Copies a row of one block into another, or to another place of the same block.
   *
   * @throws IndexOutOfBoundsException if a row or a position is outside
   */
  public void copy(byte[] from, int fromOffset, int fromRow, byte[] to, int toOffset, int toRow) {
    check(from, fromOffset, fromRow);
    check(to, toOffset, toRow);
    int source = fromOffset + fromRow;
    int target = toOffset + toRow;
    for (int i = width(); i > 0; i--, source += ROWS, target += ROWS) {
      to[target] = from[source];
    }
    FLOAT.set(
        to, constantAt(toOffset, toRow), (float) FLOAT.get(from, constantAt(fromOffset, fromRow)));
  }

  private int constantAt(int offset, int row) {
    return offset + ROWS * width() + row * Float.BYTES;
  }

  private void check(byte[] blocks, int offset, int row) {
    Objects.checkFromIndexSize(offset, blockBytes(), blocks.length);
    Objects.checkIndex(row, ROWS);
  }
}
