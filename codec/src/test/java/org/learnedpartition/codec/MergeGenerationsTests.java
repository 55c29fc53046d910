package org.learnedpartition.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.learnedpartition.codec.VectorIndex.Hit;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;
import org.learnedpartition.search.LearnedPartitionFloatQuery;
import org.learnedpartition.search.ProbeParameters;

/**
 * An index that is changed and merged again and again finds what a fresh one of the same documents
 * finds: merges copy rows, so nothing wears out.
 */
class MergeGenerationsTests {
  private static final int GENERATIONS = 50;
  private static final int DOCUMENTS = 2000;
  private static final int DIMENSION = 12;
  private static final int K = 10;
  private static final VectorSimilarityFunction SIMILARITY = VectorSimilarityFunction.EUCLIDEAN;

  /** Margins that leave estimates a say in which rows are scored exactly. */
  private static final PartitionModel MODEL =
      TestModels.spilling(TestModels.coded(DIMENSION, 32, Similarity.L2, 61, 0.3f));

  private final Random random = new Random(62);
  private final Map<Integer, float[]> vectors = new TreeMap<>();
  private float spill;
  private final LogDocMergePolicy merges = new LogDocMergePolicy();

  private IndexWriter open(Directory directory) throws IOException {
    merges.setMergeFactor(4);
    IndexWriterConfig config = new IndexWriterConfig();
    config.setCodec(
        new WritingCodec(
            new LearnedPartitionVectorsFormat(
                (field, dimension, similarity) -> MODEL, Encoding.X16, 0, spill)));
    config.setMergeScheduler(new SerialMergeScheduler());
    config.setMergePolicy(merges);
    return new IndexWriter(directory, config);
  }

  private float[] vector() {
    float[] vector = new float[DIMENSION];
    for (int d = 0; d < DIMENSION; d++) {
      vector[d] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static Document document(int id, float[] vector) {
    Document doc = new Document();
    doc.add(new StringField(VectorIndex.ID, Integer.toString(id), Field.Store.NO));
    doc.add(new NumericDocValuesField(VectorIndex.ID, id));
    doc.add(new KnnFloatVectorField(VectorIndex.FIELD, vector, SIMILARITY));
    return doc;
  }

  /** Replaces one document in a hundred, half by itself, and merges as it comes. */
  private void change(IndexWriter writer, int generation) throws IOException {
    int flushes = 1 + random.nextInt(3);
    for (int i = 0; i < DOCUMENTS / 100; i++) {
      int id = random.nextInt(DOCUMENTS);
      float[] vector = random.nextBoolean() ? vectors.get(id) : vector();
      vectors.put(id, vector);
      Term term = new Term(VectorIndex.ID, Integer.toString(id));
      if (random.nextBoolean()) {
        writer.updateDocument(term, document(id, vector));
      } else {
        writer.deleteDocuments(term);
        writer.addDocument(document(id, vector));
      }
      if (random.nextInt(DOCUMENTS / 100) < flushes) {
        writer.flush();
      }
    }
    writer.flush();
    if (generation % 7 == 0) {
      writer.forceMergeDeletes();
    } else if (generation % 2 == 0) {
      writer.forceMerge(1 + random.nextInt(4));
    }
    writer.maybeMerge();
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.3f})
  void anIndexOfFiftyGenerationsFindsWhatAFreshOneFinds(float spill) throws IOException {
    this.spill = spill;
    try (Directory directory = new ByteBuffersDirectory();
        IndexWriter writer = open(directory)) {
      for (int id = 0; id < DOCUMENTS; id++) {
        vectors.put(id, vector());
        writer.addDocument(document(id, vectors.get(id)));
        if (id % 300 == 299) {
          writer.flush();
        }
      }
      for (int generation = 1; generation <= GENERATIONS; generation++) {
        change(writer, generation);
        if (generation % 10 == 0) {
          try (DirectoryReader reader = DirectoryReader.open(writer)) {
            assertEquals(DOCUMENTS, reader.numDocs());
            assertFindsWhatAFreshOneFinds(reader, "generation " + generation);
          }
        }
      }
      writer.forceMerge(1);
      try (DirectoryReader reader = DirectoryReader.open(writer)) {
        assertEquals(1, reader.leaves().size());
        assertFindsWhatAFreshOneFinds(reader, "one segment");
      }
    }
  }

  private void assertFindsWhatAFreshOneFinds(DirectoryReader reader, String what)
      throws IOException {
    try (Directory directory = new ByteBuffersDirectory()) {
      try (IndexWriter writer = open(directory)) {
        for (Map.Entry<Integer, float[]> e : vectors.entrySet()) {
          writer.addDocument(document(e.getKey(), e.getValue()));
        }
      }
      try (DirectoryReader fresh = DirectoryReader.open(directory)) {
        double recall = 0;
        for (int i = 0; i < 40; i++) {
          float[] target = vector();
          List<Hit> hits = search(reader, target);
          assertEquals(search(fresh, target), hits, what + ", query " + i);
          recall += recall(target, hits) / 40;
        }
        double found = recall;
        assertTrue(found > 0.4 && found < 0.98, () -> "recall tells nothing: " + found);
      }
    }
  }

  private static List<Hit> search(DirectoryReader reader, float[] target) throws IOException {
    return VectorIndex.search(
        new IndexSearcher(reader),
        new LearnedPartitionFloatQuery(VectorIndex.FIELD, target, K, null, new ProbeParameters(8)),
        K);
  }

  private double recall(float[] target, List<Hit> hits) {
    Set<Integer> exact = new HashSet<>();
    List<Integer> ids = new ArrayList<>(vectors.keySet());
    ids.sort((a, b) -> Float.compare(distance(target, a), distance(target, b)));
    ids.subList(0, K).forEach(exact::add);
    return (double) hits.stream().filter(hit -> exact.contains(hit.id())).count() / K;
  }

  private float distance(float[] target, int id) {
    return -SIMILARITY.compare(target, vectors.get(id));
  }
}
