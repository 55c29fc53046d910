package org.learnedpartition.vector;

import java.util.Objects;

/**
 * Dot products with rows as files hold them: float32, little-endian.
 *
 * <p>Kernels add up in different orders: a product is that of another machine but for rounding, of
 * at most length · 2⁻²⁴ · the sum of the terms' absolute values.
 */
public final class FloatRows {
  private FloatRows() {}

  /** Makes a dot product; see {@link FloatRows#dot}. */
  interface Kernel {
    float dot(float[] query, byte[] rows, int offset);
  }

  private static final class Chosen {
    static final Kernel KERNEL =
        VectorModule.PRESENT ? new SimdFloatKernel() : new ScalarFloatKernel();
  }

  /**
   * The dot product of a query with a row. Allocates nothing.
   *
   * @param rows holds {@code query.length} components from {@code offset}, which need not be
   *     aligned
   * @throws IndexOutOfBoundsException if the row is not within the array
   */
  public static float dot(float[] query, byte[] rows, int offset) {
    Objects.checkFromIndexSize(offset, (long) query.length * Float.BYTES, rows.length);
    return Chosen.KERNEL.dot(query, rows, offset);
  }
}
