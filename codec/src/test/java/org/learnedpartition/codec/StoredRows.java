package org.learnedpartition.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
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

/** The rows of an index as its files have them, and files with rows that nobody would write. */
final class StoredRows {
  /**
   * A row.
   *
   * @param second whether it is the vector's second
   * @param content its codes and constant, or its vector, as hex digits
   */
  record Row(int bin, boolean second, String content) {
    static Row of(int bin, boolean second, byte[] codes, float constant) {
      return new Row(
          bin,
          second,
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

  /**
   * The rows of all documents, deleted ones too, by the number in a field of doc values: the first,
   * and the second if there is one.
   */
  static Map<Integer, List<Row>> read(DirectoryReader reader, String field, String id)
      throws IOException {
    Map<Integer, List<Row>> found = new TreeMap<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      Postings postings = postings(leaf, field);
      int[] ids = ids(leaf, postings, id);
      int[] ordinals = ordinals(postings);
      RowInput rows = new RowInput(postings.rows(), postings.layout());
      BinTable bins = postings.bins();
      for (int bin = 0; bin < bins.bins(); bin++) {
        for (int row = bins.start(bin); row < bins.end(bin); row++) {
          boolean second = row >= bins.seconds(bin);
          List<Row> own = found.computeIfAbsent(ids[ordinals[row]], key -> new ArrayList<>());
          own.add(second ? own.size() : 0, row(postings.layout(), rows, row, bin, second));
        }
      }
    }
    for (List<Row> own : found.values()) {
      boolean right = own.size() == 1 || own.size() == 2 && own.get(1).second();
      if (!right || own.getFirst().second()) {
        throw new IllegalStateException("not a first row and perhaps a second: " + own);
      }
    }
    return found;
  }

  private static Row row(RowLayout layout, RowInput rows, int row, int bin, boolean second)
      throws IOException {
    byte[] block = rows.block(row);
    if (layout.codes() == null) {
      return new Row(bin, second, HexFormat.of().formatHex(block));
    }
    byte[] codes = new byte[layout.codes().codes()];
    float constant = layout.codes().get(block, 0, row % layout.blockRows(), codes);
    return Row.of(bin, second, codes, constant);
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
   * keep their sizes, and first and second rows of a bin the order of their ordinals.
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
    BinTable bins = postings.bins();
    List<Integer> firsts = new ArrayList<>();
    List<Integer> seconds = new ArrayList<>();
    int[] ordinals = ordinals(postings);
    for (int bin = 0; bin < bins.bins(); bin++) {
      for (int row = bins.start(bin); row < bins.end(bin); row++) {
        (row < bins.seconds(bin) ? firsts : seconds).add(ordinals[row]);
      }
    }
    Collections.shuffle(firsts, random);
    Collections.shuffle(seconds, random);
    for (int bin = 0; bin < bins.bins(); bin++) {
      put(postings, file, bins.start(bin), take(firsts, bins.seconds(bin) - bins.start(bin)));
      put(postings, file, bins.seconds(bin), take(seconds, bins.end(bin) - bins.seconds(bin)));
    }
  }

  /** Removes the first few, and returns them in ascending order. */
  private static List<Integer> take(List<Integer> from, int count) {
    List<Integer> head = from.subList(0, count);
    List<Integer> taken = head.stream().sorted().toList();
    head.clear();
    return taken;
  }

  private static void put(Postings postings, ByteBuffer file, int row, List<Integer> ordinals) {
    int at = (int) postings.ordinalsOffset() + row * Integer.BYTES;
    for (int ordinal : ordinals) {
      file.putInt(at, ordinal);
      at += Integer.BYTES;
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
