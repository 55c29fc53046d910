package org.learnedpartition.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.tests.store.MockDirectoryWrapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.learnedpartition.codec.VectorIndex.Shape;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.search.ProbedQuery;

/** The files of a segment: what is in them, and what happens when it is not. */
class SegmentFilesTests {
  private static final int DIMENSION = 6;
  private static final Shape SHAPE =
      new Shape(DIMENSION, VectorEncoding.FLOAT32, VectorSimilarityFunction.EUCLIDEAN, false);

  private final ModelSource models = new RandomModels(9, 3);
  private final PartitionModel model =
      models.modelFor("", DIMENSION, VectorSimilarityFunction.EUCLIDEAN);

  @TempDir Path path;

  @BeforeEach
  void write() throws IOException {
    Random random = new Random(5);
    try (VectorIndex index =
        new VectorIndex(path, SHAPE, new LearnedPartitionVectorsFormat(models, Encoding.X16, 0))) {
      for (int id = 0; id < 300; id++) {
        index.add(id, index.randomVector(random));
      }
    }
  }

  private Path file(String extension) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(extension)).toList();
      assertEquals(1, found.size(), found::toString);
      return found.getFirst();
    }
  }

  /** Opens the index and reads every byte of it; nothing stays open, whatever happens. */
  private void readAll() throws IOException {
    // Refuses to be closed before its files are.
    try (MockDirectoryWrapper directory =
        new MockDirectoryWrapper(new Random(9), FSDirectory.open(path))) {
      directory.setCheckIndexOnClose(false);
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        for (LeafReaderContext leaf : reader.leaves()) {
          leaf.reader().checkIntegrity();
        }
      } finally {
        assertEquals(null, OpenModel.share(model.id()), "model left open");
      }
    }
  }

  @Test
  void formatIsFoundByNameAlone() {
    assertTrue(
        KnnVectorsFormat.forName("LearnedPartition1") instanceof LearnedPartitionVectorsFormat);
  }

  /** Readers are made by SPI: the writer's format, with its models, is nowhere near. */
  @Test
  void segmentIsReadWithItsOwnFilesAlone() throws IOException {
    try (Directory directory = FSDirectory.open(path);
        DirectoryReader reader = DirectoryReader.open(directory);
        OpenModel embedded = OpenModel.share(model.id())) {
      assertEquals(model.file(), embedded.model().file());
      assertEquals(300, reader.numDocs());
    }
    assertEquals(null, OpenModel.share(model.id()), "closed with the reader");
  }

  @Test
  void modelIsEmbeddedOnceForTwoFields(@TempDir Path other) throws IOException {
    try (VectorIndex index =
        new VectorIndex(other, SHAPE, new LearnedPartitionVectorsFormat(models, Encoding.X16, 0))) {
      for (int i = 0; i < 20; i++) {
        Document doc = new Document();
        doc.add(new KnnFloatVectorField("a", new float[] {i, 1, 2, 3, 4, 5}));
        doc.add(new KnnFloatVectorField("b", new float[] {5, 4, 3, 2, 1, i}));
        index.writer().addDocument(doc);
      }
    }
    path = other;
    long overhead =
        CodecUtil.indexHeaderLength(
                LearnedPartitionVectorsFormat.MODELS_CODEC_NAME, "LearnedPartition1_0")
            + CodecUtil.footerLength();
    assertEquals(
        model.file().remaining() + overhead,
        Files.size(file(LearnedPartitionVectorsFormat.MODELS_EXTENSION)));
  }

  @Test
  void flatSegmentHasNoModelAndIsScanned(@TempDir Path other) throws IOException {
    Random random = new Random(6);
    try (VectorIndex index =
        new VectorIndex(
            other, SHAPE, new LearnedPartitionVectorsFormat(models, Encoding.X16, 101))) {
      for (int id = 0; id < 100; id++) {
        index.add(id, index.randomVector(random));
      }
      float[] target = index.randomVector(random);
      try (DirectoryReader reader = index.openReader()) {
        assertEquals(null, OpenModel.share(model.id()));
        assertEquals(
            index.bruteForce(target, 1, id -> true).getFirst().id(),
            VectorIndex.search(new IndexSearcher(reader), index.query(target, 1, null, 1), 1)
                .getFirst()
                .id());
      }
    }
  }

  @Test
  void modelThatDoesNotFitTheFieldIsNotUsed(@TempDir Path other) throws IOException {
    ModelSource unfit =
        (field, dimension, similarity) -> models.modelFor(field, dimension + 1, similarity);
    try (VectorIndex index =
        new VectorIndex(other, SHAPE, new LearnedPartitionVectorsFormat(unfit, Encoding.X16, 0))) {
      index.add(0, new float[DIMENSION]);
      try (DirectoryReader reader = index.openReader()) {
        ProbedQuery probed =
            (ProbedQuery)
                new IndexSearcher(reader).rewrite(index.query(new float[DIMENSION], 1, null, 1));
        assertEquals(1, probed.stats().flatSegments());
        assertEquals(0, probed.stats().routed());
      }
    }
  }

  /** The checksum of a large file is not looked at when it is opened; the model's own is. */
  @Test
  void embeddedModelThatBreaksARuleIsRefusedNamingTheFile() throws IOException {
    Path file = file(LearnedPartitionVectorsFormat.MODELS_EXTENSION);
    try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "rw")) {
      data.seek(data.length() / 2);
      data.write(data.read() ^ 1);
    }
    CorruptIndexException refused = assertThrows(CorruptIndexException.class, this::readAll);
    assertTrue(refused.getMessage().contains(file.getFileName().toString()), refused::getMessage);
    assertTrue(refused.getMessage().contains("embedded model is refused"), refused::getMessage);
  }

  /** Numbers that a rightly signed meta file may not have, at the places of its only field. */
  @ParameterizedTest
  @CsvSource({
    "spill, -1, 'spill of field [vector] is -1.0'",
    "spill, 1.5, 'is 1.5 of 300 vectors'",
    "spill, NaN, 'is NaN'",
    "spill, 0, 'is 0.0 of 300 vectors in'",
    "firsts, 1, ', expected 300 vectors for'",
    "seconds, 1, 'second rows'",
    "seconds, 127, 'second rows'",
  })
  void metaOfASpillThatCannotBeIsRefused(String what, float value, String words)
      throws IOException {
    Path file = file(LearnedPartitionVectorsFormat.META_EXTENSION);
    byte[] bytes = Files.readAllBytes(file);
    int header =
        CodecUtil.indexHeaderLength(
            LearnedPartitionVectorsFormat.META_CODEC_NAME, "LearnedPartition1_0");
    // Field number, element type, similarity, dimension, model, encoding.
    int spill = header + 4 + 1 + 1 + 1 + 1 + 1;
    ByteBuffer meta = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(0.5f, meta.getFloat(spill));
    // Rows and second rows take two bytes each, bins and the sizes of nine bins one: see below.
    int seconds = spill + 4 + 2 + 1;
    int rows = vint(bytes, spill + 4);
    int sum = 0;
    for (int bin = 0; bin < 9; bin++) {
      sum += vint(bytes, seconds);
      seconds += bytes[seconds] < 0 ? 2 : 1;
    }
    assertEquals(rows, sum);
    assertEquals(rows - 300, vint(bytes, seconds));
    switch (what) {
      case "spill" -> meta.putFloat(spill, value);
      case "firsts" -> {
        // One second row less, of the first bin that has some.
        int bin = seconds + (bytes[seconds] < 0 ? 2 : 1);
        while (bytes[bin] == 0) {
          bin++;
        }
        assertTrue((bytes[seconds] & 0x7f) > 0 && (bytes[bin] & 0x7f) > 0);
        bytes[seconds]--;
        bytes[bin]--;
      }
      default -> bytes[seconds] = (byte) (bytes[seconds] & 0x80 | (int) value & 0x7f);
    }
    CRC32 checksum = new CRC32();
    checksum.update(bytes, 0, bytes.length - 8);
    // Lucene's footer is big-endian.
    ByteBuffer.wrap(bytes).putLong(bytes.length - 8, checksum.getValue());
    Files.write(file, bytes);
    CorruptIndexException refused = assertThrows(CorruptIndexException.class, this::readAll);
    assertTrue(refused.getMessage().contains(words), refused::getMessage);
  }

  private static int vint(byte[] bytes, int at) {
    return bytes[at] >= 0 ? bytes[at] : bytes[at] & 0x7f | bytes[at + 1] << 7;
  }
}
