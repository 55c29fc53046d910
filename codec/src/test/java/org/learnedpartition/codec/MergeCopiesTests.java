package org.learnedpartition.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.SoftDeletesRetentionMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.learnedpartition.codec.StoredRows.Row;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Quantizer;

/**
 * What a merge computes. The segments' rows are first replaced by ones that no router and no
 * quantizer would make; a merge that asked either for a row would put it right again, so rows that
 * are found unchanged were copied.
 */
class MergeCopiesTests {
  private static final String VECTOR = "vector";
  private static final String ID = "id";
  private static final String ORDER = "order";
  private static final String DELETED = "deleted";
  private static final int DIMENSION = 7;
  private static final int DOCUMENTS = 400;

  /** Share of the vectors that may have two rows. */
  private static final float SPILL = 0.5f;

  private static final VectorSimilarityFunction SIMILARITY = VectorSimilarityFunction.EUCLIDEAN;

  private final Random random = new Random(77);
  private final ModelSource models = new RandomModels(9, 78);
  private final Directory directory = new ByteBuffersDirectory();
  private final Map<Integer, float[]> vectors = new TreeMap<>();
  private final List<String> messages = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    directory.close();
  }

  private IndexWriter open(
      Directory directory, KnnVectorsFormat format, Consumer<IndexWriterConfig> options)
      throws IOException {
    IndexWriterConfig config = new IndexWriterConfig();
    config.setCodec(new WritingCodec(format));
    config.setUseCompoundFile(false);
    config.setMergeScheduler(new SerialMergeScheduler());
    config.setMergePolicy(NoMergePolicy.INSTANCE);
    config.setInfoStream(new MergeMessages(messages::add));
    options.accept(config);
    return new IndexWriter(directory, config);
  }

  private LearnedPartitionVectorsFormat format(Encoding encoding) {
    return new LearnedPartitionVectorsFormat(models, encoding, 0, SPILL);
  }

  /** Writes some segments, every fifth document without a vector, and scrambles their rows. */
  private Map<Integer, List<Row>> scrambled(Encoding encoding, Consumer<IndexWriterConfig> options)
      throws IOException {
    try (IndexWriter writer = open(directory, format(encoding), options)) {
      for (int id = 0; id < DOCUMENTS; id++) {
        Document doc = new Document();
        doc.add(new StringField(ID, Integer.toString(id), Field.Store.NO));
        doc.add(new NumericDocValuesField(ID, id));
        doc.add(new NumericDocValuesField(ORDER, random.nextLong()));
        if (id % 5 != 0) {
          float[] vector = new float[DIMENSION];
          for (int d = 0; d < DIMENSION; d++) {
            vector[d] = (float) random.nextGaussian();
          }
          vectors.put(id, vector);
          doc.add(new KnnFloatVectorField(VECTOR, vector, SIMILARITY));
        }
        writer.addDocument(doc);
        if (id % 90 == 89) {
          writer.flush();
        }
      }
    }
    Map<Integer, List<Row>> written = rows(directory);
    StoredRows.scramble(directory, VECTOR, random);
    Map<Integer, List<Row>> scrambled = rows(directory);
    assertEquals(vectors.keySet(), scrambled.keySet());
    long twice = scrambled.values().stream().filter(rows -> rows.size() == 2).count();
    assertTrue(twice > vectors.size() / 10, () -> "few have two rows: " + twice);
    assertTrue(inTheSameBin(written, scrambled) < vectors.size() / 2, "rows were not scrambled");
    return scrambled;
  }

  private static Map<Integer, List<Row>> rows(Directory directory) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      return StoredRows.read(reader, VECTOR, ID);
    }
  }

  private static long inTheSameBin(Map<Integer, List<Row>> a, Map<Integer, List<Row>> b) {
    return a.keySet().stream()
        .filter(id -> a.get(id).getFirst().bin() == b.get(id).getFirst().bin())
        .count();
  }

  /** Every third document. */
  private static Set<Integer> deletes() {
    Set<Integer> ids = new TreeSet<>();
    for (int id = 1; id < DOCUMENTS; id += 3) {
      ids.add(id);
    }
    return ids;
  }

  private static void delete(IndexWriter writer, Set<Integer> ids) throws IOException {
    for (int id : ids) {
      writer.deleteDocuments(new Term(ID, Integer.toString(id)));
    }
  }

  private static void merges(IndexWriterConfig config) {
    LogDocMergePolicy policy = new LogDocMergePolicy();
    policy.setNoCFSRatio(0);
    policy.setMergeFactor(1000);
    config.setMergePolicy(policy);
  }

  private void assertCopied(Directory merged, Map<Integer, List<Row>> expected) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(merged)) {
      assertEquals(1, reader.leaves().size());
      assertEquals(expected, StoredRows.read(reader, VECTOR, ID));
    }
    String message = messages.getLast();
    assertTrue(message.contains("copied=" + expected.size() + " routed=0 "), message);
  }

  private Map<Integer, List<Row>> merge(
      Encoding encoding, Consumer<IndexWriterConfig> options, Set<Integer> deletes)
      throws IOException {
    try (IndexWriter writer = open(directory, format(encoding), options)) {
      delete(writer, deletes);
      writer.forceMerge(1);
    }
    return rows(directory);
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void rowsAreCopiedButForThoseOfDeletedDocuments(Encoding encoding) throws IOException {
    Map<Integer, List<Row>> expected = scrambled(encoding, config -> {});
    expected.keySet().removeAll(deletes());
    merge(encoding, MergeCopiesTests::merges, deletes());
    assertCopied(directory, expected);
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void rowsOfASortedIndexAreCopied(Encoding encoding) throws IOException {
    Sort sort = new Sort(new SortField(ORDER, SortField.Type.LONG));
    Map<Integer, List<Row>> expected = scrambled(encoding, config -> config.setIndexSort(sort));
    expected.keySet().removeAll(deletes());
    Consumer<IndexWriterConfig> merges = MergeCopiesTests::merges;
    merge(encoding, merges.andThen(config -> config.setIndexSort(sort)), deletes());
    assertCopied(directory, expected);
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void rowsOfAddedReadersAreCopied(Encoding encoding) throws IOException {
    Map<Integer, List<Row>> expected = scrambled(encoding, config -> {});
    expected.keySet().removeAll(deletes());
    try (IndexWriter writer = open(directory, format(encoding), config -> {})) {
      delete(writer, deletes());
    }
    try (Directory target = new ByteBuffersDirectory();
        DirectoryReader reader = DirectoryReader.open(directory)) {
      try (IndexWriter writer = open(target, format(encoding), config -> {})) {
        writer.addIndexes(
            reader.leaves().stream()
                .map(leaf -> (CodecReader) leaf.reader())
                .toArray(CodecReader[]::new));
      }
      assertCopied(target, expected);
    }
  }

  /** As OpenSearch keeps deleted documents for its replicas. */
  @ParameterizedTest
  @EnumSource(Encoding.class)
  void rowsOfSoftDeletedDocumentsThatAreRetainedAreCopiedToo(Encoding encoding) throws IOException {
    Consumer<IndexWriterConfig> soft = config -> config.setSoftDeletesField(DELETED);
    Map<Integer, List<Row>> expected = scrambled(encoding, soft);
    Consumer<IndexWriterConfig> retaining =
        config -> {
          merges(config);
          config.setMergePolicy(
              new SoftDeletesRetentionMergePolicy(
                  DELETED,
                  () -> NumericDocValuesField.newSlowRangeQuery(ID, 0, DOCUMENTS / 2),
                  config.getMergePolicy()));
        };
    try (IndexWriter writer = open(directory, format(encoding), soft.andThen(retaining))) {
      for (int id : deletes()) {
        writer.updateDocValues(
            new Term(ID, Integer.toString(id)), new NumericDocValuesField(DELETED, 1));
        if (id > DOCUMENTS / 2) {
          expected.remove(id);
        }
      }
      writer.forceMerge(1);
    }
    assertCopied(directory, expected);
  }

  /** Codes are made anew, as the encoding demands; the router is not asked. */
  @ParameterizedTest
  @EnumSource(
      value = Encoding.class,
      names = {"X1", "X16"},
      mode = EnumSource.Mode.EXCLUDE)
  void mergeToAnotherEncodingKeepsTheBins(Encoding encoding) throws IOException {
    Map<Integer, List<Row>> source = scrambled(Encoding.X16, config -> {});
    Map<Integer, List<Row>> merged = merge(encoding, MergeCopiesTests::merges, Set.of());
    PartitionModel model = models.modelFor(VECTOR, DIMENSION, SIMILARITY);
    Quantizer.Encoder encoder = model.quantizer(encoding).encoder();
    byte[] codes = new byte[encoding.codes(DIMENSION)];
    Map<Integer, List<Row>> expected = new TreeMap<>();
    for (Map.Entry<Integer, List<Row>> e : source.entrySet()) {
      List<Row> rows = new ArrayList<>();
      for (Row row : e.getValue()) {
        float constant = encoder.encode(vectors.get(e.getKey()), 0, row.bin(), codes, 0);
        rows.add(Row.of(row.bin(), row.second(), codes, constant));
      }
      expected.put(e.getKey(), rows);
    }
    assertEquals(expected, merged);
  }

  /** So that it is seen when a row was not copied. */
  @ParameterizedTest
  @EnumSource(Encoding.class)
  void mergeByAnotherModelPutsScrambledRowsRight(Encoding encoding) throws IOException {
    Map<Integer, List<Row>> source = scrambled(encoding, config -> {});
    ModelSource others = new RandomModels(9, 79);
    try (IndexWriter writer =
        open(
            directory,
            new LearnedPartitionVectorsFormat(others, encoding, 0, SPILL),
            MergeCopiesTests::merges)) {
      writer.forceMerge(1);
    }
    Map<Integer, List<Row>> merged = rows(directory);
    for (int id : source.keySet()) {
      assertNotEquals(source.get(id).getFirst().content(), merged.get(id).getFirst().content());
    }
    assertTrue(inTheSameBin(source, merged) < vectors.size() / 2, "rows were not placed");
    assertTrue(messages.getLast().contains("copied=0 routed=" + source.size() + " "));
  }
}
