package org.learnedpartition.vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Where the codes of 32 rows and their constants are in a block of bytes. A block is first its
 * codes, code by code, so that one load has those of many rows:
 *
 * <ul>
 *   <li>nibbles: [codes][16 bytes]; byte i has the code of row i in its low half and that of row i
 *       + 16 in its high half;
 *   <li>bytes: [codes][32 bytes]; byte i is the code of row i, unsigned;
 * </ul>
 *
 * <p>then 32 constants, float32, little-endian.
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

  private static final int HALF = QueryTable.BLOCK_ROWS / 2;

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

  /** Bytes of the codes of one index of all rows. */
  private int width() {
    return nibbles ? HALF : QueryTable.BLOCK_ROWS;
  }

  /** Bytes of a block. */
  public int blockBytes() {
    return codes * width() + QueryTable.BLOCK_ROWS * Float.BYTES;
  }

  /**
   * Puts a row into a block, in the place of what was there.
   *
   * @param row 0...31
   * @param rowCodes {@link #codes} of them, a byte each
   * @throws IndexOutOfBoundsException if the row or a position is outside
   */
  public void put(byte[] blocks, int offset, int row, byte[] rowCodes, float constant) {
    check(blocks, offset, row);
    Objects.checkFromIndexSize(0, codes, rowCodes.length);
    if (nibbles) {
      int shift = shift(row);
      int at = offset + row % HALF;
      for (int i = 0; i < codes; i++, at += HALF) {
        blocks[at] = merge(blocks[at], rowCodes[i], shift);
      }
    } else {
      int at = offset + row;
      for (int i = 0; i < codes; i++, at += QueryTable.BLOCK_ROWS) {
        blocks[at] = rowCodes[i];
      }
    }
    FLOAT.set(blocks, constantAt(offset, row), constant);
  }

  /**
   * Takes the codes of a row out of a block.
   *
   * @param row 0...31
   * @param rowCodes receives {@link #codes} of them, a byte each
   * @return the row's constant
   * @throws IndexOutOfBoundsException if the row or a position is outside
   */
  public float get(byte[] blocks, int offset, int row, byte[] rowCodes) {
    check(blocks, offset, row);
    Objects.checkFromIndexSize(0, codes, rowCodes.length);
    if (nibbles) {
      int shift = shift(row);
      int at = offset + row % HALF;
      for (int i = 0; i < codes; i++, at += HALF) {
        rowCodes[i] = (byte) (blocks[at] >> shift & 15);
      }
    } else {
      int at = offset + row;
      for (int i = 0; i < codes; i++, at += QueryTable.BLOCK_ROWS) {
        rowCodes[i] = blocks[at];
      }
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
    int width = width();
    int source = fromOffset + fromRow % width;
    int target = toOffset + toRow % width;
    if (nibbles) {
      int fromShift = shift(fromRow);
      int toShift = shift(toRow);
      for (int i = 0; i < codes; i++, source += HALF, target += HALF) {
        to[target] = merge(to[target], from[source] >> fromShift, toShift);
      }
    } else {
      for (int i = 0; i < codes; i++, source += width, target += width) {
        to[target] = from[source];
      }
    }
    FLOAT.set(
        to, constantAt(toOffset, toRow), (float) FLOAT.get(from, constantAt(fromOffset, fromRow)));
  }

  /** Bits below a row's code in its byte. */
  private static int shift(int row) {
    return row < HALF ? 0 : 4;
  }

  /** A byte with another code in one of its halves. */
  private static byte merge(byte pair, int code, int shift) {
    return (byte) (pair & 0xF0 >> shift | (code & 15) << shift);
  }

  private int constantAt(int offset, int row) {
    return offset + codes * width() + row * Float.BYTES;
  }

  private void check(byte[] blocks, int offset, int row) {
    Objects.checkFromIndexSize(offset, blockBytes(), blocks.length);
    Objects.checkIndex(row, QueryTable.BLOCK_ROWS);
  }
}
