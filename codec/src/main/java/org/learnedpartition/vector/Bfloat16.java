package org.learnedpartition.vector;

/**
 * Numbers of bfloat16: float32 without the last 16 bits, so 8 significant ones. Two fit into an
 * int, and each becomes a float32 by one shift or mask.
 */
public final class Bfloat16 {
  private static final int HIGH = 0xFFFF0000;

  private Bfloat16() {}

  /** The nearest number of bfloat16, of two as near the one whose last bit is 0. */
  public static float round(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.isFinite(value)
        ? Float.intBitsToFloat(bits + 0x7FFF + (bits >>> 16 & 1) & HIGH)
        : value;
  }

  /**
   * Puts each two numbers that are {@code half} apart into an int, the first into its low bits.
   *
   * @param values rows of {@code 2 × half} values
   * @return null if a value is not of bfloat16
   */
  static int[] pack(float[] values, int half) {
    int[] packed = new int[values.length / 2];
    for (int i = 0; i < packed.length; i++) {
      int at = i / half * 2 * half + i % half;
      int low = Float.floatToRawIntBits(values[at]);
      int high = Float.floatToRawIntBits(values[at + half]);
      if (((low | high) & ~HIGH) != 0) {
        return null;
      }
      packed[i] = low >>> 16 | high;
    }
    return packed;
  }

  /**
   * Takes {@link #pack}ed numbers apart.
   *
   * @param from of the first int, at the start of a row
   * @param rows of {@code 2 × half} values
   */
  static void unpack(int[] packed, int from, int rows, int half, float[] to) {
    for (int row = 0; row < rows; row++) {
      int source = from + row * half;
      int target = 2 * row * half;
      for (int i = 0; i < half; i++) {
        to[target + i] = low(packed[source + i]);
        to[target + half + i] = high(packed[source + i]);
      }
    }
  }

  static float low(int packed) {
    return Float.intBitsToFloat(packed << 16);
  }

  static float high(int packed) {
    return Float.intBitsToFloat(packed & HIGH);
  }
}
