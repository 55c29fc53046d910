package org.learnedpartition.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.learnedpartition.model.PartitionModel;

/**
 * A model and an index that were written once, and what queries found in it then. Whoever changes
 * how files are written or read sees it here.
 *
 * <p>Files of a released version are never written again: their directory stays, a new version gets
 * one beside it. While a version is not released its files are written anew, in one go, by
 *
 * <pre>
 * mvn -pl codec -am test -Dtest=GoldenFilesTests -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.write=true
 * </pre>
 */
class GoldenFilesTests {
  private static final Path GOLDEN =
      Path.of(System.getProperty("basedir", ""), "src", "test", "resources", "golden", "1");

  private static final Path MODEL = GOLDEN.resolve("model.partition");
  private static final Path INDEX = GOLDEN.resolve("index");
  private static final Path HITS = GOLDEN.resolve("hits.txt");

  private static final Map<String, String> EXTENSIONS =
      Map.of(
          LearnedPartitionVectorsFormat.META_EXTENSION,
          LearnedPartitionVectorsFormat.META_CODEC_NAME,
          LearnedPartitionVectorsFormat.POSTINGS_EXTENSION,
          LearnedPartitionVectorsFormat.POSTINGS_CODEC_NAME,
          LearnedPartitionVectorsFormat.MODELS_EXTENSION,
          LearnedPartitionVectorsFormat.MODELS_CODEC_NAME);

  @BeforeAll
  static void write() throws IOException {
    if (!Boolean.getBoolean("golden.write")) {
      return;
    }
    // Lucene notes in segments where they were made, which is of no interest here.
    System.setProperty("os.version", "any");
    Files.createDirectories(INDEX);
    try (Stream<Path> files = Files.list(INDEX)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.write(MODEL, bytes(GoldenIndex.model().file()));
    try (Directory memory = new ByteBuffersDirectory();
        Directory directory = FSDirectory.open(INDEX)) {
      GoldenIndex.write(memory);
      copy(memory, directory);
      Files.write(HITS, GoldenIndex.hits(directory));
    }
  }

  private static void copy(Directory from, Directory to) throws IOException {
    for (String file : from.listAll()) {
      to.copyFrom(from, file, file, IOContext.DEFAULT);
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Test
  void theModelIsReadAndWrittenAsItWas() throws IOException {
    PartitionModel now = GoldenIndex.model();
    assertEquals(now.id(), PartitionModel.read(MODEL).id());
    assertArrayEquals(bytes(now.file()), Files.readAllBytes(MODEL));
  }

  /** With no more of the format than its name. */
  @Test
  void queriesFindWhatTheyFound() throws IOException {
    try (Directory directory = FSDirectory.open(INDEX)) {
      assertEquals(Files.readAllLines(HITS), GoldenIndex.hits(directory));
      assertClean(directory);
    }
  }

  private static void assertClean(Directory directory) throws IOException {
    try (Directory copy = new ByteBuffersDirectory()) {
      copy(directory, copy);
      try (CheckIndex check = new CheckIndex(copy)) {
        check.setLevel(CheckIndex.Level.MIN_LEVEL_FOR_SLOW_CHECKS);
        assertTrue(check.checkIndex().clean);
      }
    }
  }

  @Test
  void filesAreWrittenByteForByteAsTheyWere() throws IOException {
    try (Directory golden = FSDirectory.open(INDEX);
        Directory now = new ByteBuffersDirectory()) {
      GoldenIndex.write(now);
      for (String extension : EXTENSIONS.keySet()) {
        List<String> contents = contents(golden, extension);
        // Five encodings in two segments.
        assertEquals(10, contents.size(), extension);
        assertEquals(contents, contents(now, extension), extension);
      }
    }
  }

  /**
   * What files have between the header, with the segment's random id, and the footer; in no order,
   * because Lucene numbers the formats of a segment as it comes.
   */
  private static List<String> contents(Directory directory, String extension) throws IOException {
    List<String> contents = new ArrayList<>();
    for (String file : directory.listAll()) {
      if (file.endsWith(extension)) {
        String suffix = file.substring(file.indexOf('_', 1) + 1, file.lastIndexOf('.'));
        int header = CodecUtil.indexHeaderLength(EXTENSIONS.get(extension), suffix);
        try (IndexInput in = directory.openInput(file, IOContext.DEFAULT)) {
          byte[] bytes = new byte[(int) in.length() - header - CodecUtil.footerLength()];
          in.seek(header);
          in.readBytes(bytes, 0, bytes.length);
          contents.add(file.substring(0, 2) + HexFormat.of().formatHex(bytes));
        }
      }
    }
    Collections.sort(contents);
    return contents;
  }

  @Test
  void theIndexIsMergedByCopyingAndFindsTheSame() throws IOException {
    try (Directory golden = FSDirectory.open(INDEX);
        Directory directory = new ByteBuffersDirectory()) {
      copy(golden, directory);
      List<String> messages = new ArrayList<>();
      GoldenIndex.merge(directory, new MergeMessages(messages::add));
      // All fields but the flat one.
      assertEquals(6, messages.size());
      for (String message : messages) {
        assertTrue(message.contains(" routed=0 "), message);
      }
      assertEquals(Files.readAllLines(HITS), GoldenIndex.hits(directory));
      assertClean(directory);
    }
  }
}
