package org.learnedpartition.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.FixedBitSet;

/** The rows of an index as its files have them, and files with rows that nobody would write. */
final class StoredRows {
  /**
   * A row.
   *
   * @param content its codes and constant, or its vector, as hex digits
   */
  record Row(int bin, String content) {
    static Row of(int bin, byte[] codes, float constant) {
      return new Row(
          bin,
          HexFormat.of().formatHex(codes)
              + "/"
              + Integer.toHexString(Float.floatToIntBits(constant)));
    }
  }

  private StoredRows() {}

  static Postings postings(LeafReaderContext leaf, String field) {
    var reader = ((CodecReader) leaf.reader()).getVectorReader();
    var ours = ((PerFieldKnnVectorsFormat.FieldsReader) reader).getFieldReader(field);
    return ((LearnedPartitionVectorsReader) ours).postings(field);
  }

  /** The rows of all documents, deleted ones too, by the number in a field of doc values. */
  static Map<Integer, Row> read(DirectoryReader reader, String field, String id)
      throws IOException {
    Map<Integer, Row> found = new TreeMap<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      Postings postings = postings(leaf, field);
      int[] ids = ids(leaf, postings, id);
      int[] ordinals = ordinals(postings);
      FixedBitSet once = new FixedBitSet(ordinals.length);
      RowInput rows = new RowInput(postings.rows(), postings.layout());
      for (int bin = 0; bin < postings.bins().bins(); bin++) {
        for (int row = postings.bins().start(bin); row < postings.bins().end(bin); row++) {
          if (once.getAndSet(ordinals[row])) {
            throw new IllegalStateException("ordinal " + ordinals[row] + " has two rows");
          }
          found.put(ids[ordinals[row]], row(postings.layout(), rows.block(row), row, bin));
        }
      }
    }
    return found;
  }

  private static Row row(RowLayout layout, byte[] block, int row, int bin) {
    if (layout.codes() == null) {
      return new Row(bin, HexFormat.of().formatHex(block));
    }
    byte[] codes = new byte[layout.codes().codes()];
    float constant = layout.codes().get(block, 0, row % layout.blockRows(), codes);
    return Row.of(bin, codes, constant);
  }

  private static int[] ordinals(Postings postings) throws IOException {
    int[] ordinals = new int[postings.bins().rows()];
    postings.ordinals().readInts(ordinals, 0, ordinals.length);
    return ordinals;
  }

  private static int[] ids(LeafReaderContext leaf, Postings postings, String id)
      throws IOException {
    KnnVectorValues values =
        VectorRows.values(((CodecReader) leaf.reader()).getVectorReader(), postings.field());
    NumericDocValues numbers = leaf.reader().getNumericDocValues(id);
    int[] ids = new int[values.size()];
    for (int ordinal = 0; ordinal < ids.length; ordinal++) {
      numbers.advanceExact(values.ordToDoc(ordinal));
      ids[ordinal] = (int) numbers.longValue();
    }
    return ids;
  }

  /**
   * Puts every vector of a field into a random bin, with random codes; checksums are right. Bins
   * keep their sizes, and rows of a bin the order of their ordinals.
   */
  static void scramble(Directory directory, String field, Random random) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      for (LeafReaderContext leaf : reader.leaves()) {
        Postings postings = postings(leaf, field);
        String name = fileName(directory, ((SegmentReader) leaf.reader()).getSegmentName());
        ByteBuffer file = readFile(directory, name);
        scrambleOrdinals(postings, file, random);
        scrambleRows(postings, file, random);
        directory.deleteFile(name);
        try (IndexOutput out = directory.createOutput(name, IOContext.DEFAULT)) {
          out.writeBytes(file.array(), file.capacity() - CodecUtil.footerLength());
          CodecUtil.writeFooter(out);
        }
      }
    }
  }

  private static String fileName(Directory directory, String segment) throws IOException {
    return Arrays.stream(directory.listAll())
        .filter(name -> name.startsWith(segment + "_"))
        .filter(name -> name.endsWith(LearnedPartitionVectorsFormat.POSTINGS_EXTENSION))
        .findFirst()
        .orElseThrow();
  }

  private static ByteBuffer readFile(Directory directory, String name) throws IOException {
    try (IndexInput in = directory.openInput(name, IOContext.DEFAULT)) {
      byte[] bytes = new byte[(int) in.length()];
      in.readBytes(bytes, 0, bytes.length);
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static void scrambleOrdinals(Postings postings, ByteBuffer file, Random random)
      throws IOException {
    int[] ordinals = ordinals(postings);
    for (int i = ordinals.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = ordinals[i];
      ordinals[i] = ordinals[j];
      ordinals[j] = swapped;
    }
    for (int bin = 0; bin < postings.bins().bins(); bin++) {
      Arrays.sort(ordinals, postings.bins().start(bin), postings.bins().end(bin));
    }
    for (int row = 0; row < ordinals.length; row++) {
      file.putInt((int) postings.ordinalsOffset() + row * Integer.BYTES, ordinals[row]);
    }
  }

  private static void scrambleRows(Postings postings, ByteBuffer file, Random random) {
    RowLayout layout = postings.layout();
    byte[] content =
        new byte[layout.codes() == null ? layout.blockBytes() : layout.codes().codes()];
    for (int row = 0; row < postings.bins().rows(); row++) {
      random.nextBytes(content);
      int block = (int) postings.rowsOffset() + row / layout.blockRows() * layout.blockBytes();
      if (layout.codes() == null) {
        file.put(block, content);
      } else {
        layout
            .codes()
            .put(file.array(), block, row % layout.blockRows(), content, random.nextFloat());
      }
    }
  }
}
