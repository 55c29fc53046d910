package org.learnedpartition.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Six rows by two vectors of columns: twelve accumulators, two loads of B and six broadcasts of A
 * for twelve multiply-adds, all in registers.
 */
final class SimdGemmKernel implements Gemm.Kernel {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int WIDTH = 2 * LANES;

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int vectorBits() {
    return SPECIES.vectorBitSize();
  }

  // One method on purpose: vectors that cross a call that is not inlined are boxed.
  @Override
  public void tile(
      float[] a,
      int aOffset,
      int rows,
      float[] panel,
      int panelOffset,
      int inner,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    int r1 = rows > 1 ? cOffset + cStride : cOffset;
    int r2 = rows > 2 ? cOffset + 2 * cStride : cOffset;
    int r3 = rows > 3 ? cOffset + 3 * cStride : cOffset;
    int r4 = rows > 4 ? cOffset + 4 * cStride : cOffset;
    int r5 = rows > 5 ? cOffset + 5 * cStride : cOffset;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    FloatVector s40 = s00;
    FloatVector s41 = s00;
    FloatVector s50 = s00;
    FloatVector s51 = s00;
    if (accumulate) {
      s00 = FloatVector.fromArray(SPECIES, c, cOffset);
      s01 = FloatVector.fromArray(SPECIES, c, cOffset + LANES);
      s10 = FloatVector.fromArray(SPECIES, c, r1);
      s11 = FloatVector.fromArray(SPECIES, c, r1 + LANES);
      s20 = FloatVector.fromArray(SPECIES, c, r2);
      s21 = FloatVector.fromArray(SPECIES, c, r2 + LANES);
      s30 = FloatVector.fromArray(SPECIES, c, r3);
      s31 = FloatVector.fromArray(SPECIES, c, r3 + LANES);
      s40 = FloatVector.fromArray(SPECIES, c, r4);
      s41 = FloatVector.fromArray(SPECIES, c, r4 + LANES);
      s50 = FloatVector.fromArray(SPECIES, c, r5);
      s51 = FloatVector.fromArray(SPECIES, c, r5 + LANES);
    }
    for (int k = 0; k < inner; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelOffset + k * WIDTH);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelOffset + k * WIDTH + LANES);
      int at = aOffset + k * Gemm.TILE_ROWS;
      FloatVector x = FloatVector.broadcast(SPECIES, a[at]);
      s00 = x.fma(b0, s00);
      s01 = x.fma(b1, s01);
      x = FloatVector.broadcast(SPECIES, a[at + 1]);
      s10 = x.fma(b0, s10);
      s11 = x.fma(b1, s11);
      x = FloatVector.broadcast(SPECIES, a[at + 2]);
      s20 = x.fma(b0, s20);
      s21 = x.fma(b1, s21);
      x = FloatVector.broadcast(SPECIES, a[at + 3]);
      s30 = x.fma(b0, s30);
      s31 = x.fma(b1, s31);
      x = FloatVector.broadcast(SPECIES, a[at + 4]);
      s40 = x.fma(b0, s40);
      s41 = x.fma(b1, s41);
      x = FloatVector.broadcast(SPECIES, a[at + 5]);
      s50 = x.fma(b0, s50);
      s51 = x.fma(b1, s51);
    }
    // Rows that a tile lacks alias row 0, which is therefore stored last.
    s50.intoArray(c, r5);
    s51.intoArray(c, r5 + LANES);
    s40.intoArray(c, r4);
    s41.intoArray(c, r4 + LANES);
    s30.intoArray(c, r3);
    s31.intoArray(c, r3 + LANES);
    s20.intoArray(c, r2);
    s21.intoArray(c, r2 + LANES);
    s10.intoArray(c, r1);
    s11.intoArray(c, r1 + LANES);
    s00.intoArray(c, cOffset);
    s01.intoArray(c, cOffset + LANES);
  }

  // Four panels at once: eight chains of multiply-adds hide the latency of one.
  @Override
  public void row(
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      int panels,
      int inner,
      float[] c,
      int cOffset,
      boolean accumulate) {
    for (int p = 0; p < panels; p += 4) {
      // Panels that the last group lacks alias its first: the same work, the same result.
      int p1 = p + 1 < panels ? p + 1 : p;
      int p2 = p + 2 < panels ? p + 2 : p;
      int p3 = p + 3 < panels ? p + 3 : p;
      int c0 = cOffset + p * WIDTH;
      int c1 = cOffset + p1 * WIDTH;
      int c2 = cOffset + p2 * WIDTH;
      int c3 = cOffset + p3 * WIDTH;
      FloatVector s00 = FloatVector.zero(SPECIES);
      FloatVector s01 = s00;
      FloatVector s10 = s00;
      FloatVector s11 = s00;
      FloatVector s20 = s00;
      FloatVector s21 = s00;
      FloatVector s30 = s00;
      FloatVector s31 = s00;
      if (accumulate) {
        s00 = FloatVector.fromArray(SPECIES, c, c0);
        s01 = FloatVector.fromArray(SPECIES, c, c0 + LANES);
        s10 = FloatVector.fromArray(SPECIES, c, c1);
        s11 = FloatVector.fromArray(SPECIES, c, c1 + LANES);
        s20 = FloatVector.fromArray(SPECIES, c, c2);
        s21 = FloatVector.fromArray(SPECIES, c, c2 + LANES);
        s30 = FloatVector.fromArray(SPECIES, c, c3);
        s31 = FloatVector.fromArray(SPECIES, c, c3 + LANES);
      }
      int b0 = bOffset + p * inner * WIDTH;
      int b1 = bOffset + p1 * inner * WIDTH;
      int b2 = bOffset + p2 * inner * WIDTH;
      int b3 = bOffset + p3 * inner * WIDTH;
      for (int k = 0; k < inner; k++) {
        int at = k * WIDTH;
        FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + k]);
        s00 = x.fma(FloatVector.fromArray(SPECIES, b, b0 + at), s00);
        s01 = x.fma(FloatVector.fromArray(SPECIES, b, b0 + at + LANES), s01);
        s10 = x.fma(FloatVector.fromArray(SPECIES, b, b1 + at), s10);
        s11 = x.fma(FloatVector.fromArray(SPECIES, b, b1 + at + LANES), s11);
        s20 = x.fma(FloatVector.fromArray(SPECIES, b, b2 + at), s20);
        s21 = x.fma(FloatVector.fromArray(SPECIES, b, b2 + at + LANES), s21);
        s30 = x.fma(FloatVector.fromArray(SPECIES, b, b3 + at), s30);
        s31 = x.fma(FloatVector.fromArray(SPECIES, b, b3 + at + LANES), s31);
      }
      s00.intoArray(c, c0);
      s01.intoArray(c, c0 + LANES);
      s10.intoArray(c, c1);
      s11.intoArray(c, c1 + LANES);
      s20.intoArray(c, c2);
      s21.intoArray(c, c2 + LANES);
      s30.intoArray(c, c3);
      s31.intoArray(c, c3 + LANES);
    }
  }

  // As above; an int has the columns of both vectors.
  @Override
  public void row(
      float[] a,
      int aOffset,
      int[] b,
      int bOffset,
      int panels,
      int inner,
      float[] c,
      int cOffset,
      boolean accumulate) {
    IntVector high = IntVector.broadcast(INTS, 0xFFFF0000);
    for (int p = 0; p < panels; p += 4) {
      // Panels that the last group lacks alias its first: the same work, the same result.
      int p1 = p + 1 < panels ? p + 1 : p;
      int p2 = p + 2 < panels ? p + 2 : p;
      int p3 = p + 3 < panels ? p + 3 : p;
      int c0 = cOffset + p * WIDTH;
      int c1 = cOffset + p1 * WIDTH;
      int c2 = cOffset + p2 * WIDTH;
      int c3 = cOffset + p3 * WIDTH;
      FloatVector s00 = FloatVector.zero(SPECIES);
      FloatVector s01 = s00;
      FloatVector s10 = s00;
      FloatVector s11 = s00;
      FloatVector s20 = s00;
      FloatVector s21 = s00;
      FloatVector s30 = s00;
      FloatVector s31 = s00;
      if (accumulate) {
        s00 = FloatVector.fromArray(SPECIES, c, c0);
        s01 = FloatVector.fromArray(SPECIES, c, c0 + LANES);
        s10 = FloatVector.fromArray(SPECIES, c, c1);
        s11 = FloatVector.fromArray(SPECIES, c, c1 + LANES);
        s20 = FloatVector.fromArray(SPECIES, c, c2);
        s21 = FloatVector.fromArray(SPECIES, c, c2 + LANES);
        s30 = FloatVector.fromArray(SPECIES, c, c3);
        s31 = FloatVector.fromArray(SPECIES, c, c3 + LANES);
      }
      int b0 = bOffset + p * inner * LANES;
      int b1 = bOffset + p1 * inner * LANES;
      int b2 = bOffset + p2 * inner * LANES;
      int b3 = bOffset + p3 * inner * LANES;
      for (int k = 0; k < inner; k++) {
        int at = k * LANES;
        FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + k]);
        IntVector w = IntVector.fromArray(INTS, b, b0 + at);
        s00 = x.fma(w.lanewise(LSHL, 16).reinterpretAsFloats(), s00);
        s01 = x.fma(w.and(high).reinterpretAsFloats(), s01);
        w = IntVector.fromArray(INTS, b, b1 + at);
        s10 = x.fma(w.lanewise(LSHL, 16).reinterpretAsFloats(), s10);
        s11 = x.fma(w.and(high).reinterpretAsFloats(), s11);
        w = IntVector.fromArray(INTS, b, b2 + at);
        s20 = x.fma(w.lanewise(LSHL, 16).reinterpretAsFloats(), s20);
        s21 = x.fma(w.and(high).reinterpretAsFloats(), s21);
        w = IntVector.fromArray(INTS, b, b3 + at);
        s30 = x.fma(w.lanewise(LSHL, 16).reinterpretAsFloats(), s30);
        s31 = x.fma(w.and(high).reinterpretAsFloats(), s31);
      }
      s00.intoArray(c, c0);
      s01.intoArray(c, c0 + LANES);
      s10.intoArray(c, c1);
      s11.intoArray(c, c1 + LANES);
      s20.intoArray(c, c2);
      s21.intoArray(c, c2 + LANES);
      s30.intoArray(c, c3);
      s31.intoArray(c, c3 + LANES);
    }
  }
}
