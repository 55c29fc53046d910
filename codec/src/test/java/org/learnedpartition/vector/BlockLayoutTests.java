package org.learnedpartition.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class BlockLayoutTests {
  private static final int ROWS = QueryTable.BLOCK_ROWS;

  /** The same block, byte by byte after the words of the layout's description. */
  private static byte[] naive(BlockLayout layout, byte[][] codes, float[] constants) {
    ByteBuffer block = ByteBuffer.allocate(layout.blockBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int code = 0; code < layout.codes(); code += layout.nibbles() ? 2 : 1) {
      for (int i = 0; i < ROWS; i++) {
        boolean pair = layout.nibbles() && code + 1 < layout.codes();
        block.put((byte) (codes[i][code] + (pair ? 16 * codes[i][code + 1] : 0)));
      }
    }
    for (float constant : constants) {
      block.putFloat(constant);
    }
    assertEquals(0, block.remaining());
    return block.array();
  }

  private static byte[] code(BlockLayout layout, Random random) {
    byte[] codes = new byte[layout.codes()];
    random.nextBytes(codes);
    for (int i = 0; layout.nibbles() && i < codes.length; i++) {
      codes[i] &= 15;
    }
    return codes;
  }

  @RepeatedTest(20)
  void rowsArePutCopiedAndTakenOutWhateverTheOrder(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    int size = 1 + random.nextInt(70);
    for (BlockLayout layout : List.of(BlockLayout.ofNibbles(size), BlockLayout.ofBytes(size))) {
      int blockBytes = layout.blockBytes();
      byte[][] blocks = {new byte[blockBytes + 6], new byte[blockBytes + 6]};
      int[] offsets = {1, 3};
      random.nextBytes(blocks[0]);
      random.nextBytes(blocks[1]);
      byte[][] outside = {blocks[0].clone(), blocks[1].clone()};
      byte[][][] codes = new byte[2][ROWS][];
      float[][] constants = new float[2][ROWS];
      for (int i = 0; i < 400; i++) {
        int b = random.nextInt(2);
        int row = i < 2 * ROWS ? i % ROWS : random.nextInt(ROWS);
        b = i < 2 * ROWS ? i / ROWS : b;
        if (i < 2 * ROWS || random.nextBoolean()) {
          codes[b][row] = code(layout, random);
          constants[b][row] = (float) random.nextGaussian();
          layout.put(blocks[b], offsets[b], row, codes[b][row], constants[b][row]);
        } else {
          int from = random.nextInt(2);
          int fromRow = random.nextInt(ROWS);
          layout.copy(blocks[from], offsets[from], fromRow, blocks[b], offsets[b], row);
          codes[b][row] = codes[from][fromRow];
          constants[b][row] = constants[from][fromRow];
        }
      }
      for (int b = 0; b < 2; b++) {
        byte[] expected = outside[b];
        System.arraycopy(
            naive(layout, codes[b], constants[b]), 0, expected, offsets[b], blockBytes);
        assertArrayEquals(expected, blocks[b], layout + ", seed " + seed);
        for (int row = 0; row < ROWS; row++) {
          byte[] taken = new byte[layout.codes()];
          assertEquals(constants[b][row], layout.get(blocks[b], offsets[b], row, taken));
          assertArrayEquals(codes[b][row], taken, layout + ", seed " + seed + ", row " + row);
        }
      }
    }
  }

  @Test
  void placeOutsideABlockIsRefused() {
    for (BlockLayout layout : List.of(BlockLayout.ofNibbles(3), BlockLayout.ofBytes(3))) {
      byte[] block = new byte[layout.blockBytes()];
      byte[] codes = new byte[3];
      for (int[] place : new int[][] {{0, -1}, {0, ROWS}, {1, 0}, {-1, 0}}) {
        assertOutside(() -> layout.put(block, place[0], place[1], codes, 0));
        assertOutside(() -> layout.get(block, place[0], place[1], codes));
        assertOutside(() -> layout.copy(block, place[0], place[1], block, 0, 0));
        assertOutside(() -> layout.copy(block, 0, 0, block, place[0], place[1]));
      }
      assertOutside(() -> layout.put(block, 0, 0, new byte[2], 0));
      assertOutside(() -> layout.get(block, 0, 0, new byte[2]));
      assertArrayEquals(new byte[block.length], block, "a refused call changed the block");
    }
    for (int bad : new int[] {0, -1, BlockLayout.MAX_CODES + 1}) {
      assertThrows(IllegalArgumentException.class, () -> BlockLayout.ofBytes(bad));
    }
    Arrays.asList(true, false)
        .forEach(
            nibbles -> {
              int bytes = new BlockLayout(BlockLayout.MAX_CODES, nibbles).blockBytes();
              assertEquals((nibbles ? 8L : 16L) * BlockLayout.MAX_CODES + 64, bytes);
            });
  }

  private static void assertOutside(Runnable action) {
    assertThrows(IndexOutOfBoundsException.class, action::run);
  }
}
