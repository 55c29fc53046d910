package org.learnedpartition.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Four heads at once, so that none waits for its additions; a vector has a part of the chains. */
final class SimdHeadKernel implements HeadRows.Kernel {
  // More than the chains would be no use.
  private static final VectorSpecies<Float> FLOATS =
      FloatVector.SPECIES_PREFERRED.length() > HeadRows.CHAINS
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS =
      FloatVector.SPECIES_PREFERRED.length() > HeadRows.CHAINS
          ? IntVector.SPECIES_512
          : IntVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();
  private static final int CHAINS = HeadRows.CHAINS;

  // One method on purpose: vectors that cross a call that is not inlined are boxed.
  @Override
  public void score(
      float[] x, int[] rows, int ints, int[] heads, int count, float[] scores, float[] chains) {
    IntVector high = IntVector.broadcast(INTS, 0xFFFF0000);
    for (int i = 0; i < count; i += HeadRows.TOGETHER) {
      // Heads that the last group lacks are its first again: the same work, the same result.
      int r0 = heads[i] * ints;
      int r1 = i + 1 < count ? heads[i + 1] * ints : r0;
      int r2 = i + 2 < count ? heads[i + 2] * ints : r0;
      int r3 = i + 3 < count ? heads[i + 3] * ints : r0;
      for (int part = 0; part < CHAINS; part += LANES) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int k = part; k < ints; k += CHAINS) {
          FloatVector low = FloatVector.fromArray(FLOATS, x, 2 * k - part);
          FloatVector after = FloatVector.fromArray(FLOATS, x, 2 * k - part + CHAINS);
          IntVector w = IntVector.fromArray(INTS, rows, r0 + k);
          s0 = low.fma(w.lanewise(LSHL, 16).reinterpretAsFloats(), s0);
          s0 = after.fma(w.and(high).reinterpretAsFloats(), s0);
          w = IntVector.fromArray(INTS, rows, r1 + k);
          s1 = low.fma(w.lanewise(LSHL, 16).reinterpretAsFloats(), s1);
          s1 = after.fma(w.and(high).reinterpretAsFloats(), s1);
          w = IntVector.fromArray(INTS, rows, r2 + k);
          s2 = low.fma(w.lanewise(LSHL, 16).reinterpretAsFloats(), s2);
          s2 = after.fma(w.and(high).reinterpretAsFloats(), s2);
          w = IntVector.fromArray(INTS, rows, r3 + k);
          s3 = low.fma(w.lanewise(LSHL, 16).reinterpretAsFloats(), s3);
          s3 = after.fma(w.and(high).reinterpretAsFloats(), s3);
        }
        s0.intoArray(chains, part);
        s1.intoArray(chains, CHAINS + part);
        s2.intoArray(chains, 2 * CHAINS + part);
        s3.intoArray(chains, 3 * CHAINS + part);
      }
      for (int h = 0; h < HeadRows.TOGETHER && i + h < count; h++) {
        scores[i + h] = HeadRows.sum(chains, h * CHAINS);
      }
    }
  }
}
