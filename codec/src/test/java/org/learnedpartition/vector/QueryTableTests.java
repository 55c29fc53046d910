package org.learnedpartition.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueryTableTests {
  private static final int ROWS = QueryTable.BLOCK_ROWS;
  private static final List<NibbleTable.Kernel> NIBBLE_KERNELS =
      List.of(SimdNibbleKernel.ofMachine(), new SimdNibbleKernel(), new ScalarNibbleKernel());
  private static final List<ByteTable.Kernel> BYTE_KERNELS =
      List.of(SimdByteKernel.ofMachine(), new NarrowByteKernel(), new ScalarByteKernel());

  /** Codes of a row: odd ones for tails, and those around 1,024 groups and of the longest row. */
  private static IntStream sizes() {
    return IntStream.concat(
        IntStream.iterate(1, size -> size < 2048, size -> size + 2),
        IntStream.of(50, 1020, 1024, 1028, 2048, 16_000));
  }

  /** A block at an odd place of an array, whose other bytes are random. */
  private record Block(BlockLayout layout, byte[] bytes, int offset, byte[][] codes, float[] k) {
    static Block random(BlockLayout layout, Random random) {
      int offset = 1 + 2 * random.nextInt(40);
      byte[] bytes = new byte[offset + layout.blockBytes() + random.nextInt(3)];
      random.nextBytes(bytes);
      Block block =
          new Block(layout, bytes, offset, new byte[ROWS][layout.codes()], new float[ROWS]);
      for (int row = 0; row < ROWS; row++) {
        random.nextBytes(block.codes[row]);
        for (int i = 0; layout.nibbles() && i < layout.codes(); i++) {
          block.codes[row][i] &= 15;
        }
        block.put(row, (float) random.nextGaussian());
      }
      return block;
    }

    void put(int row, float constant) {
      k[row] = constant;
      layout.put(bytes, offset, row, codes[row], constant);
    }

    /** Scans with all kinds of thresholds, and asserts the scores and the masks. */
    void assertScores(float[] expected, QueryTable table, Random random, String what) {
      float[] thresholds = {
        expected[random.nextInt(ROWS)],
        (float) random.nextGaussian() * 10,
        Float.NEGATIVE_INFINITY,
        Float.POSITIVE_INFINITY,
        Float.NaN
      };
      assertEquals(layout.blockBytes(), table.blockBytes(), what);
      for (float threshold : thresholds) {
        float[] scores = new float[ROWS];
        int mask = table.scan(bytes, offset, threshold, scores);
        assertArrayEquals(expected, scores, what);
        int above = 0;
        for (int row = 0; row < ROWS; row++) {
          above |= expected[row] > threshold ? 1 << row : 0;
        }
        assertEquals(above, mask, what + " above " + threshold);
        assertTwo(table, random, threshold, what);
      }
    }

    /** Scans this block and another, and asserts that they are scored as each by itself. */
    void assertTwo(QueryTable table, Random random, float threshold, String what) {
      Block next = Block.random(layout, random);
      int length = layout.blockBytes();
      byte[] two = new byte[1 + 2 * length];
      System.arraycopy(bytes, offset, two, 1, length);
      System.arraycopy(next.bytes, next.offset, two, 1 + length, length);
      float[] expected = new float[ROWS];
      int mask = table.scan(next.bytes, next.offset, threshold, expected) << ROWS;
      expected = Arrays.copyOf(expected, 2 * ROWS);
      System.arraycopy(expected, 0, expected, ROWS, ROWS);
      mask |= table.scan(bytes, offset, threshold, expected);
      float[] scores = new float[2 * ROWS];
      assertEquals(mask, table.scanTwo(two, 1, threshold, scores), what + ", two blocks");
      assertArrayEquals(expected, scores, what + ", two blocks");
    }
  }

  /** Values from -2 to 2. */
  private static float[] values(int length, Random random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = 4 * random.nextFloat() - 2;
    }
    return values;
  }

  /** Dimensions that groups divide, and others. */
  @Test
  void everyKernelMakesTheTableOfAQuerysProductsWithCentroids() {
    for (int width : new int[] {1, 2, 4}) {
      for (int dimension : new int[] {1, 2, 3, 7, 100, 1027}) {
        Random random = new Random(31L * dimension + width);
        float[] query = values(dimension, random);
        float[] codebook = values(dimension * 16, random);
        int groups = Math.ceilDiv(dimension, width);
        float[] entries = new float[groups * 16];
        for (int d = 0; d < dimension; d++) {
          for (int j = 0; j < 16; j++) {
            int entry = d / width * 16 + j;
            entries[entry] = Math.fma(query[d], codebook[d * 16 + j], entries[entry]);
          }
        }
        Block block = Block.random(BlockLayout.ofNibbles(groups), random);
        float[] expected = new float[ROWS];
        new NibbleTable(NIBBLE_KERNELS.getFirst(), entries, groups)
            .scan(block.bytes, block.offset, 0, expected);
        String of = " of " + dimension + " components in groups of " + width;
        for (NibbleTable.Kernel kernel : NIBBLE_KERNELS) {
          NibbleTable table = NibbleTable.of(kernel, query, codebook, width, 0);
          block.assertScores(expected, table, random, name(kernel) + of);
        }
        query[0] = Float.MAX_VALUE;
        codebook[0] = Float.MAX_VALUE;
        for (NibbleTable.Kernel kernel : NIBBLE_KERNELS) {
          assertNull(NibbleTable.of(kernel, query, codebook, width, 0), name(kernel) + of);
        }
      }
    }
  }

  @Test
  void everyNibbleKernelHasTheBitsOfTheNaiveSum() {
    sizes()
        .forEach(
            groups -> {
              Random random = new Random(groups);
              float[] entries = values(groups * 16, random);
              Block block = Block.random(BlockLayout.ofNibbles(groups), random);
              // A row of each group's greatest entry: the greatest sum there can be.
              int greatest = random.nextInt(ROWS);
              double range = 0;
              double bias = 0;
              float[] low = new float[groups];
              for (int g = 0; g < groups; g++) {
                int from = g * 16;
                entries[from + random.nextInt(16)] = 3;
                int best = 0;
                low[g] = entries[from];
                for (int j = 1; j < 16; j++) {
                  best = entries[from + j] > entries[from + best] ? j : best;
                  low[g] = Math.min(low[g], entries[from + j]);
                }
                block.codes[greatest][g] = (byte) best;
                range = Math.max(range, entries[from + best] - low[g]);
                bias += low[g];
              }
              block.put(greatest, 1);
              float step = (float) range / 63;
              float steps = 63 / (float) range;
              float[] expected = new float[ROWS];
              for (int row = 0; row < ROWS; row++) {
                long sum = 0;
                double exact = block.k[row];
                for (int g = 0; g < groups; g++) {
                  float entry = entries[g * 16 + block.codes[row][g]];
                  sum += Math.min(63, (int) ((entry - low[g]) * steps + 0.5f));
                  exact += entry;
                }
                expected[row] = Math.fma((float) sum, step, (float) bias + block.k[row]);
                assertEquals(exact, expected[row], groups * (step * 0.5001 + 1e-5), "row " + row);
              }
              for (NibbleTable.Kernel kernel : NIBBLE_KERNELS) {
                NibbleTable table = new NibbleTable(kernel, entries, groups);
                block.assertScores(expected, table, random, name(kernel) + " of " + groups);
              }
            });
  }

  @Test
  void everyByteKernelHasTheBitsOfTheNaiveSum() {
    sizes()
        .forEach(
            dimension -> {
              Random random = new Random(dimension);
              float[] weights = values(dimension, random);
              float bias = (float) random.nextGaussian();
              Block block = Block.random(BlockLayout.ofBytes(dimension), random);
              float[] expected = new float[ROWS];
              for (int row = 0; row < ROWS; row++) {
                float[] sum = new float[2];
                for (int i = 0; i < dimension; i++) {
                  int code = Byte.toUnsignedInt(block.codes[row][i]);
                  sum[i % 2] = Math.fma(weights[i], (float) code, sum[i % 2]);
                }
                expected[row] = (sum[0] + sum[1]) + (bias + block.k[row]);
              }
              for (ByteTable.Kernel kernel : BYTE_KERNELS) {
                ByteTable table = new ByteTable(kernel, weights, bias);
                block.assertScores(expected, table, random, name(kernel) + " of " + dimension);
              }
            });
  }

  private static String name(Object kernel) {
    return kernel.getClass().getSimpleName();
  }

  @Test
  void sumOfTheGreatestEntriesIsExact() {
    for (int groups : new int[] {1, 1023, 1024, 1025, 1041, 2048, 3000, 16_000}) {
      BlockLayout layout = BlockLayout.ofNibbles(groups);
      byte[] block = new byte[layout.blockBytes()];
      float[] entries = new float[groups * 16];
      byte[] codes = new byte[groups];
      for (int g = 0; g < groups; g++) {
        codes[g] = (byte) (g % 16);
        entries[g * 16 + codes[g]] = 63;
      }
      for (int row = 0; row < ROWS; row++) {
        layout.put(block, 0, row, codes, 0);
      }
      for (NibbleTable.Kernel kernel : NIBBLE_KERNELS) {
        float[] scores = new float[ROWS];
        assertEquals(0xFFFF, new NibbleTable(kernel, entries, groups).scan(block, 0, 0, scores));
        for (float score : scores) {
          assertEquals(63 * groups, score, name(kernel) + " of " + groups);
        }
      }
    }
  }

  @Test
  void tableWithoutARangeScoresItsBiasAndTheConstants() {
    Random random = new Random(1);
    for (float range : new float[] {0, Float.MIN_VALUE}) {
      float[] entries = new float[7 * 16];
      for (int i = 0; i < entries.length; i++) {
        entries[i] = range == 0 ? i / 16 : random.nextInt(2) * range;
      }
      Block block = Block.random(BlockLayout.ofNibbles(7), random);
      float bias = range == 0 ? 21 : 0;
      float[] expected = new float[ROWS];
      for (int row = 0; row < ROWS; row++) {
        expected[row] = bias + block.k[row];
      }
      for (NibbleTable.Kernel kernel : NIBBLE_KERNELS) {
        block.assertScores(expected, new NibbleTable(kernel, entries, 7), random, name(kernel));
      }
    }
  }

  @Test
  void valuesThatAreNotFiniteAreRefused() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[] entries = new float[32];
      entries[17] = bad;
      assertRefused("entry 1 of group 1 is " + bad, () -> new NibbleTable(entries, 2));
      assertRefused("component 17 is " + bad, () -> new ByteTable(entries, 0));
      assertRefused("bias must be finite, it is " + bad, () -> new ByteTable(new float[1], bad));
    }
    float[] large = new float[32];
    large[0] = Float.MAX_VALUE;
    large[16] = Float.MAX_VALUE;
    assertRefused("sums of table entries must be finite", () -> new NibbleTable(large, 2));
    assertRefused("between 1 and 1048576 codes, got 0", () -> new NibbleTable(large, 0));
    assertRefused("between 1 and 1048576 codes, got 0", () -> new ByteTable(new float[0], 0));
    assertThrows(IndexOutOfBoundsException.class, () -> new NibbleTable(large, 3));
  }

  private static void assertRefused(String message, Runnable action) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, action::run);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void blockOutsideItsArrayIsRefused() {
    for (QueryTable table :
        List.of(new NibbleTable(new float[5 * 16], 5), new ByteTable(new float[5], 0))) {
      byte[] block = new byte[table.blockBytes()];
      float[] scores = new float[ROWS];
      assertEquals(0, table.scan(block, 0, 0, scores));
      for (int offset : new int[] {-1, 1, Integer.MAX_VALUE}) {
        assertThrows(
            IndexOutOfBoundsException.class, () -> table.scan(block, offset, 0, new float[ROWS]));
      }
      assertThrows(
          IndexOutOfBoundsException.class, () -> table.scan(block, 0, 0, new float[ROWS - 1]));
      assertThrows(
          IndexOutOfBoundsException.class, () -> table.scanTwo(block, 0, 0, new float[2 * ROWS]));
      byte[] two = new byte[2 * block.length];
      assertThrows(
          IndexOutOfBoundsException.class, () -> table.scanTwo(two, 0, 0, new float[2 * ROWS - 1]));
    }
  }

  /**
   * In a JVM of its own: after thousands of other tests the compiler, at times, no longer inlines
   * all of the longest kernel, and then two of its blocks cost 128 bytes.
   */
  @Test
  void warmScanAllocatesNothing() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                WarmScans.class.getName())
            .redirectErrorStream(true)
            .start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor(), printed);
    assertTrue(printed.endsWith(WarmScans.NOTHING), printed);
  }

  /** Scans with all kernels until they are compiled; fails if one goes on to allocate. */
  static final class WarmScans {
    static final String NOTHING = "nothing was allocated";

    private WarmScans() {}

    public static void main(String[] args) {
      Random random = new Random(1);
      float[] entries = values(50 * 16, random);
      float[] weights = values(100, random);
      byte[] blocks = new byte[2 * BlockLayout.ofBytes(100).blockBytes()];
      float[] scores = new float[2 * ROWS];
      for (NibbleTable.Kernel kernel : NIBBLE_KERNELS) {
        NibbleTable table = new NibbleTable(kernel, entries, 50);
        Allocation.assertNone(name(kernel), () -> table.scan(blocks, 0, 0, scores));
        Allocation.assertNone(name(kernel), () -> table.scanTwo(blocks, 0, 0, scores));
      }
      for (ByteTable.Kernel kernel : BYTE_KERNELS) {
        ByteTable table = new ByteTable(kernel, weights, 0);
        Allocation.assertNone(name(kernel), () -> table.scan(blocks, 0, 0, scores));
        Allocation.assertNone(name(kernel), () -> table.scanTwo(blocks, 0, 0, scores));
      }
      System.out.println(NOTHING);
    }
  }
}
