package org.learnedpartition.vector;

import static jdk.incubator.vector.VectorOperators.F2I;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2B;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.MIN;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * 16 look-ups at a time: the 16 bytes of a group's table are in one register, those of its codes
 * select from it. Registers of 128 bits, which all machines with the Vector API have; wider ones
 * would hold several groups' tables, but shuffle bytes well on few machines.
 */
sealed class SimdNibbleKernel implements NibbleTable.Kernel permits WideNibbleKernel {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_128;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_128;

  /** The first, or the last, two lanes of two vectors in turn. */
  private static final VectorShuffle<Float> FIRST = VectorShuffle.fromValues(FLOATS, 0, 4, 1, 5);

  private static final VectorShuffle<Float> LAST = VectorShuffle.fromValues(FLOATS, 2, 6, 3, 7);

  /** Registers for making tables: 16 floats in one, two or four of them. */
  private static final VectorSpecies<Float> WIDE =
      FloatVector.SPECIES_PREFERRED.length() > NibbleTable.CENTROIDS
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  /** This one, or its twin for machines that select from more at a time. */
  static NibbleTable.Kernel ofMachine() {
    return WideNibbleKernel.supported() ? new WideNibbleKernel() : new SimdNibbleKernel();
  }

  @Override
  public void entries(float[] query, float[] codebook, int width, float[] entries) {
    int to = 0;
    for (int from = 0; from < query.length; from += width, to += NibbleTable.CENTROIDS) {
      int end = Math.min(from + width, query.length);
      for (int j = 0; j < NibbleTable.CENTROIDS; j += WIDE.length()) {
        FloatVector sum = FloatVector.zero(WIDE);
        for (int d = from; d < end; d++) {
          FloatVector component = FloatVector.broadcast(WIDE, query[d]);
          int row = d * NibbleTable.CENTROIDS + j;
          sum = component.fma(FloatVector.fromArray(WIDE, codebook, row), sum);
        }
        sum.intoArray(entries, to + j);
      }
    }
  }

  @Override
  public void ranges(float[] entries, int groups, float[] lowest, float[] highest) {
    for (int g = 0; g < groups; g++) {
      int first = g * NibbleTable.CENTROIDS;
      FloatVector low = FloatVector.fromArray(WIDE, entries, first);
      FloatVector high = low;
      for (int j = WIDE.length(); j < NibbleTable.CENTROIDS; j += WIDE.length()) {
        FloatVector next = FloatVector.fromArray(WIDE, entries, first + j);
        low = low.min(next);
        high = high.max(next);
      }
      lowest[g] = low.reduceLanes(MIN);
      highest[g] = high.reduceLanes(MAX);
    }
  }

  @Override
  public void round(float[] entries, int groups, float[] lowest, float steps, byte[] table) {
    FloatVector factor = FloatVector.broadcast(WIDE, steps);
    FloatVector half = FloatVector.broadcast(WIDE, 0.5f);
    FloatVector most = FloatVector.broadcast(WIDE, NibbleTable.MAX_ENTRY);
    int[] rounded = new int[NibbleTable.CENTROIDS];
    for (int g = 0; g < groups; g++) {
      int first = g * NibbleTable.CENTROIDS;
      int to = NibbleTable.place(g);
      FloatVector low = FloatVector.broadcast(WIDE, lowest[g]);
      for (int j = 0; j < NibbleTable.CENTROIDS; j += WIDE.length()) {
        FloatVector above = FloatVector.fromArray(WIDE, entries, first + j).sub(low);
        // What is cut off after rounding is the same cut off before.
        IntVector whole = (IntVector) above.mul(factor).add(half).min(most).convert(F2I, 0);
        if (WIDE.length() == NibbleTable.CENTROIDS) {
          ((ByteVector) whole.convertShape(I2B, BYTES, 0)).intoArray(table, to);
        } else {
          whole.intoArray(rounded, j);
        }
      }
      for (int j = 0; WIDE.length() < NibbleTable.CENTROIDS && j < NibbleTable.CENTROIDS; j++) {
        table[to + j] = (byte) rounded[j];
      }
    }
  }

  // One method on purpose: vectors that cross a call that is not inlined are boxed.
  @Override
  public int scan(
      byte[] table,
      int groups,
      float step,
      float bias,
      byte[] blocks,
      int offset,
      float threshold,
      float[] scores) {
    // Once each: a scalar operand is a vector of its own each time, and some of them are boxed.
    ByteVector nibbles = ByteVector.broadcast(BYTES, (byte) 15);
    IntVector shorts = IntVector.broadcast(IntVector.SPECIES_128, 0xFFFF);
    FloatVector steps = FloatVector.broadcast(FLOATS, step);
    FloatVector biases = FloatVector.broadcast(FLOATS, bias);
    FloatVector thresholds = FloatVector.broadcast(FLOATS, threshold);
    IntVector sum0 = IntVector.zero(IntVector.SPECIES_128);
    IntVector sum1 = IntVector.zero(IntVector.SPECIES_128);
    IntVector sum2 = IntVector.zero(IntVector.SPECIES_128);
    IntVector sum3 = IntVector.zero(IntVector.SPECIES_128);
    int at = offset;
    for (int from = 0; from < groups; from += NibbleTable.SHORT_GROUPS) {
      // All bytes added up as shorts, and the odd bytes alone: what is left is the even bytes.
      ShortVector all = ShortVector.zero(SHORTS);
      ShortVector odd = ShortVector.zero(SHORTS);
      int to = Math.min(groups, from + NibbleTable.SHORT_GROUPS) * NibbleTable.CENTROIDS;
      // Past the last group the codes are constants, and the table's padding is zeros.
      for (int i = from * NibbleTable.CENTROIDS; i < to; i += 4 * NibbleTable.CENTROIDS) {
        // The tables of two even groups, and 64 bytes after them those of the odd groups.
        int even = i - (i >> 1 & 32);
        ByteVector codes = ByteVector.fromArray(BYTES, blocks, at);
        // Before Java 24 an index above 15 is an error, since then the same as without its rest.
        ByteVector sum = codes.and(nibbles).selectFrom(ByteVector.fromArray(BYTES, table, even));
        codes = codes.reinterpretAsShorts().lanewise(LSHR, 4).reinterpretAsBytes().and(nibbles);
        sum = sum.add(codes.selectFrom(ByteVector.fromArray(BYTES, table, even + 64)));

        codes = ByteVector.fromArray(BYTES, blocks, at + 16);
        sum = sum.add(codes.and(nibbles).selectFrom(ByteVector.fromArray(BYTES, table, even + 16)));
        codes = codes.reinterpretAsShorts().lanewise(LSHR, 4).reinterpretAsBytes().and(nibbles);
        sum = sum.add(codes.selectFrom(ByteVector.fromArray(BYTES, table, even + 80)));

        ShortVector pairs = sum.reinterpretAsShorts();
        all = all.add(pairs);
        odd = odd.add(pairs.lanewise(LSHR, 8));
        at += 32;
      }
      // Lane j of vector r is row 4j + r.
      IntVector evens = all.sub(odd.lanewise(LSHL, 8)).reinterpretAsInts();
      IntVector odds = odd.reinterpretAsInts();
      sum0 = sum0.add(evens.and(shorts));
      sum1 = sum1.add(odds.and(shorts));
      sum2 = sum2.add(evens.lanewise(LSHR, 16));
      sum3 = sum3.add(odds.lanewise(LSHR, 16));
    }
    int constants = offset + NibbleTable.codeBytes(groups);
    // Transposed, lane j of vector r is row 4r + j.
    FloatVector s0 = (FloatVector) sum0.convert(I2F, 0);
    FloatVector s1 = (FloatVector) sum1.convert(I2F, 0);
    FloatVector s2 = (FloatVector) sum2.convert(I2F, 0);
    FloatVector s3 = (FloatVector) sum3.convert(I2F, 0);
    FloatVector t02 = s0.rearrange(FIRST, s2);
    FloatVector t13 = s1.rearrange(FIRST, s3);
    FloatVector u02 = s0.rearrange(LAST, s2);
    FloatVector u13 = s1.rearrange(LAST, s3);
    FloatVector k = ByteVector.fromArray(BYTES, blocks, constants).reinterpretAsFloats();
    s0 = t02.rearrange(FIRST, t13).fma(steps, k.add(biases));
    k = ByteVector.fromArray(BYTES, blocks, constants + 16).reinterpretAsFloats();
    s1 = t02.rearrange(LAST, t13).fma(steps, k.add(biases));
    k = ByteVector.fromArray(BYTES, blocks, constants + 32).reinterpretAsFloats();
    s2 = u02.rearrange(FIRST, u13).fma(steps, k.add(biases));
    k = ByteVector.fromArray(BYTES, blocks, constants + 48).reinterpretAsFloats();
    s3 = u02.rearrange(LAST, u13).fma(steps, k.add(biases));
    s0.intoArray(scores, 0);
    s1.intoArray(scores, 4);
    s2.intoArray(scores, 8);
    s3.intoArray(scores, 12);
    return (int)
        (s0.compare(GT, thresholds).toLong()
            | s1.compare(GT, thresholds).toLong() << 4
            | s2.compare(GT, thresholds).toLong() << 8
            | s3.compare(GT, thresholds).toLong() << 12);
  }

  // The same for two blocks, whose codes select from tables that were loaded once.
  @Override
  public int scanTwo(
      byte[] table,
      int groups,
      float step,
      float bias,
      byte[] blocks,
      int offset,
      float threshold,
      float[] scores) {
    ByteVector nibbles = ByteVector.broadcast(BYTES, (byte) 15);
    IntVector shorts = IntVector.broadcast(IntVector.SPECIES_128, 0xFFFF);
    FloatVector steps = FloatVector.broadcast(FLOATS, step);
    FloatVector biases = FloatVector.broadcast(FLOATS, bias);
    FloatVector thresholds = FloatVector.broadcast(FLOATS, threshold);
    IntVector sum0 = IntVector.zero(IntVector.SPECIES_128);
    IntVector sum1 = IntVector.zero(IntVector.SPECIES_128);
    IntVector sum2 = IntVector.zero(IntVector.SPECIES_128);
    IntVector sum3 = IntVector.zero(IntVector.SPECIES_128);
    IntVector next0 = IntVector.zero(IntVector.SPECIES_128);
    IntVector next1 = IntVector.zero(IntVector.SPECIES_128);
    IntVector next2 = IntVector.zero(IntVector.SPECIES_128);
    IntVector next3 = IntVector.zero(IntVector.SPECIES_128);
    int codeBytes = NibbleTable.codeBytes(groups);
    int blockBytes = codeBytes + QueryTable.BLOCK_ROWS * Float.BYTES;
    int at = offset;
    for (int from = 0; from < groups; from += NibbleTable.SHORT_GROUPS) {
      ShortVector all = ShortVector.zero(SHORTS);
      ShortVector odd = ShortVector.zero(SHORTS);
      ShortVector nextAll = ShortVector.zero(SHORTS);
      ShortVector nextOdd = ShortVector.zero(SHORTS);
      int to = Math.min(groups, from + NibbleTable.SHORT_GROUPS) * NibbleTable.CENTROIDS;
      for (int i = from * NibbleTable.CENTROIDS; i < to; i += 4 * NibbleTable.CENTROIDS) {
        int even = i - (i >> 1 & 32);
        ByteVector entries = ByteVector.fromArray(BYTES, table, even);
        ByteVector codes = ByteVector.fromArray(BYTES, blocks, at);
        ByteVector nextCodes = ByteVector.fromArray(BYTES, blocks, at + blockBytes);
        ByteVector sum = codes.and(nibbles).selectFrom(entries);
        ByteVector next = nextCodes.and(nibbles).selectFrom(entries);
        entries = ByteVector.fromArray(BYTES, table, even + 64);
        codes = codes.reinterpretAsShorts().lanewise(LSHR, 4).reinterpretAsBytes();
        nextCodes = nextCodes.reinterpretAsShorts().lanewise(LSHR, 4).reinterpretAsBytes();
        sum = sum.add(codes.and(nibbles).selectFrom(entries));
        next = next.add(nextCodes.and(nibbles).selectFrom(entries));

        entries = ByteVector.fromArray(BYTES, table, even + 16);
        codes = ByteVector.fromArray(BYTES, blocks, at + 16);
        nextCodes = ByteVector.fromArray(BYTES, blocks, at + 16 + blockBytes);
        sum = sum.add(codes.and(nibbles).selectFrom(entries));
        next = next.add(nextCodes.and(nibbles).selectFrom(entries));
        entries = ByteVector.fromArray(BYTES, table, even + 80);
        codes = codes.reinterpretAsShorts().lanewise(LSHR, 4).reinterpretAsBytes();
        nextCodes = nextCodes.reinterpretAsShorts().lanewise(LSHR, 4).reinterpretAsBytes();
        sum = sum.add(codes.and(nibbles).selectFrom(entries));
        next = next.add(nextCodes.and(nibbles).selectFrom(entries));

        ShortVector pairs = sum.reinterpretAsShorts();
        all = all.add(pairs);
        odd = odd.add(pairs.lanewise(LSHR, 8));
        pairs = next.reinterpretAsShorts();
        nextAll = nextAll.add(pairs);
        nextOdd = nextOdd.add(pairs.lanewise(LSHR, 8));
        at += 32;
      }
      IntVector evens = all.sub(odd.lanewise(LSHL, 8)).reinterpretAsInts();
      IntVector odds = odd.reinterpretAsInts();
      sum0 = sum0.add(evens.and(shorts));
      sum1 = sum1.add(odds.and(shorts));
      sum2 = sum2.add(evens.lanewise(LSHR, 16));
      sum3 = sum3.add(odds.lanewise(LSHR, 16));
      evens = nextAll.sub(nextOdd.lanewise(LSHL, 8)).reinterpretAsInts();
      odds = nextOdd.reinterpretAsInts();
      next0 = next0.add(evens.and(shorts));
      next1 = next1.add(odds.and(shorts));
      next2 = next2.add(evens.lanewise(LSHR, 16));
      next3 = next3.add(odds.lanewise(LSHR, 16));
    }
    int constants = offset + codeBytes;
    FloatVector s0 = (FloatVector) sum0.convert(I2F, 0);
    FloatVector s1 = (FloatVector) sum1.convert(I2F, 0);
    FloatVector s2 = (FloatVector) sum2.convert(I2F, 0);
    FloatVector s3 = (FloatVector) sum3.convert(I2F, 0);
    FloatVector t02 = s0.rearrange(FIRST, s2);
    FloatVector t13 = s1.rearrange(FIRST, s3);
    FloatVector u02 = s0.rearrange(LAST, s2);
    FloatVector u13 = s1.rearrange(LAST, s3);
    FloatVector k = ByteVector.fromArray(BYTES, blocks, constants).reinterpretAsFloats();
    s0 = t02.rearrange(FIRST, t13).fma(steps, k.add(biases));
    k = ByteVector.fromArray(BYTES, blocks, constants + 16).reinterpretAsFloats();
    s1 = t02.rearrange(LAST, t13).fma(steps, k.add(biases));
    k = ByteVector.fromArray(BYTES, blocks, constants + 32).reinterpretAsFloats();
    s2 = u02.rearrange(FIRST, u13).fma(steps, k.add(biases));
    k = ByteVector.fromArray(BYTES, blocks, constants + 48).reinterpretAsFloats();
    s3 = u02.rearrange(LAST, u13).fma(steps, k.add(biases));
    s0.intoArray(scores, 0);
    s1.intoArray(scores, 4);
    s2.intoArray(scores, 8);
    s3.intoArray(scores, 12);
    long above =
        s0.compare(GT, thresholds).toLong()
            | s1.compare(GT, thresholds).toLong() << 4
            | s2.compare(GT, thresholds).toLong() << 8
            | s3.compare(GT, thresholds).toLong() << 12;
    // Twice on purpose: one text for both would choose vectors at run time, and those that are
    // chosen are sometimes boxed.
    constants += blockBytes;
    s0 = (FloatVector) next0.convert(I2F, 0);
    s1 = (FloatVector) next1.convert(I2F, 0);
    s2 = (FloatVector) next2.convert(I2F, 0);
    s3 = (FloatVector) next3.convert(I2F, 0);
    t02 = s0.rearrange(FIRST, s2);
    t13 = s1.rearrange(FIRST, s3);
    u02 = s0.rearrange(LAST, s2);
    u13 = s1.rearrange(LAST, s3);
    k = ByteVector.fromArray(BYTES, blocks, constants).reinterpretAsFloats();
    s0 = t02.rearrange(FIRST, t13).fma(steps, k.add(biases));
    k = ByteVector.fromArray(BYTES, blocks, constants + 16).reinterpretAsFloats();
    s1 = t02.rearrange(LAST, t13).fma(steps, k.add(biases));
    k = ByteVector.fromArray(BYTES, blocks, constants + 32).reinterpretAsFloats();
    s2 = u02.rearrange(FIRST, u13).fma(steps, k.add(biases));
    k = ByteVector.fromArray(BYTES, blocks, constants + 48).reinterpretAsFloats();
    s3 = u02.rearrange(LAST, u13).fma(steps, k.add(biases));
    s0.intoArray(scores, 16);
    s1.intoArray(scores, 20);
    s2.intoArray(scores, 24);
    s3.intoArray(scores, 28);
    above |=
        s0.compare(GT, thresholds).toLong() << 16
            | s1.compare(GT, thresholds).toLong() << 20
            | s2.compare(GT, thresholds).toLong() << 24
            | s3.compare(GT, thresholds).toLong() << 28;
    return (int) above;
  }
}
