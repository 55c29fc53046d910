package org.learnedpartition.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScalarTwinTests {
  @Test
  void jvmWithoutTheModuleHasTheSameBits() throws IOException, InterruptedException {
    assertTrue(VectorModule.PRESENT, "tests run with jdk.incubator.vector");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Scan.class.getName())
            .redirectErrorStream(true)
            .start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals("without the module: " + Scan.scores(), printed);
    assertEquals(0, process.waitFor());
  }

  /** Scans with the kernels that this JVM gets. */
  static final class Scan {
    private Scan() {}

    public static void main(String[] args) {
      System.out.println((VectorModule.PRESENT ? "with" : "without") + " the module: " + scores());
    }

    static String scores() {
      Random random = new Random(1);
      float[] weights = new float[16 * 27];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = random.nextInt(100);
      }
      byte[] block = new byte[2 * BlockLayout.ofBytes(weights.length).blockBytes()];
      random.nextBytes(block);
      float[] nibbles = new float[2 * QueryTable.BLOCK_ROWS];
      float[] bytes = new float[2 * QueryTable.BLOCK_ROWS];
      int mask = new NibbleTable(weights, 27).scanTwo(block, 0, 0, nibbles);
      mask ^= new ByteTable(weights, 1).scanTwo(block, 0, 0, bytes);
      // Of whole numbers that are small, so it is exact in any order.
      float dot = FloatRows.dot(new float[] {1, 2, 3}, new byte[12], 0);
      return mask + " " + dot + " " + Arrays.toString(nibbles) + Arrays.toString(bytes);
    }
  }
}
