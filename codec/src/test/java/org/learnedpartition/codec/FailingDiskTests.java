package org.learnedpartition.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnByteVectorField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnByteVectorQuery;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.OpenModels;
import org.learnedpartition.search.LearnedPartitionFloatQuery;
import org.learnedpartition.search.ProbeParameters;

/**
 * A disk that fails once, at every call that flushes, merges, opens and searches make of it: the
 * failure comes out, the index stays as it was or becomes what it was to be, and nothing stays
 * open. Of calls that are made in a loop the first and the last fail; nightly, all.
 */
class FailingDiskTests {
  private static final Set<String> VECTOR_FILES = Set.of("lpm", "lpp", "lpx", "vec", "vemf");
  private static final VectorSimilarityFunction SIMILARITY = VectorSimilarityFunction.EUCLIDEAN;
  private static final int DIMENSION = 5;
  private static final int SEGMENT = 14;

  private interface Action {
    void run(Directory directory) throws IOException;
  }

  private interface WriterAction {
    void run(IndexWriter writer) throws IOException;
  }

  private final ModelSource models = new RandomModels(4, 32);
  private final ModelSource others = new RandomModels(3, 33);
  private final Directory prepared = new ByteBuffersDirectory();

  private static IndexWriter open(Directory directory, ModelSource models) throws IOException {
    LogDocMergePolicy merges = new LogDocMergePolicy();
    merges.setNoCFSRatio(0);
    IndexWriterConfig config = new IndexWriterConfig();
    config.setCodec(new WritingCodec(new LearnedPartitionVectorsFormat(models, Encoding.X16, 5)));
    config.setUseCompoundFile(false);
    config.setMergeScheduler(new SerialMergeScheduler());
    config.setMergePolicy(merges);
    return new IndexWriter(directory, config);
  }

  private static void add(IndexWriter writer, int first, int count) throws IOException {
    Random random = new Random(first);
    for (int id = first; id < first + count; id++) {
      Document doc = new Document();
      doc.add(new StringField("id", Integer.toString(id), Field.Store.NO));
      doc.add(new NumericDocValuesField("id", id));
      float[] vector = new float[DIMENSION];
      byte[] bytes = new byte[DIMENSION];
      for (int d = 0; d < DIMENSION; d++) {
        vector[d] = (float) random.nextGaussian();
        bytes[d] = (byte) random.nextInt(-100, 100);
      }
      if (id % 4 != 0) {
        doc.add(new KnnFloatVectorField("sparse", vector, SIMILARITY));
      }
      if (id % 10 == 0) {
        doc.add(new KnnFloatVectorField("flat", vector, SIMILARITY));
      }
      doc.add(new KnnByteVectorField("bytes", bytes, SIMILARITY));
      writer.addDocument(doc);
    }
  }

  /**
   * Two segments, each with a deleted document and fields of codes, of bytes and without a model.
   */
  private void prepare() throws IOException {
    try (IndexWriter writer = open(prepared, models)) {
      writer.getConfig().setMergePolicy(NoMergePolicy.INSTANCE);
      for (int segment = 0; segment < 2; segment++) {
        add(writer, segment * SEGMENT, SEGMENT);
        writer.flush();
      }
      writer.deleteDocuments(new Term("id", "3"), new Term("id", "18"));
    }
  }

  private static boolean ofVectors(String file) {
    return VECTOR_FILES.contains(file.substring(file.lastIndexOf('.') + 1));
  }

  private static Directory copy(Directory from) throws IOException {
    Directory copy = new ByteBuffersDirectory();
    for (String file : from.listAll()) {
      copy.copyFrom(from, file, file, IOContext.DEFAULT);
    }
    return copy;
  }

  private static int documents(Directory directory) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      return reader.numDocs();
    }
  }

  /** The calls that fail, the first being 1. */
  private static Set<Integer> calls(List<Integer> sites) {
    Set<Integer> calls = new TreeSet<>();
    for (int i = 0; i < sites.size(); i++) {
      if (Effort.NIGHTLY
          || sites.indexOf(sites.get(i)) == i
          || sites.lastIndexOf(sites.get(i)) == i) {
        calls.add(i + 1);
      }
    }
    assertTrue(calls.size() > 10, () -> "too few calls to tell anything: " + calls);
    return calls;
  }

  /**
   * Fails each call of a change once.
   *
   * @param by models of the change
   * @param after documents when it is made
   */
  private void failEachCall(ModelSource by, int after, Action change) throws IOException {
    List<Integer> sites;
    try (Directory files = copy(prepared)) {
      FaultyDirectory faulty = new FaultyDirectory(files, FailingDiskTests::ofVectors);
      sites = faulty.sites();
      change.run(faulty);
      assertEquals(after, documents(files));
    }
    for (int call : calls(sites)) {
      try (Directory files = copy(prepared)) {
        boolean done = fail(files, call, change);
        int found = documents(files);
        assertTrue(found == after || !done && found == documents(prepared), found + " documents");
        open(files, by).rollback();
        assertCommitted(files);
      } catch (AssertionError e) {
        throw new AssertionError("after a failure of call " + call, e);
      }
    }
  }

  /** The index is one that was committed, before the change or by it, and has no other files. */
  private void assertCommitted(Directory files) throws IOException {
    Set<String> expected = new TreeSet<>(SegmentInfos.readLatestCommit(files).files(true));
    assertEquals(expected, Set.of(files.listAll()));
    Set<String> before = Set.of(prepared.listAll());
    for (String file : expected) {
      if (before.contains(file)) {
        assertArrayEquals(bytes(prepared, file), bytes(files, file), file);
      }
    }
    if (!before.equals(expected)) {
      try (CheckIndex check = new CheckIndex(files)) {
        check.setLevel(CheckIndex.Level.MIN_LEVEL_FOR_INTEGRITY_CHECKS);
        assertTrue(check.checkIndex().clean);
      }
    }
  }

  private static byte[] bytes(Directory directory, String file) throws IOException {
    try (IndexInput in = directory.openInput(file, IOContext.DEFAULT)) {
      byte[] bytes = new byte[(int) in.length()];
      in.readBytes(bytes, 0, bytes.length);
      return bytes;
    }
  }

  /** Returns whether the change was made all the same. */
  private static boolean fail(Directory files, int call, Action change) throws IOException {
    int models = OpenModels.count();
    FaultyDirectory faulty = new FaultyDirectory(files, FailingDiskTests::ofVectors);
    boolean done = true;
    faulty.failAt(call);
    try {
      change.run(faulty);
    } catch (Exception e) {
      if (!FaultyDirectory.Injected.isIn(e)) {
        throw new AssertionError("another failure", e);
      }
      done = false;
    }
    assertTrue(faulty.failed(), "the call was not made");
    assertEquals(List.of(), faulty.open());
    assertEquals(models, OpenModels.count(), "references to models");
    return done;
  }

  /** Commits a change, or gives it up; models are shared, as in a node that has the index open. */
  private void failEachCallOfAWriter(ModelSource by, int after, WriterAction change)
      throws IOException {
    try (OpenModel first = open(models);
        OpenModel second = open(by)) {
      failEachCall(
          by,
          after,
          directory -> {
            IndexWriter writer = open(directory, by);
            try {
              change.run(writer);
              writer.commit();
              writer.close();
            } catch (Throwable e) {
              writer.rollback();
              throw e;
            }
          });
      assertNotNull(first);
      assertNotNull(second);
    }
  }

  private static OpenModel open(ModelSource models) {
    return OpenModel.open(models.modelFor("", DIMENSION, SIMILARITY));
  }

  @AfterEach
  void close() throws IOException {
    prepared.close();
  }

  @Test
  void failedFlushLeavesTheIndexAsItWas() throws IOException {
    prepare();
    failEachCallOfAWriter(
        models,
        documents(prepared) + SEGMENT,
        writer -> {
          writer.getConfig().setMergePolicy(NoMergePolicy.INSTANCE);
          add(writer, 100, SEGMENT);
        });
  }

  @Test
  void failedMergeThatCopiesLeavesTheIndexAsItWas() throws IOException {
    prepare();
    failEachCallOfAWriter(models, documents(prepared), writer -> writer.forceMerge(1));
  }

  @Test
  void failedMergeThatRoutesLeavesTheIndexAsItWas() throws IOException {
    prepare();
    failEachCallOfAWriter(others, documents(prepared), writer -> writer.forceMerge(1));
  }

  @Test
  void failedOpenLeavesNothingOpen() throws IOException {
    prepare();
    int documents = documents(prepared);
    failEachCall(
        models,
        documents,
        directory -> {
          try (DirectoryReader reader = DirectoryReader.open(directory)) {
            assertEquals(documents, reader.numDocs());
          }
        });
  }

  @Test
  void failedSearchFindsAllWhenItIsRepeated() throws IOException {
    prepare();
    FaultyDirectory faulty = new FaultyDirectory(prepared, FailingDiskTests::ofVectors);
    float[] target = new float[DIMENSION];
    Query few = NumericDocValuesField.newSlowRangeQuery("id", 4, 22);
    ProbeParameters two = new ProbeParameters(2);
    List<Query> queries =
        List.of(
            new LearnedPartitionFloatQuery("sparse", target, 5, null, two),
            new LearnedPartitionFloatQuery("sparse", target, 5, few, two),
            new LearnedPartitionFloatQuery("flat", target, 5, null, two),
            new KnnFloatVectorQuery("sparse", target, 5),
            new KnnByteVectorQuery("bytes", new byte[DIMENSION], 5, few));
    try (DirectoryReader reader = DirectoryReader.open(faulty)) {
      for (Query query : queries) {
        assertFailsAtEachCall(new IndexSearcher(reader), query, faulty);
      }
    }
    assertEquals(List.of(), faulty.open());
    assertEquals(0, OpenModels.count());
  }

  private static void assertFailsAtEachCall(
      IndexSearcher searcher, Query query, FaultyDirectory faulty) throws IOException {
    List<Integer> sites = faulty.sites();
    String expected = Arrays.toString(searcher.search(query, 5).scoreDocs);
    for (int call : calls(sites)) {
      faulty.failAt(call);
      // Not always itself: Lucene's readers of packed integers wrap it.
      Exception failure = assertThrows(Exception.class, () -> searcher.search(query, 5));
      assertTrue(FaultyDirectory.Injected.isIn(failure), failure::toString);
      faulty.failNoMore();
      assertEquals(expected, Arrays.toString(searcher.search(query, 5).scoreDocs));
    }
  }
}
