package org.learnedpartition.codec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnByteVectorField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnByteVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.InfoStream;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.model.TestModels;
import org.learnedpartition.search.LearnedPartitionFloatQuery;
import org.learnedpartition.search.ProbeParameters;

/**
 * What is in the golden index, and what it is asked: a field for each encoding, coded ones with
 * second rows, one of bytes and one without postings, in two segments with deleted documents.
 * Components are multiples of 1/16, so that scores are exact, and the same on every machine.
 */
final class GoldenIndex {
  private static final int DIMENSION = 8;
  private static final int DOCUMENTS = 100;
  private static final int K = 10;
  private static final VectorSimilarityFunction SIMILARITY = VectorSimilarityFunction.EUCLIDEAN;
  private static final String BYTES = "bytes";
  private static final String FLAT = "flat";

  private GoldenIndex() {}

  static PartitionModel model() {
    return TestModels.spilling(TestModels.coded(DIMENSION, 6, Similarity.L2, 2026, 0.3f));
  }

  /** A field's name is that of its encoding. */
  private static String field(Encoding encoding) {
    return encoding.name().toLowerCase(Locale.ROOT);
  }

  private static IndexWriterConfig config(InfoStream messages) {
    PartitionModel model = model();
    ModelSource models = (field, dimension, similarity) -> model;
    List<KnnVectorsFormat> formats = new ArrayList<>();
    for (Encoding encoding : Encoding.values()) {
      float spill = encoding == Encoding.X1 ? 0 : 0.25f;
      formats.add(new LearnedPartitionVectorsFormat(models, encoding, 20, spill));
    }
    IndexWriterConfig config = new IndexWriterConfig();
    config.setCodec(
        new Lucene104Codec() {
          @Override
          public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return formats.get(
                field.equals(BYTES) || field.equals(FLAT)
                    ? 0
                    : Encoding.valueOf(field.toUpperCase(Locale.ROOT)).ordinal());
          }
        });
    config.setUseCompoundFile(false);
    config.setMergePolicy(NoMergePolicy.INSTANCE);
    config.setMergeScheduler(new SerialMergeScheduler());
    config.setInfoStream(messages);
    return config;
  }

  /** Writes the index as this version does. */
  static void write(Directory directory) throws IOException {
    Random random = new Random(1);
    try (IndexWriter writer = new IndexWriter(directory, config(InfoStream.NO_OUTPUT))) {
      for (int id = 0; id < DOCUMENTS; id++) {
        Document doc = new Document();
        doc.add(new StringField(VectorIndex.ID, Integer.toString(id), Field.Store.NO));
        doc.add(new NumericDocValuesField(VectorIndex.ID, id));
        for (Encoding encoding : Encoding.values()) {
          if (encoding != Encoding.X8 || id % 3 != 0) {
            doc.add(new KnnFloatVectorField(field(encoding), vector(random), SIMILARITY));
          }
        }
        doc.add(new KnnByteVectorField(BYTES, bytes(vector(random)), SIMILARITY));
        if (id % 10 == 0) {
          doc.add(new KnnFloatVectorField(FLAT, vector(random), SIMILARITY));
        }
        writer.addDocument(doc);
        if (id == DOCUMENTS / 2) {
          writer.flush();
        }
      }
      for (int id = 7; id < DOCUMENTS; id += 11) {
        writer.deleteDocuments(new Term(VectorIndex.ID, Integer.toString(id)));
      }
    }
  }

  /** Merges the index into one segment. */
  static void merge(Directory directory, InfoStream messages) throws IOException {
    LogDocMergePolicy policy = new LogDocMergePolicy();
    policy.setNoCFSRatio(0);
    try (IndexWriter writer = new IndexWriter(directory, config(messages).setMergePolicy(policy))) {
      writer.forceMerge(1);
    }
  }

  /** What fixed queries find, a line each. */
  static List<String> hits(Directory directory) throws IOException {
    List<String> lines = new ArrayList<>();
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      Random random = new Random(2);
      for (int i = 0; i < 5; i++) {
        float[] target = vector(random);
        for (Encoding encoding : Encoding.values()) {
          lines.add(hits(searcher, field(encoding), i, floats(field(encoding), target)));
        }
        lines.add(hits(searcher, FLAT, i, floats(FLAT, target)));
        lines.add(hits(searcher, BYTES, i, new KnnByteVectorQuery(BYTES, bytes(target), K)));
      }
    }
    return lines;
  }

  private static Query floats(String field, float[] target) {
    return new LearnedPartitionFloatQuery(field, target, K, null, new ProbeParameters(3));
  }

  private static String hits(IndexSearcher searcher, String field, int number, Query query)
      throws IOException {
    StringBuilder line = new StringBuilder(field).append(' ').append(number).append(':');
    for (VectorIndex.Hit hit : VectorIndex.search(searcher, query, K)) {
      line.append(' ').append(hit.id()).append('=').append(hit.score());
    }
    return line.toString();
  }

  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    for (int d = 0; d < DIMENSION; d++) {
      vector[d] = Math.round(random.nextGaussian() * 16) / 16f;
    }
    return vector;
  }

  private static byte[] bytes(float[] vector) {
    byte[] bytes = new byte[vector.length];
    for (int d = 0; d < bytes.length; d++) {
      bytes[d] = (byte) (vector[d] * 16);
    }
    return bytes;
  }
}
