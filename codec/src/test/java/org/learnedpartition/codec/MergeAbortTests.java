package org.learnedpartition.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Random;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.OneMergeWrappingMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.OpenModel;

/** Merges that are aborted, as a closing shard does: they stop soon, and leave nothing behind. */
class MergeAbortTests {
  private static final String VECTOR = "vector";
  private static final int DIMENSION = 6;
  private static final int DOCUMENTS = 3000;
  private static final int BINS = 40;

  /** Bytes: more than the largest bin takes, and a fraction of the file. */
  private static final long SOON = 4_000;

  private final ModelSource models = new RandomModels(BINS, 5);
  private final Directory files = new ByteBuffersDirectory();
  private MergePolicy.OneMerge merge;
  // Position in the merged .lpp file at which the merge is aborted, and the length it got.
  private long abortAt = Long.MAX_VALUE;
  private long written;

  /** Aborts the merge when its postings reach a position. */
  private final Directory directory =
      new FilterDirectory(files) {
        @Override
        public IndexOutput createOutput(String name, IOContext context) throws IOException {
          IndexOutput out = in.createOutput(name, context);
          return name.endsWith(LearnedPartitionVectorsFormat.POSTINGS_EXTENSION)
              ? new Watched(out)
              : out;
        }
      };

  private final class Watched extends FilterIndexOutput {
    Watched(IndexOutput out) {
      super(out.toString(), out.getName(), out);
    }

    private void look() {
      written = getFilePointer();
      if (written >= abortAt) {
        merge.setAborted();
      }
    }

    @Override
    public void writeByte(byte b) throws IOException {
      super.writeByte(b);
      look();
    }

    @Override
    public void writeBytes(byte[] b, int offset, int length) throws IOException {
      super.writeBytes(b, offset, length);
      look();
    }
  }

  private IndexWriter open(ModelSource models, MergePolicy policy) throws IOException {
    KnnVectorsFormat format = new LearnedPartitionVectorsFormat(models, Encoding.X16, 0);
    IndexWriterConfig config = new IndexWriterConfig();
    config.setCodec(new WritingCodec(format));
    config.setUseCompoundFile(false);
    config.setMergeScheduler(new SerialMergeScheduler());
    config.setMergePolicy(policy);
    config.setInfoStream(
        new MergeMessages(
            message -> {
              if (abortAt == 0) {
                merge.setAborted();
              }
            }));
    return new IndexWriter(directory, config);
  }

  @BeforeEach
  void write() throws IOException {
    Random random = new Random(6);
    try (IndexWriter writer = open(models, NoMergePolicy.INSTANCE)) {
      for (int id = 0; id < DOCUMENTS; id++) {
        float[] vector = new float[DIMENSION];
        for (int d = 0; d < DIMENSION; d++) {
          vector[d] = (float) random.nextGaussian();
        }
        Document doc = new Document();
        doc.add(new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.EUCLIDEAN));
        writer.addDocument(doc);
        if (id % 1000 == 999) {
          writer.flush();
        }
      }
    }
  }

  @AfterEach
  void close() throws IOException {
    directory.close();
  }

  private void merge(ModelSource by) throws IOException {
    LogDocMergePolicy policy = new LogDocMergePolicy();
    policy.setNoCFSRatio(0);
    IndexWriter writer =
        open(
            by,
            new OneMergeWrappingMergePolicy(
                policy,
                found -> {
                  merge = found;
                  return found;
                }));
    try {
      writer.forceMerge(1);
    } finally {
      writer.rollback();
    }
  }

  private void assertAborted(ModelSource by) throws IOException {
    IOException stopped = assertThrows(IOException.class, () -> merge(by));
    assertInstanceOf(MergePolicy.MergeAbortedException.class, stopped.getCause());
    assertNothingIsLeft(by);
  }

  private void assertNothingIsLeft(ModelSource by) throws IOException {
    for (ModelSource source : new ModelSource[] {models, by}) {
      String id = source.modelFor(VECTOR, DIMENSION, VectorSimilarityFunction.EUCLIDEAN).id();
      assertNull(OpenModel.share(id), "model left open");
    }
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      assertEquals(3, reader.leaves().size());
      assertEquals(DOCUMENTS, reader.numDocs());
    }
    for (String name : directory.listAll()) {
      assertTrue(!name.startsWith("_3"), () -> "file of the aborted merge: " + name);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 1000", "true, 8000", "true, 20000", "false, 1000", "false, 8000"})
  void anAbortedMergeStopsWithinABin(boolean copies, long position) throws IOException {
    ModelSource by = copies ? models : new RandomModels(BINS, 7);
    abortAt = position;
    assertAborted(by);
    assertTrue(written < position + SOON, () -> written + " bytes, aborted at " + position);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void anAbortedMergeRoutesAndWritesNoMore(boolean copies) throws IOException {
    ModelSource by = copies ? models : new RandomModels(BINS, 7);
    abortAt = 0;
    assertAborted(by);
    assertTrue(written < 128, () -> written + " bytes were written");
  }

  /** So that the limits of the other tests are known to be short of it. */
  @Test
  void aMergeThatIsNotAbortedWritesMore() throws IOException {
    merge(models);
    assertTrue(written > 4 * SOON, () -> written + " bytes");
  }
}
