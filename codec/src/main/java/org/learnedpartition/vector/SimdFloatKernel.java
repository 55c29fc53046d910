package org.learnedpartition.vector;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Four chains of vectors, so that none waits for its additions; the rest one by one. */
final class SimdFloatKernel implements FloatRows.Kernel {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();
  private static final int LANE_BYTES = LANES * Float.BYTES;
  private static final VectorShuffle<Float> BY_8 = by(8);
  private static final VectorShuffle<Float> BY_4 = by(4);
  private static final VectorShuffle<Float> BY_2 = by(2);
  private static final VectorShuffle<Float> BY_1 = by(1);

  /** Each lane gets the value of the one so many further on. */
  private static VectorShuffle<Float> by(int lanes) {
    return VectorShuffle.fromOp(FLOATS, lane -> (lane + lanes) % LANES);
  }

  // One method on purpose: vectors that cross a call that is not inlined are boxed.
  @Override
  public float dot(float[] query, byte[] rows, int offset) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    int at = offset;
    for (; i <= query.length - 4 * LANES; i += 4 * LANES, at += 4 * LANE_BYTES) {
      FloatVector row = ByteVector.fromArray(BYTES, rows, at).reinterpretAsFloats();
      s0 = row.fma(FloatVector.fromArray(FLOATS, query, i), s0);
      row = ByteVector.fromArray(BYTES, rows, at + LANE_BYTES).reinterpretAsFloats();
      s1 = row.fma(FloatVector.fromArray(FLOATS, query, i + LANES), s1);
      row = ByteVector.fromArray(BYTES, rows, at + 2 * LANE_BYTES).reinterpretAsFloats();
      s2 = row.fma(FloatVector.fromArray(FLOATS, query, i + 2 * LANES), s2);
      row = ByteVector.fromArray(BYTES, rows, at + 3 * LANE_BYTES).reinterpretAsFloats();
      s3 = row.fma(FloatVector.fromArray(FLOATS, query, i + 3 * LANES), s3);
    }
    for (; i <= query.length - LANES; i += LANES, at += LANE_BYTES) {
      FloatVector row = ByteVector.fromArray(BYTES, rows, at).reinterpretAsFloats();
      s0 = row.fma(FloatVector.fromArray(FLOATS, query, i), s0);
    }
    s0 = s0.add(s1).add(s2.add(s3));
    // Halves onto halves: reduceLanes has another order in the interpreter than when compiled.
    if (LANES >= 16) {
      s0 = s0.add(s0.rearrange(BY_8));
    }
    if (LANES >= 8) {
      s0 = s0.add(s0.rearrange(BY_4));
    }
    if (LANES >= 4) {
      s0 = s0.add(s0.rearrange(BY_2));
    }
    float sum = s0.add(s0.rearrange(BY_1)).lane(0);
    for (; i < query.length; i++, at += Float.BYTES) {
      sum = Math.fma(query[i], (float) BlockLayout.FLOAT.get(rows, at), sum);
    }
    return sum;
  }
}
