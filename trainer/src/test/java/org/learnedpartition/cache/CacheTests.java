package org.learnedpartition.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.learnedpartition.parallel.Progress;

class CacheTests {
  private static final long ROOMY = 1 << 20;
  private static final float[] VALUE = {1, -2.5f, Float.MIN_VALUE, 4e30f};

  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();
  private int made;

  private record Floats() implements Form<float[]> {
    @Override
    public void write(float[] value, PartOutput out) throws IOException {
      out.write(value);
    }

    @Override
    public float[] read(PartInput in) throws IOException {
      return in.readFloats();
    }
  }

  private Cache cache() {
    return Cache.in(folder, ROOMY, told::add);
  }

  private float[] get(Cache cache, Key key) throws InterruptedException {
    return cache.get(
        key,
        new Floats(),
        Progress.NONE,
        () -> {
          made++;
          return VALUE;
        });
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void partIsMadeOnceForAllRuns() throws Exception {
    for (int run = 0; run < 3; run++) {
      assertArrayEquals(VALUE, get(cache(), cache().key("values").with("k", 10)));
    }
    assertEquals(1, made);
    assertEquals(1, files().size());
  }

  @Test
  void readerIsToldThatPartIsFromTheCache() throws Exception {
    get(cache(), cache().key("values"));
    List<String> stages = new ArrayList<>();
    Cache cache = cache();
    cache.get(
        cache.key("values"),
        new Floats(),
        (stage, done, total) -> stages.add(stage + " " + done + "/" + total),
        () -> VALUE);
    assertEquals(List.of("values, from the cache 1/1"), stages);
  }

  @Test
  void keysDifferWithEachInputAndItsName() {
    Set<String> digests = new HashSet<>();
    Cache cache = cache();
    List<Key> keys =
        List.of(
            cache.key("a"),
            cache.key("b"),
            cache.key("a").with("n", 1),
            cache.key("a").with("n", 2),
            cache.key("a").with("m", 1),
            cache.key("a").with("n", 1.0),
            cache.key("a").with("n", "1"),
            cache.key("a").with("n", 1).with("m", 2),
            cache.key("a").with("m", 2).with("n", 1),
            cache.key("a").with("v", new float[] {1, 2}),
            cache.key("a").with("v", new float[] {1, 2}, 1),
            cache.key("a").with("v", new float[] {1}).with("v", new float[] {2}),
            cache.key("a").with("v", new int[] {1, 2}),
            cache.key("a").with("v", new float[40_000]),
            cache.key("a").with("v", new float[40_001]));
    keys.forEach(key -> digests.add(key.digest()));
    assertEquals(keys.size(), digests.size());
    assertEquals(cache.key("a").with("n", 1).digest(), cache().key("a").with("n", 1).digest());
  }

  @Test
  void digestIsOfTheCodeToo() {
    String own = Code.digest(List.of(CacheTests.class));
    assertEquals(own, Code.digest(List.of(CacheTests.class)));
    assertNotEquals(own, Code.digest(List.of(Cache.class)));
  }

  @Test
  void damagedFilesAreMadeAgain() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    get(cache(), cache().key("values"));
    Path file = files().getFirst();
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < 60; i++) {
      byte[] damaged;
      if (i % 3 == 0) {
        damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
      } else if (i % 3 == 1) {
        damaged = Arrays.copyOf(whole, whole.length + 1 + random.nextInt(9));
      } else {
        damaged = whole.clone();
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, damaged);
      made = 0;
      assertArrayEquals(VALUE, get(cache(), cache().key("values")), "seed " + seed + ", " + i);
      assertEquals(1, made, "seed " + seed + ", " + i);
      // All but the seconds that it took, and the sum, is as it was.
      assertEquals(whole.length, Files.size(file));
      assertArrayEquals(VALUE, get(cache(), cache().key("values")));
      assertEquals(1, made, "mended, seed " + seed + ", " + i);
    }
    assertTrue(told.isEmpty(), told::toString);
  }

  @Test
  void fileOfAnotherPartIsNotTaken() throws Exception {
    get(cache(), cache().key("values").with("k", 1));
    Path one = files().getFirst();
    get(cache(), cache().key("values").with("k", 2));
    Path two = files().stream().filter(file -> !file.equals(one)).findFirst().orElseThrow();
    Files.copy(one, two, StandardCopyOption.REPLACE_EXISTING);
    get(cache(), cache().key("values").with("k", 2));
    assertEquals(3, made);
  }

  @Test
  void folderThatCannotBeWrittenToIsToldOnceAndHarmsNothing() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Cache cache = Cache.in(file, ROOMY, told::add);
    assertArrayEquals(VALUE, get(cache, cache.key("one")));
    assertArrayEquals(VALUE, get(cache, cache.key("two")));
    assertEquals(2, made);
    assertEquals(1, told.size());
    assertTrue(told.getFirst().contains(file.toString()), told::toString);
  }

  @Test
  void fullDiskIsToldOnceAndLeavesNothing() throws Exception {
    Form<float[]> full =
        new Form<>() {
          @Override
          public void write(float[] value, PartOutput out) throws IOException {
            out.write(new float[100_000]);
            throw new IOException("No space left on device");
          }

          @Override
          public float[] read(PartInput in) {
            throw new AssertionError("nothing was written");
          }
        };
    Cache cache = cache();
    for (int i = 0; i < 2; i++) {
      assertArrayEquals(VALUE, cache.get(cache.key("v"), full, Progress.NONE, () -> VALUE));
    }
    assertEquals(1, told.size());
    assertTrue(told.getFirst().contains("No space left on device"), told::toString);
    assertTrue(files().isEmpty());
  }

  @Test
  void whatWasNotUsedForLongestGoesBeyondTheLimit() throws Exception {
    Path foreign = Files.write(folder.resolve("model.partition"), new byte[5000]);
    Form<float[]> form = new Floats();
    Cache cache = Cache.in(folder, 10_000, told::add);
    for (int i = 0; i < 4; i++) {
      cache.keep(cache.key("v").with("i", i), form, new float[500], 0);
      if (i == 0) {
        age(200_000);
      }
      age(50_000);
    }
    assertEquals(5, files().size());
    // The first is used: it is no longer the oldest.
    assertArrayEquals(new float[500], cache.find(cache.key("v").with("i", 0), form));
    cache.keep(cache.key("v").with("i", 4), form, new float[500], 0);
    List<Boolean> there = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      there.add(cache.find(cache.key("v").with("i", i), form) != null);
    }
    assertEquals(List.of(true, false, true, true, true), there);
    assertTrue(Files.exists(foreign));
  }

  private void age(long millis) throws IOException {
    for (Path file : files()) {
      assertTrue(file.toFile().setLastModified(file.toFile().lastModified() - millis));
    }
  }

  @Test
  void clockRunsAsIfNothingCameFromTheCache() throws Exception {
    Cache cache = cache();
    long start = cache.clock();
    cache.keep(cache.key("v"), new Floats(), VALUE, 3_600_000_000_000L);
    assertTrue(cache.clock() - start < 60_000_000_000L, "writing is no work");
    cache.find(cache.key("v"), new Floats());
    long spent = cache.clock() - start;
    assertTrue(spent >= 3_600_000_000_000L && spent < 3_660_000_000_000L, spent + " ns");
  }

  @Test
  void interruptIsNoFullDisk() throws Exception {
    Cache cache = cache();
    Thread.currentThread().interrupt();
    assertThrows(
        InterruptedException.class,
        () -> cache.keep(cache.key("v"), new Floats(), new float[100_000], 0));
    Thread.interrupted();
    assertTrue(told.isEmpty());
    assertTrue(files().isEmpty());
  }

  @Test
  void cacheThatKeepsNothingMakesAllAndNeedsNoFolder() throws Exception {
    Cache none = Cache.none();
    get(none, none.key("v"));
    get(none, none.key("v"));
    assertEquals(2, made);
  }
}
