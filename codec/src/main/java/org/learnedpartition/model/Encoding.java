package org.learnedpartition.model;

import java.util.Arrays;
import java.util.Locale;

/**
 * How a row's vector is stored for scanning: as floats, or as codes, under the names that the k-NN
 * plugin gives its compression levels.
 */
public enum Encoding {
  /** The float32 components themselves. */
  X1(0, "1x", 0),
  /** A byte for each component, in uniform steps. */
  X4(1, "4x", 0),
  /** A nibble for each component: the nearest of 16 values. */
  X8(2, "8x", 1),
  /** A nibble for two components: the nearest of 16 points. */
  X16(3, "16x", 2),
  /** A nibble for four components: the nearest of 16 points. */
  X32(4, "32x", 4);

  private final int wire;
  private final String label;
  private final int width;

  Encoding(int wire, String label, int width) {
    this.wire = wire;
    this.label = label;
    this.width = width;
  }

  /** The number in files; never given to another encoding. */
  public int wire() {
    return wire;
  }

  /** The name in mappings and reports: {@code 1x}, {@code 4x}, {@code 8x}, … */
  public String label() {
    return label;
  }

  /** Components that share a nibble: 1, 2 or 4; 0 where codes are not nibbles. */
  public int width() {
    return width;
  }

  /**
   * Codes of a row: bytes for {@link #X4}, else nibbles, one for each group of {@link #width()}
   * components, the last of which may be narrower; 0 for {@link #X1}.
   *
   * @param dimension components of a vector, ≥ 1
   */
  public int codes(int dimension) {
    return this == X1 ? 0 : Math.ceilDiv(dimension, Math.max(1, width));
  }

  /**
   * @throws IllegalArgumentException if no encoding has that label
   */
  public static Encoding ofLabel(String label) {
    for (Encoding encoding : values()) {
      if (encoding.label.equals(label)) {
        return encoding;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "unknown encoding [%s]: expected one of %s",
            label,
            Arrays.stream(values()).map(Encoding::label).toList()));
  }

  /**
   * @throws IllegalArgumentException if no encoding has that number
   */
  public static Encoding ofWire(int wire) {
    for (Encoding encoding : values()) {
      if (encoding.wire == wire) {
        return encoding;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "unknown encoding number %d: expected 0 to %d",
            wire,
            values().length - 1));
  }
}
