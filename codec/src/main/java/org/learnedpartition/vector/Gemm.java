package org.learnedpartition.vector;

import java.util.Objects;

/**
 * Single-precision matrix product, C = A·B or C += A·B, register-blocked on the Vector API where
 * the module {@code jdk.incubator.vector} is there, scalar where it is not.
 *
 * <p>Every element of C is one chain of fused multiply-adds in ascending order of the inner index,
 * whatever the tiling, the vector width and the number of threads over rows: the result has the
 * same bits on every machine, and with both kernels.
 *
 * <p>B is packed once into panels and then used for any number of products, by any number of
 * threads. Matrices are row-major with a stride, or their transposes.
 */
public final class Gemm {
  /** Rows of A held in registers together. */
  static final int TILE_ROWS = 6;

  /** Rows of A packed together: with an inner dimension of 768 they still fit a 512 KiB cache. */
  private static final int BLOCK_ROWS = 16 * TILE_ROWS;

  private Gemm() {}

  /**
   * A tile kernel over packed operands.
   *
   * <p>{@code tile} makes C[rows × width] of a packed tile of A, [inner][6], and a packed panel of
   * B, [inner][width]; rows ≤ 6. {@code row} makes C[panels × width] of one row of A as it is, and
   * of panels of B one after the other, of float32 or of bfloat16, [inner][width / 2] ints.
   */
  interface Kernel {
    /** Columns of a panel. */
    int width();

    /** Bits of its vector registers; 0 if it uses none. */
    int vectorBits();

    void tile(
        float[] a,
        int aOffset,
        int rows,
        float[] panel,
        int panelOffset,
        int inner,
        float[] c,
        int cOffset,
        int cStride,
        boolean accumulate);

    void row(
        float[] a,
        int aOffset,
        float[] b,
        int bOffset,
        int panels,
        int inner,
        float[] c,
        int cOffset,
        boolean accumulate);

    void row(
        float[] a,
        int aOffset,
        int[] b,
        int bOffset,
        int panels,
        int inner,
        float[] c,
        int cOffset,
        boolean accumulate);
  }

  private static final class Chosen {
    static final Kernel KERNEL =
        VectorModule.PRESENT ? new SimdGemmKernel() : new ScalarGemmKernel();
  }

  /** Bits of the vector registers that products are made with; 0 if they are made without. */
  public static int vectorBits() {
    return Chosen.KERNEL.vectorBits();
  }

  /** The right-hand matrix in panels; immutable, may be shared by threads. */
  public static final class Packed {
    private final Kernel kernel;
    // One of the two is null.
    private final float[] panels;
    private final int[] halves;
    private final int inner;
    private final int columns;

    private Packed(Kernel kernel, float[] panels, int[] halves, int inner, int columns) {
      this.kernel = kernel;
      this.panels = panels;
      this.halves = halves;
      this.inner = inner;
      this.columns = columns;
    }

    /**
     * The same matrix in half the memory if all its values are of {@link Bfloat16}, else this one.
     * A product with one row, which takes as long as its weights take to come, takes half the time;
     * with many rows it takes the same.
     */
    public Packed compact() {
      int[] packed = panels == null ? null : Bfloat16.pack(panels, kernel.width() / 2);
      return packed == null ? this : new Packed(kernel, null, packed, inner, columns);
    }

    /** Rows of B: the length of the dot products. */
    public int inner() {
      return inner;
    }

    /** Columns of B and of C. */
    public int columns() {
      return columns;
    }
  }

  /**
   * Packs B given as its transpose, so that the product is A·Bᵀ of two matrices with rows of length
   * {@code inner}: the scores of vectors against vectors.
   *
   * @param b {@code columns} rows of {@code inner} values, {@code stride} apart, from {@code
   *     offset}
   */
  public static Packed packTransposed(float[] b, int offset, int columns, int inner, int stride) {
    return packTransposed(Chosen.KERNEL, b, offset, columns, inner, stride);
  }

  static Packed packTransposed(
      Kernel kernel, float[] b, int offset, int columns, int inner, int stride) {
    check(b, offset, columns, inner, stride);
    int width = kernel.width();
    float[] panels = allocate(columns, inner, width);
    for (int j = 0; j < columns; j++) {
      int to = j / width * width * inner + j % width;
      int from = offset + j * stride;
      for (int k = 0; k < inner; k++) {
        panels[to + k * width] = b[from + k];
      }
    }
    return new Packed(kernel, panels, null, inner, columns);
  }

  /**
   * Packs B as it is, for the product A·B.
   *
   * @param b {@code inner} rows of {@code columns} values, {@code stride} apart, from {@code
   *     offset}
   */
  public static Packed pack(float[] b, int offset, int inner, int columns, int stride) {
    return pack(Chosen.KERNEL, b, offset, inner, columns, stride);
  }

  static Packed pack(Kernel kernel, float[] b, int offset, int inner, int columns, int stride) {
    check(b, offset, inner, columns, stride);
    int width = kernel.width();
    float[] panels = allocate(columns, inner, width);
    for (int j = 0; j < columns; j += width) {
      int n = Math.min(width, columns - j);
      for (int k = 0; k < inner; k++) {
        System.arraycopy(b, offset + k * stride + j, panels, j * inner + k * width, n);
      }
    }
    return new Packed(kernel, panels, null, inner, columns);
  }

  private static float[] allocate(int columns, int inner, int width) {
    return new float
        [Math.multiplyExact(
            Math.multiplyExact(Math.ceilDiv(columns, width), width), Math.max(inner, 1))];
  }

  /**
   * C = A·B.
   *
   * @param a {@code rows} rows of {@code b.inner()} values, {@code aStride} apart, from {@code
   *     aOffset}
   * @param c receives {@code rows} rows of {@code b.columns()} values, {@code cStride} apart
   * @param accumulate whether to add to what C holds
   */
  public static void multiply(
      float[] a,
      int aOffset,
      int aStride,
      int rows,
      Packed b,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    check(a, aOffset, rows, b.inner, aStride);
    if (rows == 1) {
      check(c, cOffset, 1, b.columns, cStride);
      row(a, aOffset, b, c, cOffset, accumulate);
    } else {
      run(a, aOffset, aStride, false, rows, b, c, cOffset, cStride, accumulate);
    }
  }

  /** One row of A needs no packing, and a tile of it would be five sixths empty. */
  private static void row(
      float[] a, int aOffset, Packed b, float[] c, int cOffset, boolean accumulate) {
    int width = b.kernel.width();
    int whole = b.columns / width;
    panels(a, aOffset, b, 0, whole, c, cOffset, accumulate);
    int n = b.columns - whole * width;
    if (n > 0) {
      float[] edge = new float[width];
      int from = cOffset + whole * width;
      System.arraycopy(c, from, edge, 0, n);
      panels(a, aOffset, b, whole, 1, edge, 0, accumulate);
      System.arraycopy(edge, 0, c, from, n);
    }
  }

  private static void panels(
      float[] a,
      int aOffset,
      Packed b,
      int first,
      int count,
      float[] c,
      int cOffset,
      boolean accumulate) {
    int at = first * b.kernel.width() * b.inner;
    if (b.halves == null) {
      b.kernel.row(a, aOffset, b.panels, at, count, b.inner, c, cOffset, accumulate);
    } else {
      b.kernel.row(a, aOffset, b.halves, at / 2, count, b.inner, c, cOffset, accumulate);
    }
  }

  /**
   * C = Aᵀ·B, for gradients.
   *
   * @param a {@code b.inner()} rows of at least {@code rows} values, {@code aStride} apart, from
   *     {@code aOffset}: its columns are the rows of the product
   * @param rows rows of C
   * @param c receives {@code rows} rows of {@code b.columns()} values, {@code cStride} apart
   * @param accumulate whether to add to what C holds
   */
  public static void multiplyTransposed(
      float[] a,
      int aOffset,
      int aStride,
      int rows,
      Packed b,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    check(a, aOffset, b.inner, rows, aStride);
    run(a, aOffset, aStride, true, rows, b, c, cOffset, cStride, accumulate);
  }

  private static void run(
      float[] a,
      int aOffset,
      int aStride,
      boolean transposed,
      int rows,
      Packed b,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    check(c, cOffset, rows, b.columns, cStride);
    Kernel kernel = b.kernel;
    int inner = b.inner;
    int width = kernel.width();
    float[] packedA = new float[Math.min(BLOCK_ROWS, roundUp(rows)) * inner];
    float[] edge = b.columns % width == 0 ? null : new float[TILE_ROWS * width];
    float[] panels = b.halves == null ? b.panels : new float[inner * width];
    for (int block = 0; block < rows; block += BLOCK_ROWS) {
      int blockRows = Math.min(BLOCK_ROWS, rows - block);
      packA(a, aOffset, aStride, transposed, block, blockRows, inner, packedA);
      for (int j = 0; j < b.columns; j += width) {
        int n = Math.min(width, b.columns - j);
        int panel = b.halves == null ? j * inner : 0;
        if (b.halves != null) {
          Bfloat16.unpack(b.halves, j * inner / 2, inner, width / 2, panels);
        }
        for (int i = 0; i < blockRows; i += TILE_ROWS) {
          int m = Math.min(TILE_ROWS, blockRows - i);
          int to = cOffset + (block + i) * cStride + j;
          if (n == width) {
            kernel.tile(packedA, i * inner, m, panels, panel, inner, c, to, cStride, accumulate);
          } else {
            for (int r = 0; accumulate && r < m; r++) {
              System.arraycopy(c, to + r * cStride, edge, r * width, n);
            }
            kernel.tile(packedA, i * inner, m, panels, panel, inner, edge, 0, width, accumulate);
            for (int r = 0; r < m; r++) {
              System.arraycopy(edge, r * width, c, to + r * cStride, n);
            }
          }
        }
      }
    }
  }

  private static int roundUp(int rows) {
    return Math.ceilDiv(rows, TILE_ROWS) * TILE_ROWS;
  }

  /** Packs rows [from, from + rows) of A into tiles [inner][6]; missing rows of the last are 0. */
  private static void packA(
      float[] a,
      int offset,
      int stride,
      boolean transposed,
      int from,
      int rows,
      int inner,
      float[] to) {
    for (int i = 0; i < rows; i += TILE_ROWS) {
      int m = Math.min(TILE_ROWS, rows - i);
      int base = i * inner;
      for (int r = 0; r < TILE_ROWS; r++) {
        if (r >= m) {
          for (int k = 0; k < inner; k++) {
            to[base + k * TILE_ROWS + r] = 0;
          }
        } else if (transposed) {
          int source = offset + from + i + r;
          for (int k = 0; k < inner; k++) {
            to[base + k * TILE_ROWS + r] = a[source + k * stride];
          }
        } else {
          int source = offset + (from + i + r) * stride;
          for (int k = 0; k < inner; k++) {
            to[base + k * TILE_ROWS + r] = a[source + k];
          }
        }
      }
    }
  }

  /** Checks that a rows × columns matrix lies within the array. */
  private static void check(float[] array, int offset, int rows, int columns, int stride) {
    if (rows < 0 || columns < 0 || stride < columns) {
      throw new IllegalArgumentException(
          "a matrix of " + rows + " × " + columns + " cannot have rows " + stride + " apart");
    }
    long length = rows == 0 ? 0 : (long) (rows - 1) * stride + columns;
    Objects.checkFromIndexSize(offset, length, array.length);
  }
}
