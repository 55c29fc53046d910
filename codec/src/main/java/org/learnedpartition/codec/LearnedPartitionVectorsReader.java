package org.learnedpartition.codec;

import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.FLAT;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.META_CODEC_NAME;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.META_EXTENSION;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.MODELS_CODEC_NAME;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.MODELS_EXTENSION;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.POSTINGS_CODEC_NAME;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.POSTINGS_EXTENSION;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.SCORER;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.VERSION_CURRENT;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.VERSION_START;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.hnsw.FlatVectorsReader;
import org.apache.lucene.index.ByteVectorValues;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.search.knn.KnnSearchStrategy;
import org.apache.lucene.store.ChecksumIndexInput;
import org.apache.lucene.store.DataAccessHint;
import org.apache.lucene.store.FileDataHint;
import org.apache.lucene.store.FileTypeHint;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.IOUtils;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.search.ProbeParameters;
import org.learnedpartition.search.ProbeStrategy;

/** Reads {@link LearnedPartitionVectorsFormat}. */
public final class LearnedPartitionVectorsReader extends KnnVectorsReader {
  private final FlatVectorsReader flat;
  private final FieldInfos fieldInfos;
  private final IOContext postingsContext;
  private final IndexInput postingsData;
  private final IndexInput modelsData;
  private final Map<String, Postings> postings;
  private final List<OpenModel> open;
  private final AtomicBoolean closed;

  LearnedPartitionVectorsReader(SegmentReadState state) throws IOException {
    this.fieldInfos = state.fieldInfos;
    // No access hint: bins are read in runs, at places that the query chooses.
    this.postingsContext = state.context.withHints(FileTypeHint.DATA, FileDataHint.KNN_VECTORS);
    this.closed = new AtomicBoolean();
    List<Closeable> opened = new ArrayList<>();
    try {
      this.flat = FLAT.fieldsReader(state);
      opened.add(flat);
      SegmentMeta meta = readMeta(state);
      this.postingsData =
          openData(state, meta.version(), POSTINGS_EXTENSION, POSTINGS_CODEC_NAME, postingsContext);
      opened.add(postingsData);
      this.modelsData =
          openData(
              state,
              meta.version(),
              MODELS_EXTENSION,
              MODELS_CODEC_NAME,
              state.context.withHints(FileTypeHint.DATA));
      opened.add(modelsData);
      this.open = meta.openModels(modelsData, opened);
      this.postings = meta.postings(open, postingsData, this::vectorCount);
    } catch (Throwable e) {
      IOUtils.closeWhileSuppressingExceptions(e, opened);
      throw e;
    }
  }

  private LearnedPartitionVectorsReader(LearnedPartitionVectorsReader reader) throws IOException {
    this.flat = reader.flat.getMergeInstance();
    this.fieldInfos = reader.fieldInfos;
    this.postingsContext = reader.postingsContext;
    this.postingsData = reader.postingsData;
    this.modelsData = reader.modelsData;
    this.postings = reader.postings;
    this.open = reader.open;
    this.closed = reader.closed;
  }

  private static SegmentMeta readMeta(SegmentReadState state) throws IOException {
    String name =
        IndexFileNames.segmentFileName(state.segmentInfo.name, state.segmentSuffix, META_EXTENSION);
    try (ChecksumIndexInput in = state.directory.openChecksumInput(name)) {
      SegmentMeta meta = null;
      Throwable prior = null;
      try {
        int version =
            CodecUtil.checkIndexHeader(
                in,
                META_CODEC_NAME,
                VERSION_START,
                VERSION_CURRENT,
                state.segmentInfo.getId(),
                state.segmentSuffix);
        meta = SegmentMeta.read(in, version, state.fieldInfos);
      } catch (Throwable e) {
        prior = e;
      } finally {
        CodecUtil.checkFooter(in, prior);
      }
      return meta;
    }
  }

  private static IndexInput openData(
      SegmentReadState state, int metaVersion, String extension, String codec, IOContext context)
      throws IOException {
    String name =
        IndexFileNames.segmentFileName(state.segmentInfo.name, state.segmentSuffix, extension);
    IndexInput in = state.directory.openInput(name, context);
    try {
      int version =
          CodecUtil.checkIndexHeader(
              in,
              codec,
              VERSION_START,
              VERSION_CURRENT,
              state.segmentInfo.getId(),
              state.segmentSuffix);
      if (version != metaVersion) {
        throw new CorruptIndexException(
            "format versions differ: meta=" + metaVersion + ", " + codec + "=" + version, in);
      }
      CodecUtil.retrieveChecksum(in);
      return in;
    } catch (EOFException e) {
      CorruptIndexException corrupt =
          new CorruptIndexException("file ends within its header", in, e);
      IOUtils.closeWhileSuppressingExceptions(corrupt, in);
      throw corrupt;
    } catch (Throwable e) {
      IOUtils.closeWhileSuppressingExceptions(e, in);
      throw e;
    }
  }

  private int vectorCount(FieldInfo field) throws IOException {
    return VectorRows.values(flat, field).size();
  }

  @Override
  public void checkIntegrity() throws IOException {
    flat.checkIntegrity();
    CodecUtil.checksumEntireFile(postingsData);
    CodecUtil.checksumEntireFile(modelsData);
  }

  @Override
  public FloatVectorValues getFloatVectorValues(String field) throws IOException {
    return flat.getFloatVectorValues(field);
  }

  @Override
  public ByteVectorValues getByteVectorValues(String field) throws IOException {
    return flat.getByteVectorValues(field);
  }

  /** The field's postings, or null if it is flat in this segment. */
  Postings postings(String field) {
    return postings.get(field);
  }

  @Override
  public void search(String field, float[] target, KnnCollector collector, AcceptDocs acceptDocs)
      throws IOException {
    VectorSimilarityFunction similarity = similarity(field);
    new LeafSearch(
            flat.getFloatVectorValues(field),
            collector,
            acceptDocs,
            vectors -> SCORER.getRandomVectorScorer(similarity, vectors, target))
        .run(postings.get(field), strategy(collector, () -> target));
  }

  @Override
  public void search(String field, byte[] target, KnnCollector collector, AcceptDocs acceptDocs)
      throws IOException {
    VectorSimilarityFunction similarity = similarity(field);
    new LeafSearch(
            flat.getByteVectorValues(field),
            collector,
            acceptDocs,
            vectors -> SCORER.getRandomVectorScorer(similarity, vectors, target))
        .run(
            postings.get(field),
            strategy(
                collector,
                () -> {
                  float[] floats = new float[target.length];
                  VectorRows.toFloats(target, floats, 0);
                  return floats;
                }));
  }

  private VectorSimilarityFunction similarity(String field) {
    FieldInfo info = fieldInfos.fieldInfo(field);
    if (info == null) {
      throw new IllegalArgumentException("field=\"" + field + "\" not found");
    }
    return info.getVectorSimilarityFunction();
  }

  /**
   * The query's own strategy, or the default for queries that know nothing of bins, which are so
   * routed once for each segment.
   */
  private static ProbeStrategy strategy(KnnCollector collector, Supplier<float[]> target) {
    KnnSearchStrategy strategy = collector.getSearchStrategy();
    while (strategy instanceof KnnSearchStrategy.Seeded seeded) {
      strategy = seeded.originalStrategy();
    }
    return strategy instanceof ProbeStrategy ours
        ? ours
        : new ProbeStrategy(target.get(), ProbeParameters.CALIBRATED);
  }

  @Override
  public Map<String, Long> getOffHeapByteSize(FieldInfo field) {
    Map<String, Long> sizes = flat.getOffHeapByteSize(field);
    Postings found = postings.get(field.name);
    return found == null
        ? sizes
        : mergeOffHeapByteSizeMaps(sizes, Map.of(POSTINGS_EXTENSION, found.bytes()));
  }

  @Override
  public KnnVectorsReader getMergeInstance() throws IOException {
    LearnedPartitionVectorsReader instance = new LearnedPartitionVectorsReader(this);
    postingsData.updateIOContext(postingsContext.withHints(DataAccessHint.SEQUENTIAL));
    return instance;
  }

  @Override
  public void finishMerge() throws IOException {
    flat.finishMerge();
    postingsData.updateIOContext(postingsContext);
  }

  @Override
  public void close() throws IOException {
    List<Closeable> closing = new ArrayList<>(List.of(flat, postingsData, modelsData));
    // Lucene may close a reader twice, but a model's references are counted.
    if (closed.compareAndSet(false, true)) {
      open.forEach(model -> closing.add(model::close));
    }
    IOUtils.close(closing);
  }
}
