package org.learnedpartition.sets.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingCacheTests {
  private static final int CHUNK = 32;
  private static final int TEXTS = 3 * CHUNK + 5;

  @TempDir static Path shared;
  private static Embedder embedder;
  private static List<String> texts;
  private static float[] expected;

  @TempDir Path folder;

  @BeforeAll
  static void embedOnce() throws Exception {
    embedder = new Embedder(shared.resolve("native"));
    texts = WordNet.read().stream().map(Synset::definition).limit(TEXTS).toList();
    Path first = Files.createDirectory(shared.resolve("first"));
    expected = new EmbeddingCache(first, embedder, 1, CHUNK).vectors("t", texts, TEXTS, n -> {});
  }

  @AfterAll
  static void close() {
    embedder.close();
  }

  private float[] vectors(int wanted, int threads) throws Exception {
    AtomicInteger done = new AtomicInteger();
    float[] vectors =
        new EmbeddingCache(folder, embedder, threads, CHUNK)
            .vectors("t", texts, wanted, done::addAndGet);
    assertEquals(wanted, done.get());
    return vectors;
  }

  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  private static float[] first(int wanted) {
    return Arrays.copyOf(expected, wanted * Embedder.DIMENSION);
  }

  @Test
  void vectorsAreOfUnitLengthAndLikeMeaningsAreNear() {
    float[] puppy = embedder.embed("a young dog");
    float[] whelp = embedder.embed("the offspring of a hound");
    float[] tax = embedder.embed("a levy on income");
    assertEquals(1, dot(puppy, puppy), 1e-5);
    assertTrue(dot(puppy, whelp) > dot(puppy, tax) + 0.2);
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void vectorsDoNotDependOnThreadsOrOnHowManyAreWanted() throws Exception {
    assertArrayEquals(first(10), vectors(10, 3));
    assertArrayEquals(first(CHUNK + 1), vectors(CHUNK + 1, 2));
    assertArrayEquals(expected, vectors(TEXTS, 3));
    long size = Files.size(file());
    assertArrayEquals(first(50), vectors(50, 1));
    assertEquals(size, Files.size(file()), "a smaller run takes from the larger file");
  }

  @Test
  void aKilledRunIsContinuedWhereverItStopped() throws Exception {
    vectors(TEXTS, 1);
    byte[] whole = Files.readAllBytes(file());
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int record = 8 + CHUNK * Embedder.DIMENSION * Float.BYTES + 4;
    int[] lengths = {0, 7, 40, 40 + 3, 40 + record, random.nextInt(whole.length)};
    for (int length : lengths) {
      Files.write(file(), Arrays.copyOf(whole, length));
      assertArrayEquals(expected, vectors(TEXTS, 1), "seed " + seed + ", cut at " + length);
      assertArrayEquals(whole, Files.readAllBytes(file()), "seed " + seed + ", cut at " + length);
    }
  }

  @Test
  void anAlteredFileIsNotTrusted() throws Exception {
    vectors(TEXTS, 1);
    long size = Files.size(file());
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (long at : new long[] {3, 20, 41, 46, random.nextLong(48, size), size - 1}) {
      try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
        bytes.seek(at);
        int old = bytes.read();
        bytes.seek(at);
        bytes.write(old ^ 0x40);
      }
      assertArrayEquals(expected, vectors(TEXTS, 2), "seed " + seed + ", byte " + at);
      assertEquals(size, Files.size(file()), "seed " + seed + ", byte " + at);
    }
  }

  @Test
  void otherTextsHaveAnotherFile() throws Exception {
    vectors(10, 1);
    new EmbeddingCache(folder, embedder, 1, CHUNK)
        .vectors("t", texts.subList(0, TEXTS - 1), 10, n -> {});
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }
}
