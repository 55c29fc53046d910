package org.learnedpartition.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnByteVectorField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnByteVectorQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.OpenModels;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;
import org.learnedpartition.search.LearnedPartitionFloatQuery;
import org.learnedpartition.search.ProbeParameters;

/**
 * Every byte of every file of a segment changed, and every file cut off everywhere: it is noticed
 * when the segment is opened or its checksums are compared, and until then nothing hangs, takes
 * memory without measure or ends otherwise than with an exception.
 */
@Timeout(900)
class DamagedFilesTests {
  /** Files of which a change of any byte shows when the segment is opened. */
  private static final Set<String> CHECKED_WHEN_OPENED = Set.of("lpm", "lpx");

  private static final Set<String> OURS = Set.of("lpm", "lpp", "lpx");

  private static final int DIMENSION = 3;
  private static final int DOCUMENTS = 45;

  /** Bytes: some times what an undamaged segment takes to be read. */
  private static final long MEMORY = 8 << 20;

  private final Random random = new Random(12);
  private final Directory directory = new ByteBuffersDirectory();

  @AfterEach
  void close() throws IOException {
    directory.close();
    assertEquals(0, OpenModels.count());
  }

  private static PartitionModel model(int dimension) {
    return TestModels.spilling(TestModels.coded(dimension, 2, Similarity.L2, dimension));
  }

  private float[] vector(int dimension) {
    float[] vector = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      vector[d] = (float) random.nextGaussian();
    }
    return vector;
  }

  /** A segment with two models and second rows, a sparse field, one of bytes and a flat one. */
  private void write(Encoding encoding) throws IOException {
    PartitionModel three = model(DIMENSION);
    PartitionModel four = model(DIMENSION + 1);
    ModelSource models =
        (field, dimension, similarity) ->
            dimension == DIMENSION ? three : dimension == DIMENSION + 1 ? four : null;
    IndexWriterConfig config = new IndexWriterConfig();
    config.setCodec(new WritingCodec(new LearnedPartitionVectorsFormat(models, encoding, 0, 0.5f)));
    config.setUseCompoundFile(false);
    VectorSimilarityFunction similarity = VectorSimilarityFunction.EUCLIDEAN;
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int i = 0; i < DOCUMENTS; i++) {
        Document doc = new Document();
        doc.add(new KnnFloatVectorField("all", vector(DIMENSION), similarity));
        if (i % 3 != 0) {
          doc.add(new KnnFloatVectorField("sparse", vector(DIMENSION + 1), similarity));
        }
        if (i % 9 == 0) {
          doc.add(new KnnByteVectorField("bytes", new byte[] {1, 2, (byte) i}, similarity));
          doc.add(new KnnFloatVectorField("flat", vector(DIMENSION + 2), similarity));
        }
        writer.addDocument(doc);
      }
    }
  }

  private byte[] read(String file) throws IOException {
    try (IndexInput in = directory.openInput(file, IOContext.DEFAULT)) {
      byte[] bytes = new byte[(int) in.length()];
      in.readBytes(bytes, 0, bytes.length);
      return bytes;
    }
  }

  private void write(String file, byte[] bytes, int length) throws IOException {
    directory.deleteFile(file);
    try (IndexOutput out = directory.createOutput(file, IOContext.DEFAULT)) {
      out.writeBytes(bytes, length);
    }
  }

  private static String extension(String file) {
    return file.substring(file.lastIndexOf('.') + 1);
  }

  /** Opens the index, searches it, and compares all checksums; nothing stays open. */
  private void use(boolean search) throws IOException {
    int models = OpenModels.count();
    FaultyDirectory files = new FaultyDirectory(directory, file -> false);
    try (DirectoryReader reader = DirectoryReader.open(files)) {
      if (search) {
        search(reader);
      }
      for (LeafReaderContext leaf : reader.leaves()) {
        leaf.reader().checkIntegrity();
      }
    } finally {
      // Lucene may leave one of its own open that is damaged.
      assertEquals(
          List.of(), files.open().stream().filter(file -> OURS.contains(extension(file))).toList());
      assertEquals(models, OpenModels.count(), "references to models");
    }
  }

  /** What is found of a damaged file is of no interest, nor is the exception that says so. */
  private static void search(DirectoryReader reader) {
    IndexSearcher searcher = new IndexSearcher(reader);
    try {
      ProbeParameters parameters = new ProbeParameters(1);
      searcher.search(
          new LearnedPartitionFloatQuery("all", new float[DIMENSION], 5, null, parameters), 5);
      searcher.search(
          new LearnedPartitionFloatQuery("sparse", new float[DIMENSION + 1], 5, null, parameters),
          5);
      searcher.search(new KnnByteVectorQuery("bytes", new byte[DIMENSION], 5), 5);
    } catch (Exception | AssertionError e) {
      return;
    }
  }

  /** What comes of using a damaged index, or null; fails if it is out of bounds. */
  private Exception exceptionOf(String file, boolean search, String damage) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Exception noticed = null;
    try {
      use(search);
    } catch (Exception e) {
      noticed = e;
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    // Lucene reads some of its files before it compares their checksums, and says so variously.
    if (OURS.contains(extension(file))) {
      boolean clear =
          noticed == null
              || noticed instanceof CorruptIndexException
              || noticed instanceof IndexFormatTooNewException
              || noticed instanceof IndexFormatTooOldException;
      if (!clear) {
        throw new AssertionError(damage + " is not said clearly", noticed);
      }
      assertTrue(allocated < MEMORY, () -> damage + " took " + allocated + " bytes of memory");
    }
    return noticed;
  }

  private void assertNoticed(String file, boolean search, String damage) {
    assertNotNull(exceptionOf(file, search, damage), damage + " was not noticed");
  }

  private interface Damage {
    void run(String file, byte[] bytes, boolean search) throws IOException;
  }

  /** Damages one file after the other. Models are read anew only where their bytes are damaged. */
  private void damage(Encoding encoding, Damage damage) throws IOException {
    write(encoding);
    use(true);
    for (String file : directory.listAll()) {
      if (encoding == Encoding.X1 && !OURS.contains(extension(file))) {
        // The same as with codes.
        continue;
      }
      byte[] bytes = read(file);
      if (CHECKED_WHEN_OPENED.contains(extension(file))) {
        damage.run(file, bytes, false);
      }
      try (OpenModel three = OpenModel.open(model(DIMENSION));
          OpenModel four = OpenModel.open(model(DIMENSION + 1))) {
        damage.run(file, bytes, three != four);
      }
      write(file, bytes, bytes.length);
    }
    use(true);
  }

  @ParameterizedTest
  @EnumSource(
      value = Encoding.class,
      names = {"X1", "X16"})
  void anyByteThatIsChangedIsNoticed(Encoding encoding) throws IOException {
    damage(
        encoding,
        (file, bytes, search) -> {
          for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= (byte) (random.nextBoolean() ? 0xFF : 1 << random.nextInt(8));
            write(file, changed, changed.length);
            assertNoticed(file, search, "change of byte " + at + " of " + file);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = Encoding.class,
      names = {"X1", "X16"})
  void fileThatEndsAnywhereBeforeItsEndIsNoticed(Encoding encoding) throws IOException {
    damage(
        encoding,
        (file, bytes, search) -> {
          for (int length = 0; length < bytes.length; length++) {
            write(file, bytes, length);
            assertNoticed(file, search, "end of " + file + " at " + length);
          }
        });
  }

  /**
   * As of a writer that is wrong, or of somebody who means harm. What is no entry of a segment is
   * refused, as is what would lie outside of the files.
   */
  @ParameterizedTest
  @EnumSource(
      value = Encoding.class,
      names = {"X1", "X16"})
  void wrongEntryWithTheRightChecksumIsRefusedOrHarmless(Encoding encoding) throws IOException {
    write(encoding);
    String file =
        Arrays.stream(directory.listAll())
            .filter(name -> name.endsWith(LearnedPartitionVectorsFormat.META_EXTENSION))
            .findFirst()
            .orElseThrow();
    byte[] bytes = read(file);
    int end = bytes.length - CodecUtil.footerLength();
    int refused = 0;
    try (OpenModel three = OpenModel.open(model(DIMENSION));
        OpenModel four = OpenModel.open(model(DIMENSION + 1))) {
      for (int at = 0; at < end; at++) {
        for (int bit = 0; bit < 8; bit++) {
          byte[] changed = bytes.clone();
          changed[at] ^= (byte) (1 << bit);
          CRC32 sum = new CRC32();
          sum.update(changed, 0, bytes.length - Long.BYTES);
          ByteBuffer.wrap(changed).putLong(bytes.length - Long.BYTES, sum.getValue());
          write(file, changed, changed.length);
          String damage = "bit " + bit + " of byte " + at;
          refused += exceptionOf(file, three != four, damage) == null ? 0 : 1;
        }
      }
    }
    assertTrue(refused > 7 * end, refused + " of " + 8 * end + " changes were refused");
  }
}
