package org.learnedpartition.codec;

import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.ALIGNMENT;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.FLAT;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.META_CODEC_NAME;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.META_EXTENSION;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.MODELS_CODEC_NAME;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.MODELS_EXTENSION;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.POSTINGS_CODEC_NAME;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.POSTINGS_EXTENSION;
import static org.learnedpartition.codec.LearnedPartitionVectorsFormat.VERSION_CURRENT;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.codecs.KnnFieldVectorsWriter;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatFieldVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorsReader;
import org.apache.lucene.codecs.hnsw.FlatVectorsWriter;
import org.apache.lucene.index.DocsWithFieldSet;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.index.Sorter;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.IORunnable;
import org.apache.lucene.util.IOUtils;
import org.apache.lucene.util.RamUsageEstimator;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Quantizer;

/**
 * Writes {@link LearnedPartitionVectorsFormat}.
 *
 * <p>A flush routes every vector. A merge copies the rows of those segments whose postings the
 * field's model placed, and routes the vectors of all others (flat segments, another model, another
 * format); so merging segments of one model runs no router at all.
 */
final class LearnedPartitionVectorsWriter extends KnnVectorsWriter {
  private static final long SHALLOW_RAM_BYTES_USED =
      RamUsageEstimator.shallowSizeOfInstance(LearnedPartitionVectorsWriter.class);

  /** A model whose bytes start at an offset of the .lpx file. */
  private record Embedded(OpenModel open, long offset) {}

  private record Field(FieldInfo info, FlatFieldVectorsWriter<?> vectors) {}

  private final SegmentWriteState state;
  private final ModelSource models;
  private final Encoding encoding;
  private final int flatThreshold;
  private final float spill;
  private final List<Closeable> opened = new ArrayList<>();
  private final FlatVectorsWriter flat;
  private final IndexOutput meta;
  private final IndexOutput postingsData;
  private final IndexOutput modelsData;
  private final List<Field> fields = new ArrayList<>();
  private final List<Embedded> embedded = new ArrayList<>();
  private FlatVectorsReader mergedFlat;
  private boolean finished;

  LearnedPartitionVectorsWriter(
      SegmentWriteState state,
      ModelSource models,
      Encoding encoding,
      int flatThreshold,
      float spill)
      throws IOException {
    this.state = state;
    this.models = models;
    this.encoding = encoding;
    this.flatThreshold = flatThreshold;
    this.spill = spill;
    try {
      flat = FLAT.fieldsWriter(state);
      opened.add(flat);
      meta = create(META_EXTENSION, META_CODEC_NAME);
      postingsData = create(POSTINGS_EXTENSION, POSTINGS_CODEC_NAME);
      modelsData = create(MODELS_EXTENSION, MODELS_CODEC_NAME);
    } catch (Throwable e) {
      IOUtils.closeWhileSuppressingExceptions(e, opened);
      throw e;
    }
  }

  private IndexOutput create(String extension, String codec) throws IOException {
    IndexOutput out =
        state.directory.createOutput(
            IndexFileNames.segmentFileName(state.segmentInfo.name, state.segmentSuffix, extension),
            state.context);
    opened.add(out);
    CodecUtil.writeIndexHeader(
        out, codec, VERSION_CURRENT, state.segmentInfo.getId(), state.segmentSuffix);
    return out;
  }

  @Override
  public KnnFieldVectorsWriter<?> addField(FieldInfo info) throws IOException {
    FlatFieldVectorsWriter<?> vectors = flat.addField(info);
    fields.add(new Field(info, vectors));
    return vectors;
  }

  @Override
  public void flush(int maxDoc, Sorter.DocMap sortMap) throws IOException {
    flat.flush(maxDoc, sortMap);
    for (Field field : fields) {
      DocsWithFieldSet docs = field.vectors().getDocsWithFieldSet();
      int count = docs.cardinality();
      PartitionModel model = modelFor(field.info());
      if (model == null || isFlat(count)) {
        writeFlat(field.info());
        continue;
      }
      int[] oldOrdinals = null;
      if (sortMap != null) {
        oldOrdinals = new int[count];
        mapOldOrdToNewOrd(docs, sortMap, null, oldOrdinals, null);
      }
      KnnVectorValues values =
          field
              .vectors()
              .asKnnVectorValues(
                  field.info().getVectorEncoding(), field.info().getVectorDimension());
      int index = embed(model);
      write(
          field.info(),
          index,
          Placement.of(
              embedded.get(index).open(),
              spill,
              new VectorRows(values),
              count,
              null,
              oldOrdinals,
              () -> {}));
    }
  }

  /** The field's model if it fits the field, else null. */
  private PartitionModel modelFor(FieldInfo info) {
    PartitionModel model =
        models.modelFor(info.name, info.getVectorDimension(), info.getVectorSimilarityFunction());
    return model != null
            && model.dimension() == info.getVectorDimension()
            && model.similarity().serves(info.getVectorSimilarityFunction())
        ? model
        : null;
  }

  private boolean isFlat(int vectors) {
    return vectors == 0 || vectors < flatThreshold;
  }

  @Override
  public IORunnable mergeOneField(FieldInfo info, MergeState mergeState) throws IOException {
    flat.mergeOneFlatVectorField(info, mergeState);
    FieldMerge merge = new FieldMerge(info, mergeState);
    PartitionModel given = modelFor(info);
    PartitionModel model = given == null ? merge.mostUsedModel() : given;
    if (model == null) {
      writeFlat(info);
      return null;
    }
    return () -> {
      KnnVectorValues values = mergedValues(info);
      if (isFlat(values.size())) {
        writeFlat(info);
      } else {
        int index = embed(model);
        OpenModel open = embedded.get(index).open();
        write(info, index, merge.postings(open, values, layout(info, model), spill));
      }
    };
  }

  /** The new segment's vectors, read from the file that the flat merge has written. */
  private KnnVectorValues mergedValues(FieldInfo info) throws IOException {
    if (mergedFlat == null) {
      flat.finish();
      flat.close();
      mergedFlat =
          FLAT.fieldsReader(
              new SegmentReadState(
                  state.directory,
                  state.segmentInfo,
                  state.fieldInfos,
                  state.context,
                  state.segmentSuffix));
      opened.add(mergedFlat);
    }
    return VectorRows.values(mergedFlat, info);
  }

  /** Opens a model and writes its bytes, once for all fields; returns its index. */
  private int embed(PartitionModel model) throws IOException {
    for (int i = 0; i < embedded.size(); i++) {
      if (embedded.get(i).open().model().id().equals(model.id())) {
        return i;
      }
    }
    OpenModel open = OpenModel.open(model);
    opened.add(open::close);
    embedded.add(new Embedded(open, modelsData.getFilePointer()));
    ByteBuffer bytes = model.file();
    byte[] chunk = new byte[8192];
    while (bytes.hasRemaining()) {
      int n = Math.min(chunk.length, bytes.remaining());
      bytes.get(chunk, 0, n);
      modelsData.writeBytes(chunk, n);
    }
    return embedded.size() - 1;
  }

  private void writeFlat(FieldInfo info) throws IOException {
    writeEntry(info, 0);
  }

  private void writeEntry(FieldInfo info, int modelNumber) throws IOException {
    meta.writeInt(info.number);
    meta.writeByte(WireNumbers.of(info.getVectorEncoding()));
    meta.writeByte(WireNumbers.of(info.getVectorSimilarityFunction()));
    meta.writeVInt(info.getVectorDimension());
    meta.writeVInt(modelNumber);
  }

  /** The encoding asked for where the field and its model have it, else vectors as they are. */
  private Quantizer quantizer(FieldInfo info, PartitionModel model) {
    return info.getVectorEncoding() == VectorEncoding.FLOAT32 ? model.quantizer(encoding) : null;
  }

  private RowLayout layout(FieldInfo info, PartitionModel model) {
    return RowLayout.of(quantizer(info, model) == null ? Encoding.X1 : encoding, info);
  }

  private void write(FieldInfo info, int model, PostingSource source) throws IOException {
    PartitionModel by = embedded.get(model).open().model();
    RowLayout layout = layout(info, by);
    long ordinalsOffset = postingsData.alignFilePointer(ALIGNMENT);
    BinTable bins = source.writeOrdinals(postingsData);
    long ordinalsLength = postingsData.getFilePointer() - ordinalsOffset;
    long rowsOffset = postingsData.alignFilePointer(ALIGNMENT);
    RowOutput rows = new RowOutput(postingsData, layout, source.vectors(), quantizer(info, by));
    source.writeRows(rows);
    rows.finish();
    long rowsLength = postingsData.getFilePointer() - rowsOffset;
    writeEntry(info, model + 1);
    meta.writeByte((byte) layout.encoding().wire());
    meta.writeInt(Float.floatToIntBits(source.spill()));
    bins.write(meta);
    meta.writeVLong(ordinalsOffset);
    meta.writeVLong(ordinalsLength);
    meta.writeVLong(rowsOffset);
    meta.writeVLong(rowsLength);
  }

  @Override
  public void finish() throws IOException {
    if (finished) {
      throw new IllegalStateException("already finished");
    }
    finished = true;
    if (mergedFlat == null) {
      flat.finish();
    }
    meta.writeInt(-1);
    meta.writeVInt(embedded.size());
    for (Embedded e : embedded) {
      PartitionModel model = e.open().model();
      byte[] id = HexFormat.of().parseHex(model.id());
      meta.writeBytes(id, id.length);
      meta.writeVLong(e.offset());
      meta.writeVLong(model.file().remaining());
    }
    CodecUtil.writeFooter(meta);
    CodecUtil.writeFooter(postingsData);
    CodecUtil.writeFooter(modelsData);
  }

  @Override
  public long ramBytesUsed() {
    return SHALLOW_RAM_BYTES_USED + flat.ramBytesUsed();
  }

  @Override
  public void close() throws IOException {
    // Lucene closes a writer again when closing it fails, but a model's references are counted.
    List<Closeable> closing = List.copyOf(opened);
    opened.clear();
    IOUtils.close(closing);
  }
}
