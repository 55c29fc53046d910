package org.learnedpartition.codec;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.apache.lucene.codecs.KnnVectorsFormat;
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
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnByteVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.learnedpartition.search.LearnedPartitionFloatQuery;
import org.learnedpartition.search.ProbeParameters;
import org.learnedpartition.search.ProbeStrategy;

/** Vectors by id, in an index and in memory, so that hits can be compared with brute force. */
public final class VectorIndex implements Closeable {
  public static final String FIELD = "vector";
  public static final String ID = "id";
  private static final String ORDER = "order";

  /** A found document. */
  public record Hit(int id, float score) {}

  /**
   * How an index is made.
   *
   * @param sorted whether documents are in a random order of their own
   */
  public record Shape(
      int dimension,
      VectorEncoding encoding,
      VectorSimilarityFunction similarity,
      boolean sorted) {}

  private final Shape shape;
  private final Directory directory;
  private final TreeMap<Integer, float[]> vectors = new TreeMap<>();
  private final List<String> messages = new ArrayList<>();
  private IndexWriter writer;

  public VectorIndex(Path path, Shape shape, KnnVectorsFormat format) throws IOException {
    this.shape = shape;
    this.directory =
        new MMapDirectory(path) {
          @Override
          public void sync(Collection<String> names) {
            // No test outlives the machine.
          }
        };
    open(format, NoMergePolicy.INSTANCE);
  }

  private void open(KnnVectorsFormat format, MergePolicy policy) throws IOException {
    IndexWriterConfig config = new IndexWriterConfig();
    config.setCodec(new WritingCodec(format));
    config.setUseCompoundFile(false);
    config.setMergePolicy(policy);
    config.setMergeScheduler(new SerialMergeScheduler());
    config.setRAMBufferSizeMB(256);
    if (shape.sorted()) {
      config.setIndexSort(new Sort(new SortField(ORDER, SortField.Type.LONG)));
    }
    config.setInfoStream(new MergeMessages(messages::add));
    writer = new IndexWriter(directory, config);
  }

  /** A random vector that the similarity can take, in one of eight clusters. */
  public float[] randomVector(Random random) {
    float[] vector = new float[shape.dimension()];
    Random centre = new Random(random.nextInt(8));
    double norm = 0;
    for (int d = 0; d < vector.length; d++) {
      double value = centre.nextGaussian() + 0.3 * random.nextGaussian();
      vector[d] =
          shape.encoding() == VectorEncoding.BYTE
              ? Math.clamp(Math.round(value * 40) | 1, -127, 127)
              : (float) value;
      norm += vector[d] * vector[d];
    }
    if (shape.encoding() == VectorEncoding.FLOAT32
        && shape.similarity() == VectorSimilarityFunction.DOT_PRODUCT) {
      for (int d = 0; d < vector.length; d++) {
        vector[d] /= (float) Math.sqrt(norm);
      }
    }
    return vector;
  }

  /**
   * Adds a document.
   *
   * @param vector its vector, or null for none
   */
  public void add(int id, float[] vector) throws IOException {
    Document doc = new Document();
    doc.add(new StringField(ID, Integer.toString(id), Field.Store.NO));
    doc.add(new NumericDocValuesField(ID, id));
    // A fixed shuffle of the ids.
    doc.add(new NumericDocValuesField(ORDER, (id * 0x9E3779B97F4A7C15L) >>> 20));
    if (vector != null) {
      doc.add(
          shape.encoding() == VectorEncoding.BYTE
              ? new KnnByteVectorField(FIELD, bytes(vector), shape.similarity())
              : new KnnFloatVectorField(FIELD, vector, shape.similarity()));
      vectors.put(id, vector);
    }
    writer.addDocument(doc);
  }

  public void delete(int id) throws IOException {
    writer.deleteDocuments(new Term(ID, Integer.toString(id)));
    vectors.remove(id);
  }

  /** Makes a segment of what was added. */
  public void flush() throws IOException {
    writer.flush();
  }

  /** Writes further segments with another format. */
  public void setFormat(KnnVectorsFormat format) throws IOException {
    writer.close();
    open(format, NoMergePolicy.INSTANCE);
  }

  /** Merges into one segment, with the models of the format. */
  public void merge(KnnVectorsFormat format) throws IOException {
    writer.close();
    messages.clear();
    LogDocMergePolicy policy = new LogDocMergePolicy();
    policy.setNoCFSRatio(0);
    policy.setMergeFactor(1000);
    open(format, policy);
    writer.forceMerge(1);
    writer.commit();
    writer.close();
    open(format, NoMergePolicy.INSTANCE);
  }

  /** What the writer said of the last merge's postings. */
  public List<String> messages() {
    return messages;
  }

  public IndexWriter writer() {
    return writer;
  }

  public Directory directory() {
    return directory;
  }

  public TreeMap<Integer, float[]> vectors() {
    return vectors;
  }

  public DirectoryReader openReader() throws IOException {
    writer.commit();
    return DirectoryReader.open(directory);
  }

  public Query query(float[] target, int k, Query filter, int probes) {
    ProbeParameters parameters = new ProbeParameters(probes);
    return shape.encoding() == VectorEncoding.BYTE
        ? new KnnByteVectorQuery(
            FIELD, bytes(target), k, filter, new ProbeStrategy(target, parameters))
        : new LearnedPartitionFloatQuery(FIELD, target, k, filter, parameters);
  }

  public static List<Hit> search(IndexSearcher searcher, Query query, int k) throws IOException {
    List<Hit> hits = new ArrayList<>();
    for (ScoreDoc hit : searcher.search(query, k).scoreDocs) {
      hits.add(new Hit(idOf(searcher, hit.doc), hit.score));
    }
    return hits;
  }

  private static int idOf(IndexSearcher searcher, int doc) throws IOException {
    var leaves = searcher.getIndexReader().leaves();
    var leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
    NumericDocValues ids = leaf.reader().getNumericDocValues(ID);
    ids.advanceExact(doc - leaf.docBase);
    return (int) ids.longValue();
  }

  /** The exact answer. */
  public List<Hit> bruteForce(float[] target, int k, IntPredicate accepted) {
    return vectors.entrySet().stream()
        .filter(e -> accepted.test(e.getKey()))
        .map(e -> new Hit(e.getKey(), score(target, e.getValue())))
        .sorted(Comparator.comparingDouble(hit -> -hit.score()))
        .limit(k)
        .toList();
  }

  public float score(float[] target, float[] vector) {
    return shape.encoding() == VectorEncoding.BYTE
        ? shape.similarity().compare(bytes(target), bytes(vector))
        : shape.similarity().compare(target, vector);
  }

  static byte[] bytes(float[] vector) {
    byte[] bytes = new byte[vector.length];
    for (int d = 0; d < vector.length; d++) {
      bytes[d] = (byte) vector[d];
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    writer.close();
    directory.close();
  }
}
