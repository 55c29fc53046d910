package org.learnedpartition.codec;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.IOFunction;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.InvalidModelException;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;

/**
 * What the .lpm file says; see {@link LearnedPartitionVectorsFormat}.
 *
 * @param version of all files of the segment
 */
record SegmentMeta(int version, List<FieldEntry> fields, List<ModelEntry> models) {
  /** A field that has postings. */
  record FieldEntry(
      FieldInfo field,
      int model,
      RowLayout layout,
      float spill,
      BinTable bins,
      long ordinalsOffset,
      long rowsOffset) {}

  /** Where an embedded model's bytes are. */
  record ModelEntry(String id, long offset, long length) {}

  private static final int ID_BYTES = 32;

  static SegmentMeta read(IndexInput in, int version, FieldInfos infos) throws IOException {
    List<FieldEntry> fields = new ArrayList<>();
    for (int number = in.readInt(); number != -1; number = in.readInt()) {
      FieldInfo field = number < 0 ? null : infos.fieldInfo(number);
      if (field == null) {
        throw new CorruptIndexException("there is no field with number " + number, in);
      }
      FieldEntry entry = readField(in, field);
      if (entry != null) {
        fields.add(entry);
      }
    }
    int count = in.readVInt();
    if (count < 0 || count > (in.length() - in.getFilePointer()) / ID_BYTES) {
      throw new CorruptIndexException("file ends within a list of " + count + " models", in);
    }
    List<ModelEntry> models = new ArrayList<>(count);
    byte[] id = new byte[ID_BYTES];
    for (int i = 0; i < count; i++) {
      in.readBytes(id, 0, id.length);
      models.add(new ModelEntry(HexFormat.of().formatHex(id), in.readVLong(), in.readVLong()));
    }
    for (FieldEntry field : fields) {
      if (field.model() < 0 || field.model() >= count) {
        throw new CorruptIndexException(
            "field [" + field.field().name + "] names model " + field.model() + " of " + count, in);
      }
    }
    return new SegmentMeta(version, fields, models);
  }

  private static FieldEntry readField(IndexInput in, FieldInfo field) throws IOException {
    String of = " of field [" + field.name + "]";
    WireNumbers.expect(in, WireNumbers.of(field.getVectorEncoding()), "element type" + of);
    WireNumbers.expect(in, WireNumbers.of(field.getVectorSimilarityFunction()), "similarity" + of);
    int dimension = in.readVInt();
    if (dimension != field.getVectorDimension()) {
      throw new CorruptIndexException(
          "dimension" + of + " is " + dimension + ", expected " + field.getVectorDimension(), in);
    }
    int model = in.readVInt() - 1;
    if (model == -1) {
      return null;
    }
    RowLayout layout = RowLayout.of(encoding(in, field), field);
    float spill = Float.intBitsToFloat(in.readInt());
    BinTable bins = BinTable.read(in);
    if (!(spill >= 0 && spill <= 1) || spill == 0 && bins.spills()) {
      throw new CorruptIndexException(
          "spill"
              + of
              + " is "
              + spill
              + " of "
              + bins.vectors()
              + " vectors in "
              + bins.rows()
              + " rows, expected 0 to 1, and more than 0 if there are second rows",
          in);
    }
    long ordinalsOffset = in.readVLong();
    length(in, in.readVLong(), (long) bins.rows() * Integer.BYTES, "ordinals" + of);
    long rowsOffset = in.readVLong();
    length(in, in.readVLong(), layout.bytes(bins.rows()), "rows" + of);
    return new FieldEntry(field, model, layout, spill, bins, ordinalsOffset, rowsOffset);
  }

  private static Encoding encoding(IndexInput in, FieldInfo field) throws IOException {
    int wire = in.readByte();
    String of = "encoding of field [" + field.name + "]";
    Encoding encoding;
    try {
      encoding = Encoding.ofWire(wire);
    } catch (IllegalArgumentException e) {
      throw new CorruptIndexException(of + ": " + e.getMessage(), in, e);
    }
    if (encoding != Encoding.X1 && field.getVectorEncoding() == VectorEncoding.BYTE) {
      throw new CorruptIndexException(of + " is " + encoding + ", which bytes cannot have", in);
    }
    return encoding;
  }

  private static void length(IndexInput in, long found, long expected, String what)
      throws IOException {
    if (found != expected) {
      throw new CorruptIndexException(what + " take " + found + " bytes, expected " + expected, in);
    }
  }

  /** Checks that a section lies before the footer of its file. */
  private static void range(IndexInput in, long offset, long length, String what)
      throws IOException {
    long end = in.length() - CodecUtil.footerLength();
    if (offset < 0 || length < 0 || offset > end || length > end - offset) {
      throw new CorruptIndexException(
          what + " lie at " + offset + " with length " + length + ", beyond the file's " + end, in);
    }
  }

  /**
   * Opens the embedded models, sharing those that the JVM has open.
   *
   * @param opened receives what must be closed when opening the segment fails
   */
  List<OpenModel> openModels(IndexInput data, List<Closeable> opened) throws IOException {
    List<OpenModel> open = new ArrayList<>(models.size());
    for (ModelEntry entry : models) {
      OpenModel model = OpenModel.share(entry.id());
      if (model == null) {
        model = open(entry, data);
      }
      opened.add(model::close);
      open.add(model);
    }
    return List.copyOf(open);
  }

  private static OpenModel open(ModelEntry entry, IndexInput data) throws IOException {
    range(data, entry.offset(), entry.length(), "bytes of model " + entry.id());
    if (entry.length() > PartitionModel.MAX_BYTES) {
      throw new CorruptIndexException(
          "model " + entry.id() + " has " + entry.length() + " bytes, more than a model may", data);
    }
    byte[] bytes = new byte[(int) entry.length()];
    data.seek(entry.offset());
    data.readBytes(bytes, 0, bytes.length);
    PartitionModel model;
    try {
      model = PartitionModel.read(bytes);
    } catch (InvalidModelException e) {
      throw new CorruptIndexException("embedded model is refused: " + e.getMessage(), data, e);
    }
    if (!model.id().equals(entry.id())) {
      throw new CorruptIndexException(
          "embedded model is " + model.id() + ", expected " + entry.id(), data);
    }
    try {
      return OpenModel.open(model);
    } catch (InvalidModelException e) {
      // The bytes are those that were written: not corruption, which OpenSearch would never retry.
      throw new IOException("embedded model in [" + data + "] cannot be loaded", e);
    }
  }

  /**
   * The postings by field.
   *
   * @param open the models of the segment, in their order
   * @param data the .lpp file
   * @param vectorCount how many vectors the segment has of a field
   */
  Map<String, Postings> postings(
      List<OpenModel> open, IndexInput data, IOFunction<FieldInfo, Integer> vectorCount)
      throws IOException {
    Map<String, Postings> postings = new HashMap<>();
    for (FieldEntry entry : fields) {
      FieldInfo field = entry.field();
      BinTable bins = entry.bins();
      String of = " of field [" + field.name + "]";
      range(data, entry.ordinalsOffset(), (long) bins.rows() * Integer.BYTES, "ordinals" + of);
      range(data, entry.rowsOffset(), entry.layout().bytes(bins.rows()), "rows" + of);
      PartitionModel model = open.get(entry.model()).model();
      int vectors = vectorCount.apply(field);
      if (bins.bins() != model.bins()
          || bins.vectors() != vectors
          || field.getVectorDimension() != model.dimension()) {
        throw new CorruptIndexException(
            "postings"
                + of
                + " have "
                + bins.vectors()
                + " vectors in "
                + bins.bins()
                + " bins, expected "
                + vectors
                + " vectors for "
                + model,
            data);
      }
      Encoding encoding = entry.layout().encoding();
      if (encoding != Encoding.X1 && model.quantizer(encoding) == null) {
        throw new CorruptIndexException(
            "postings" + of + " have codes of " + encoding + ", which " + model + " has not", data);
      }
      postings.put(
          field.name,
          new Postings(
              field,
              open.get(entry.model()),
              entry.layout(),
              entry.spill(),
              bins,
              data,
              entry.ordinalsOffset(),
              entry.rowsOffset()));
    }
    return Map.copyOf(postings);
  }
}
