package org.learnedpartition.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.lucene.store.DataAccessHint;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.MMapDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageCacheTests {
  private static final int BYTES = 5_000_001;
  private static final int PAGE = 4096;
  private static final Path MEMORY = Path.of("/dev/shm");

  private Path folder;

  /** Beside the classes: temporary folders are often kept in memory. */
  @BeforeEach
  void makeFiles() throws IOException {
    folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "pages");
    String why = PageCache.whyNot(folder);
    assumeTrue(why == null, why);
    byte[] bytes = new byte[BYTES];
    new Random(1).nextBytes(bytes);
    Files.write(folder.resolve("a"), bytes);
    Files.createDirectory(folder.resolve("b"));
    Files.write(folder.resolve("b/c"), bytes);
    Files.createFile(folder.resolve("empty"));
  }

  @AfterEach
  void deleteFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void filesLeaveThePageCacheAndComeBackFromDisk() throws IOException {
    assertEquals(0, PageCache.drop(folder));
    assertEquals(0, PageCache.resident(folder).count());
    long before = PageCache.bytesRead();
    assertEquals(1, PageCache.load(folder));
    ResidentPages now = PageCache.resident(folder);
    assertEquals(now.total(), now.count());
    assertTrue(now.total() >= 2 * (BYTES / 65_536), "pages: " + now.total());
    long read = PageCache.bytesRead() - before;
    assertTrue(read >= 2 * BYTES, "read " + read + " bytes of two files of " + BYTES);
  }

  @Test
  void pagesOfAnOpenMappingAreDroppedAndReadAgain() throws IOException {
    try (FileChannel channel = FileChannel.open(folder.resolve("a"), StandardOpenOption.READ)) {
      MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 0, BYTES);
      int sum = sum(map);
      assertEquals(0, PageCache.drop(folder));
      long before = PageCache.bytesRead();
      assertEquals(sum, sum(map));
      long read = PageCache.bytesRead() - before;
      assertTrue(read >= BYTES, "read " + read + " bytes of a file of " + BYTES);
    }
  }

  @Test
  void aRandomReadOfLuceneBringsInOnePageWhereItIsAdvised() throws IOException {
    try (MMapDirectory directory = new MMapDirectory(folder)) {
      directory.setReadAdvice(MMapDirectory.ADVISE_BY_CONTEXT);
      try (IndexInput in =
          directory.openInput("a", IOContext.DEFAULT.withHints(DataAccessHint.RANDOM))) {
        assertEquals(0, PageCache.drop(folder));
        ResidentPages before = PageCache.resident(folder);
        for (int at : new int[] {17, 18, 40 * PAGE, 40 * PAGE + 9, 900 * PAGE}) {
          in.seek(at);
          in.readByte();
        }
        ResidentPages after = PageCache.resident(folder);
        assertEquals(3, after.since(before));
        assertEquals(0, after.since(after));
      }
    }
  }

  @Test
  void filesInMemoryAreRefused() throws IOException {
    assumeTrue(Files.isWritable(MEMORY), "no writable " + MEMORY);
    Path inMemory = Files.createTempDirectory(MEMORY, "pages");
    try {
      String message = assertThrows(IOException.class, () -> PageCache.drop(inMemory)).getMessage();
      assertEquals(
          "["
              + inMemory
              + "] is on tmpfs, whose files do not leave memory: choose a folder on a disk",
          message);
    } finally {
      Files.delete(inMemory);
    }
    assertNull(PageCache.whyNot(folder));
  }

  private static int sum(MappedByteBuffer map) {
    int sum = 0;
    for (int i = 0; i < map.capacity(); i += PAGE) {
      sum = 31 * sum + map.get(i);
    }
    return sum;
  }
}
