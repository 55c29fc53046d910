package org.learnedpartition.vector;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The twin of {@link SimdNibbleKernel} for machines that select from 64 bytes with one instruction
 * (AVX-512 VBMI): the codes of four pairs of groups are in one register, and each quarter of it
 * selects from the tables of its own pair.
 */
final class WideNibbleKernel extends SimdNibbleKernel {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_512;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;

  /** Where the table of a quarter's group begins. */
  private static final ByteVector QUARTERS =
      ByteVector.zero(BYTES).addIndex(1).and((byte) -NibbleTable.CENTROIDS);

  /** The other half; the other quarter of the same half. */
  private static final VectorShuffle<Short> HALVES =
      VectorShuffle.fromOp(SHORTS, lane -> lane ^ 16);

  private static final VectorShuffle<Short> NEXT = VectorShuffle.fromOp(SHORTS, lane -> lane ^ 8);

  /** Of even rows in the first half and odd ones in the second, all in turn. */
  private static final VectorShuffle<Short> TURNS =
      VectorShuffle.fromOp(SHORTS, lane -> (lane & 1) * 16 + (lane >> 1 & 7));

  private static final VectorMask<Short> SECOND = VectorMask.fromLong(SHORTS, 0xFFFF0000L);

  /**
   * Whether this machine has the instruction. The Vector API does not tell, and without it makes do
   * with many; Linux tells.
   */
  static boolean supported() {
    if (VectorShape.preferredShape().vectorBitSize() < BYTES.vectorBitSize()) {
      return false;
    }
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Arrays.asList(line.split(" ")).contains("avx512vbmi"))
          .orElse(false);
    } catch (IOException | RuntimeException e) {
      // Not Linux, or not to be read here.
      return false;
    }
  }

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
    int next = offset + NibbleTable.codeBytes(groups) + QueryTable.BLOCK_ROWS * Float.BYTES;
    int rows = QueryTable.BLOCK_ROWS;
    return scan(table, groups, step, bias, blocks, offset, threshold, scores, 0)
        | scan(table, groups, step, bias, blocks, next, threshold, scores, rows) << rows;
  }

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
    return scan(table, groups, step, bias, blocks, offset, threshold, scores, 0);
  }

  // One method on purpose: vectors that cross a call that is not inlined are boxed.
  private static int scan(
      byte[] table,
      int groups,
      float step,
      float bias,
      byte[] blocks,
      int offset,
      float threshold,
      float[] scores,
      int row) {
    ByteVector nibbles = ByteVector.broadcast(BYTES, (byte) 15);
    ByteVector quarters = QUARTERS;
    IntVector sums = IntVector.zero(INTS);
    int at = offset;
    for (int from = 0; from < groups; from += NibbleTable.SHORT_GROUPS) {
      // All bytes added up as shorts, and the odd bytes alone: what is left is the even bytes.
      ShortVector all = ShortVector.zero(SHORTS);
      ShortVector odd = ShortVector.zero(SHORTS);
      int to = Math.min(groups, from + NibbleTable.SHORT_GROUPS) * NibbleTable.CENTROIDS;
      // Past the last group the codes are constants, and the table's padding is zeros.
      for (int i = from * NibbleTable.CENTROIDS; i < to; i += 128, at += 64) {
        ByteVector codes = ByteVector.fromArray(BYTES, blocks, at);
        ByteVector low = codes.and(nibbles).or(quarters);
        codes = codes.reinterpretAsShorts().lanewise(LSHR, 4).reinterpretAsBytes();
        ByteVector high = codes.and(nibbles).or(quarters);
        ShortVector pairs =
            low.selectFrom(ByteVector.fromArray(BYTES, table, i))
                .add(high.selectFrom(ByteVector.fromArray(BYTES, table, i + 64)))
                .reinterpretAsShorts();
        all = all.add(pairs);
        odd = odd.add(pairs.lanewise(LSHR, 8));
      }
      // Each quarter has the sums of its own groups: even rows, and odd rows, of all four.
      ShortVector even = all.sub(odd.lanewise(LSHL, 8));
      even = even.add(even.rearrange(HALVES));
      odd = odd.add(odd.rearrange(HALVES));
      ShortVector rows = even.blend(odd, SECOND);
      rows = rows.add(rows.rearrange(NEXT)).rearrange(TURNS);
      sums = sums.add(rows.convertShape(ZERO_EXTEND_S2I, INTS, 0));
    }
    int constants = offset + NibbleTable.codeBytes(groups);
    FloatVector k = ByteVector.fromArray(BYTES, blocks, constants).reinterpretAsFloats();
    FloatVector found =
        ((FloatVector) sums.convert(I2F, 0))
            .fma(FloatVector.broadcast(FLOATS, step), k.add(FloatVector.broadcast(FLOATS, bias)));
    found.intoArray(scores, row);
    return (int) found.compare(GT, threshold).toLong();
  }
}
