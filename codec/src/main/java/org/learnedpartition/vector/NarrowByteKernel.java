package org.learnedpartition.vector;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The twin of {@link SimdByteKernel} for registers of 128 bits. Four codes that are loaded as one
 * int are shifted apart, so a register has every fourth row.
 */
final class NarrowByteKernel implements ByteTable.Kernel {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_128;

  /** The first, or the last, two lanes of two vectors in turn. */
  private static final VectorShuffle<Float> FIRST = VectorShuffle.fromValues(FLOATS, 0, 4, 1, 5);

  private static final VectorShuffle<Float> LAST = VectorShuffle.fromValues(FLOATS, 2, 6, 3, 7);

  // One method on purpose: vectors that cross a call that is not inlined are boxed.
  @Override
  public int scan(
      float[] weights,
      int codes,
      float bias,
      byte[] blocks,
      int offset,
      float threshold,
      float[] scores,
      int to) {
    // Once each: a scalar operand is a vector of its own each time, and some of them are boxed.
    FloatVector biases = FloatVector.broadcast(FLOATS, bias);
    FloatVector thresholds = FloatVector.broadcast(FLOATS, threshold);
    IntVector bytes = IntVector.broadcast(IntVector.SPECIES_128, 0xFF);
    int constants = offset + codes * QueryTable.BLOCK_ROWS;
    FloatVector even0 = FloatVector.zero(FLOATS);
    FloatVector even1 = FloatVector.zero(FLOATS);
    FloatVector even2 = FloatVector.zero(FLOATS);
    FloatVector even3 = FloatVector.zero(FLOATS);
    FloatVector odd0 = FloatVector.zero(FLOATS);
    FloatVector odd1 = FloatVector.zero(FLOATS);
    FloatVector odd2 = FloatVector.zero(FLOATS);
    FloatVector odd3 = FloatVector.zero(FLOATS);
    FloatVector w;
    IntVector c;
    int at = offset;
    for (int i = 0; i < weights.length; i += 2, at += 2 * QueryTable.BLOCK_ROWS) {
      w = FloatVector.broadcast(FLOATS, weights[i]);
      c = ByteVector.fromArray(BYTES, blocks, at).reinterpretAsInts();
      even0 = w.fma(c.and(bytes).convert(I2F, 0), even0);
      even1 = w.fma(c.lanewise(LSHR, 8).and(bytes).convert(I2F, 0), even1);
      even2 = w.fma(c.lanewise(LSHR, 16).and(bytes).convert(I2F, 0), even2);
      even3 = w.fma(c.lanewise(LSHR, 24).convert(I2F, 0), even3);
      w = FloatVector.broadcast(FLOATS, weights[i + 1]);
      c = ByteVector.fromArray(BYTES, blocks, at + 16).reinterpretAsInts();
      odd0 = w.fma(c.and(bytes).convert(I2F, 0), odd0);
      odd1 = w.fma(c.lanewise(LSHR, 8).and(bytes).convert(I2F, 0), odd1);
      odd2 = w.fma(c.lanewise(LSHR, 16).and(bytes).convert(I2F, 0), odd2);
      odd3 = w.fma(c.lanewise(LSHR, 24).convert(I2F, 0), odd3);
    }
    // Lane j of vector r is row 4j + r; after this transposition it is row 4r + j.
    even0 = even0.add(odd0);
    even1 = even1.add(odd1);
    even2 = even2.add(odd2);
    even3 = even3.add(odd3);
    FloatVector t02 = even0.rearrange(FIRST, even2);
    FloatVector t13 = even1.rearrange(FIRST, even3);
    FloatVector u02 = even0.rearrange(LAST, even2);
    FloatVector u13 = even1.rearrange(LAST, even3);
    FloatVector k = ByteVector.fromArray(BYTES, blocks, constants).reinterpretAsFloats();
    FloatVector s0 = t02.rearrange(FIRST, t13).add(k.add(biases));
    k = ByteVector.fromArray(BYTES, blocks, constants + 16).reinterpretAsFloats();
    FloatVector s1 = t02.rearrange(LAST, t13).add(k.add(biases));
    k = ByteVector.fromArray(BYTES, blocks, constants + 32).reinterpretAsFloats();
    FloatVector s2 = u02.rearrange(FIRST, u13).add(k.add(biases));
    k = ByteVector.fromArray(BYTES, blocks, constants + 48).reinterpretAsFloats();
    FloatVector s3 = u02.rearrange(LAST, u13).add(k.add(biases));
    s0.intoArray(scores, to);
    s1.intoArray(scores, to + 4);
    s2.intoArray(scores, to + 8);
    s3.intoArray(scores, to + 12);
    return (int)
        (s0.compare(GT, thresholds).toLong()
            | s1.compare(GT, thresholds).toLong() << 4
            | s2.compare(GT, thresholds).toLong() << 8
            | s3.compare(GT, thresholds).toLong() << 12);
  }
}
