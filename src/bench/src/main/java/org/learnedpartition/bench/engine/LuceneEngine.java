package org.learnedpartition.bench.engine;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;

/**
 * Lucene with one of its vectors formats: one document a row, with the vector and the number of the
 * row. Indexing and merging take one thread each, so that costs add up.
 */
public final class LuceneEngine implements Engine.Changing {
  /** Field of the vectors. */
  static final String VECTOR = "vector";

  /** Field of the row numbers. */
  static final String ROW = "row";

  private final KnnVectorsFormat format;
  private final LuceneQueries queries;

  /**
   * @param format one instance, as Lucene keeps a writer for each
   */
  LuceneEngine(KnnVectorsFormat format, LuceneQueries queries) {
    this.format = format;
    this.queries = queries;
  }

  @Override
  public BuildCost build(Vectors vectors, Path folder, int segments, Progress progress)
      throws IOException, InterruptedException {
    if (segments < 1 || segments > vectors.size()) {
      throw new IllegalArgumentException(
          "[segments] must be between 1 and "
              + vectors.size()
              + " (vectors of the data set), got "
              + segments);
    }
    Stopwatch watch = new Stopwatch();
    try (Directory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, config(NoMergePolicy.INSTANCE))) {
      // Sizes differ by one at most.
      for (int segment = 0, position = 0; segment < segments; segment++) {
        int end = (int) ((segment + 1L) * vectors.size() / segments);
        for (; position < end; position++) {
          writer.addDocument(document(vectors, position));
          progress.report("index", position + 1L, vectors.size());
          if (Thread.interrupted()) {
            throw new InterruptedException("indexing was interrupted");
          }
        }
        writer.flush();
      }
      writer.commit();
    }
    return new BuildCost(watch.seconds(), watch.cpuSeconds(), null, null);
  }

  @Override
  public BuildCost merge(Path folder) throws IOException {
    Stopwatch watch = new Stopwatch();
    try (Directory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, config(new TieredMergePolicy()))) {
      writer.forceMerge(1);
      writer.commit();
    }
    return new BuildCost(0, 0, watch.seconds(), watch.cpuSeconds());
  }

  @Override
  public BuildCost change(
      Vectors vectors, Path folder, long[] deleted, int[] added, boolean merging)
      throws IOException {
    Stopwatch watch = new Stopwatch();
    MergePolicy merges = merging ? new TieredMergePolicy() : NoMergePolicy.INSTANCE;
    try (Directory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, config(merges))) {
      if (deleted.length > 0) {
        writer.deleteDocuments(NumericDocValuesField.newSlowSetQuery(ROW, deleted));
      }
      for (int position : added) {
        writer.addDocument(document(vectors, position));
      }
      writer.commit();
    }
    return new BuildCost(watch.seconds(), watch.cpuSeconds(), null, null);
  }

  /** The document of a row. */
  private static Document document(Vectors vectors, int position) throws IOException {
    float[] vector = new float[vectors.dimension()];
    vectors.read(position, vector, 0);
    Document document = new Document();
    document.add(new KnnFloatVectorField(VECTOR, vector, function(vectors.similarity())));
    document.add(new NumericDocValuesField(ROW, vectors.row(position)));
    return document;
  }

  /** Vectors of cosine sets have length 1. */
  private static VectorSimilarityFunction function(Similarity similarity) {
    return switch (similarity) {
      case L2 -> VectorSimilarityFunction.EUCLIDEAN;
      case COSINE -> VectorSimilarityFunction.DOT_PRODUCT;
      case INNER_PRODUCT -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
    };
  }

  /** A writer's configuration: nothing flushes or merges but when it is told to. */
  private IndexWriterConfig config(MergePolicy merges) {
    IndexWriterConfig config = new IndexWriterConfig();
    config.setCodec(
        new Lucene104Codec() {
          @Override
          public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return format;
          }
        });
    config.setMaxBufferedDocs(Integer.MAX_VALUE);
    config.setRAMBufferSizeMB(IndexWriterConfig.DISABLE_AUTO_FLUSH);
    config.setRAMPerThreadHardLimitMB(2047);
    config.setUseCompoundFile(false);
    config.setMergeScheduler(new SerialMergeScheduler());
    config.setMergePolicy(merges);
    return config;
  }

  @Override
  public LuceneIndex open(Vectors vectors, Path folder) throws IOException {
    return new LuceneIndex(folder, queries);
  }
}
