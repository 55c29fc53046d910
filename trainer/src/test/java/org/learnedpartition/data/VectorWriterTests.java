package org.learnedpartition.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorWriterTests {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"a.fvecs", "a.bvecs"})
  void vectorsAreReadAsTheyWereWritten(String name) throws IOException {
    Random random = new Random(1);
    int d = 700;
    float[] rows = new float[1000 * d];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.nextInt(256);
    }
    Path file = folder.resolve(name);
    try (VectorWriter writer = VectorWriter.create(file, d)) {
      writer.write(rows, 0, 400);
      writer.write(rows, 400 * d, 600);
      assertFalse(Files.exists(file), "not whole yet");
      writer.finish();
    }
    try (VectorSource source = VectorSource.open(file)) {
      float[] read = new float[rows.length];
      assertEquals(1000, source.count());
      source.read(0, 1000, read, 0);
      assertArrayEquals(rows, read);
    }
  }

  @Test
  void rowNumbersAreReadAsTheyWereWritten() throws IOException {
    Path file = folder.resolve("a.ivecs");
    int[] ids = {16_777_217, 0, 3, Integer.MAX_VALUE - 1};
    try (VectorWriter writer = VectorWriter.create(file, 2)) {
      writer.write(ids, 0, 2);
      writer.finish();
    }
    assertArrayEquals(ids, NeighbourFile.read(file, 2, Integer.MAX_VALUE, 2));
  }

  @Test
  void aFileThatWasNotFinishedLeavesTheOldOneAlone() throws IOException {
    Path file = Files.write(folder.resolve("a.fvecs"), new byte[] {7});
    try (VectorWriter writer = VectorWriter.create(file, 2)) {
      writer.write(new float[2], 0, 1);
    }
    assertArrayEquals(new byte[] {7}, Files.readAllBytes(file));
    assertFalse(Files.exists(folder.resolve("a.fvecs.tmp")));
  }

  @Test
  void valuesThatDoNotFitAreRefused() throws IOException {
    assertThrows(IOException.class, () -> VectorWriter.create(folder.resolve("a.npy"), 2));
    assertThrows(IOException.class, () -> VectorWriter.create(folder.resolve("a.fvecs"), 0));
    try (VectorWriter bytes = VectorWriter.create(folder.resolve("a.bvecs"), 1)) {
      for (float bad : new float[] {-1, 256, 0.5f, Float.NaN}) {
        assertThrows(IOException.class, () -> bytes.write(new float[] {bad}, 0, 1));
      }
      assertThrows(IOException.class, () -> bytes.write(new int[1], 0, 1));
    }
    try (VectorWriter ids = VectorWriter.create(folder.resolve("a.ivecs"), 1)) {
      assertThrows(IOException.class, () -> ids.write(new float[1], 0, 1));
    }
  }
}
