package org.learnedpartition.vector;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The codes of 16 rows are widened to two registers of 256 bits, and multiplied by one weight.
 * Registers of 512 bits are no faster where that was measured (AMD Zen 4).
 */
final class SimdByteKernel implements ByteTable.Kernel {
  private static final VectorSpecies<Byte> CODES = ByteVector.SPECIES_64;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_256;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;

  /** This one, or its twin for machines whose registers have 128 bits. */
  static ByteTable.Kernel ofMachine() {
    return VectorShape.preferredShape().vectorBitSize() >= FLOATS.vectorBitSize()
        ? new SimdByteKernel()
        : new NarrowByteKernel();
  }

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
    FloatVector even0 = FloatVector.zero(FLOATS);
    FloatVector even1 = FloatVector.zero(FLOATS);
    FloatVector odd0 = FloatVector.zero(FLOATS);
    FloatVector odd1 = FloatVector.zero(FLOATS);
    FloatVector w;
    Vector<Integer> c;
    int at = offset;
    for (int i = 0; i < weights.length; i += 2, at += 2 * QueryTable.BLOCK_ROWS) {
      w = FloatVector.broadcast(FLOATS, weights[i]);
      c = ByteVector.fromArray(CODES, blocks, at).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      even0 = w.fma(c.convert(I2F, 0), even0);
      c = ByteVector.fromArray(CODES, blocks, at + 8).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      even1 = w.fma(c.convert(I2F, 0), even1);
      w = FloatVector.broadcast(FLOATS, weights[i + 1]);
      c = ByteVector.fromArray(CODES, blocks, at + 16).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      odd0 = w.fma(c.convert(I2F, 0), odd0);
      c = ByteVector.fromArray(CODES, blocks, at + 24).convertShape(ZERO_EXTEND_B2I, INTS, 0);
      odd1 = w.fma(c.convert(I2F, 0), odd1);
    }
    at = offset + codes * QueryTable.BLOCK_ROWS;
    FloatVector k = ByteVector.fromArray(BYTES, blocks, at).reinterpretAsFloats();
    even0 = even0.add(odd0).add(k.add(biases));
    k = ByteVector.fromArray(BYTES, blocks, at + 32).reinterpretAsFloats();
    even1 = even1.add(odd1).add(k.add(biases));
    even0.intoArray(scores, to);
    even1.intoArray(scores, to + 8);
    return (int)
        (even0.compare(GT, thresholds).toLong() | even1.compare(GT, thresholds).toLong() << 8);
  }
}
