package org.learnedpartition.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.parallel.Progress;

/**
 * Opens the vector file formats of the field.
 *
 * <ul>
 *   <li>{@code .fvecs}, {@code .bvecs}, {@code .ivecs}: each row is a little-endian int32
 *       dimension, the same in all rows, then so many float32, uint8 or int32 values.
 *   <li>{@code .npy}, format versions 1 to 3: a two-dimensional array in C order of {@code <f2},
 *       {@code <f4} or {@code |u1}.
 *   <li>idx of unsigned bytes ({@code idx1} excluded): big-endian int32 magic {@code 0x000008nn}
 *       with nn dimensions, their sizes, then the bytes; dimensions after the first make one row.
 *   <li>{@code .hdf5}, {@code .h5}: a table of {@link Hdf5Rows}, {@code FILE.hdf5:TABLE}; {@code
 *       train} if none is named, as ann-benchmarks calls the vectors to index.
 *   <li>{@code .jsonl}, {@code .ndjson}, either with {@code .gz}: lines of {@link JsonLines},
 *       {@code FILE.jsonl:FIELD} where they are objects.
 * </ul>
 */
final class VectorFiles {
  private static final byte[] NPY_MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_NPY_HEADER = 1 << 16;
  private static final int MAX_IDX_DIMENSIONS = 8;
  private static final int MAX_UNPACKED = Integer.MAX_VALUE - 64;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  /** Files with parts that have names: the file's name, how it ends, and the part's name. */
  private static final Pattern PARTS =
      Pattern.compile(
          "(.*\\.(hdf5|h5|jsonl|ndjson|jsonl\\.gz|ndjson\\.gz))(?::(.+))?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private VectorFiles() {}

  static Path file(Path named) {
    Matcher parts = PARTS.matcher(named.getFileName().toString());
    return parts.matches() ? named.resolveSibling(parts.group(1)) : named;
  }

  /**
   * @param named the file, perhaps with the name of a part
   * @param progress told of files that are read whole before they are used
   */
  static VectorSource open(Path named, Progress progress) throws IOException {
    Matcher parts = PARTS.matcher(named.getFileName().toString());
    boolean several = parts.matches();
    Path file = file(named);
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (!Files.exists(file)) {
      throw new VectorFileException(file, "does not exist");
    }
    if (!Files.isRegularFile(file)) {
      throw new VectorFileException(file, "is not a file");
    }
    if (several) {
      String part = parts.group(3);
      return parts.group(2).toLowerCase(Locale.ROOT).startsWith("h")
          ? Hdf5Rows.open(file, part == null ? "train" : part)
          : JsonLines.open(file, part, progress);
    }
    if (name.endsWith("-ubyte.gz") || name.endsWith(".idx.gz")) {
      return gzippedIdx(file);
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      if (name.endsWith(".fvecs")) {
        return vecs(file, channel, Component.F32);
      } else if (name.endsWith(".bvecs")) {
        return vecs(file, channel, Component.U8);
      } else if (name.endsWith(".ivecs")) {
        return vecs(file, channel, Component.I32);
      } else if (name.endsWith(".npy")) {
        return npy(file, channel);
      } else if (name.endsWith("-ubyte") || name.endsWith(".idx")) {
        return idx(file, new RowSource.Bytes.OfFile(file, channel));
      }
      throw new VectorFileException(
          file,
          "is of no known format: expected a name that ends in .fvecs, .bvecs, .ivecs, .npy, .hdf5,"
              + " .h5, .jsonl, .ndjson, .jsonl.gz, .ndjson.gz, -ubyte, -ubyte.gz, .idx or .idx.gz");
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static RowSource vecs(Path file, FileChannel channel, Component component)
      throws IOException {
    RowSource.Bytes bytes = new RowSource.Bytes.OfFile(file, channel);
    ByteBuffer head = header(file, bytes, 0, 4).order(ByteOrder.LITTLE_ENDIAN);
    int dimension = dimension(file, Integer.toUnsignedLong(head.getInt(0)));
    long row = 4 + (long) dimension * component.bytes();
    if (bytes.length() % row != 0) {
      throw new VectorFileException(
          file,
          "is "
              + bytes.length()
              + " bytes long, not a multiple of its row of "
              + row
              + " bytes (dimension "
              + dimension
              + "): truncated, or another format");
    }
    int count = count(file, bytes.length() / row);
    return new RowSource(file, bytes, 0, 4, component, dimension, count);
  }

  private static RowSource npy(Path file, FileChannel channel) throws IOException {
    RowSource.Bytes bytes = new RowSource.Bytes.OfFile(file, channel);
    ByteBuffer head = header(file, bytes, 0, 12).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < NPY_MAGIC.length; i++) {
      if (head.get(i) != NPY_MAGIC[i]) {
        throw new VectorFileException(file, "does not begin as a .npy file does");
      }
    }
    int version = head.get(6);
    if (version < 1 || version > 3) {
      throw new VectorFileException(
          file, "is of .npy version " + version + ": versions 1 to 3 are read");
    }
    int from = version == 1 ? 10 : 12;
    long length = version == 1 ? head.getShort(8) & 0xffff : head.getInt(8) & 0xffffffffL;
    if (length > MAX_NPY_HEADER) {
      throw new VectorFileException(
          file, "has a header of " + length + " bytes, more than " + MAX_NPY_HEADER);
    }
    byte[] text = header(file, bytes, from, (int) length).array();
    String header = new String(text, StandardCharsets.UTF_8);
    String descr = find(file, DESCR, header, "descr");
    Component component =
        switch (descr) {
          case "<f4" -> Component.F32;
          case "<f2" -> Component.F16;
          case "|u1" -> Component.U8;
          default ->
              throw new VectorFileException(
                  file, "holds values of type [" + descr + "]: expected <f4, <f2 or |u1");
        };
    if (find(file, ORDER, header, "fortran_order").equals("True")) {
      throw new VectorFileException(file, "is in Fortran order: save it in C order");
    }
    String[] shape = find(file, SHAPE, header, "shape").split(",");
    if (shape.length != 2 || shape[1].isBlank()) {
      throw new VectorFileException(
          file, "does not hold a two-dimensional array: " + header.strip());
    }
    long[] sizes = new long[2];
    for (int i = 0; i < 2; i++) {
      try {
        sizes[i] = Long.parseLong(shape[i].strip());
      } catch (NumberFormatException e) {
        throw new VectorFileException(file, "has a header that is no shape: " + header.strip());
      }
    }
    int dimension = dimension(file, sizes[1]);
    int count = count(file, sizes[0]);
    long start = from + length;
    return fixed(file, bytes, start, component, dimension, count);
  }

  private static String find(Path file, Pattern pattern, String header, String what)
      throws VectorFileException {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new VectorFileException(file, "has a .npy header without [" + what + "]");
    }
    return matcher.group(1);
  }

  private static RowSource gzippedIdx(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
      byte[] magic = in.readNBytes(4);
      if (magic.length < 4) {
        throw new VectorFileException(file, "is too short for its header");
      }
      int dimensions = idxDimensions(file, ByteBuffer.wrap(magic).getInt());
      byte[] sizes = in.readNBytes(4 * dimensions);
      long length = 4 + sizes.length;
      if (sizes.length == 4 * dimensions) {
        length += idxBytes(file, ByteBuffer.wrap(sizes));
      }
      byte[] content = new byte[(int) length];
      System.arraycopy(magic, 0, content, 0, 4);
      System.arraycopy(sizes, 0, content, 4, sizes.length);
      int head = 4 + sizes.length;
      if (in.readNBytes(content, head, content.length - head) < content.length - head
          || in.read() >= 0) {
        throw new VectorFileException(
            file, "does not unpack to the " + length + " bytes that its header announces");
      }
      return idx(file, new RowSource.Bytes.OfArray(content));
    } catch (ZipException | EOFException e) {
      throw new VectorFileException(file, "is not a whole gzip file: " + e.getMessage());
    }
  }

  /** Bytes of all rows. */
  private static long idxBytes(Path file, ByteBuffer sizes) throws IOException {
    long length = 1;
    while (sizes.hasRemaining()) {
      length *= Integer.toUnsignedLong(sizes.getInt());
      if (length > MAX_UNPACKED) {
        throw new VectorFileException(
            file, "unpacks to more than " + MAX_UNPACKED + " bytes: unpack it first");
      }
    }
    return length;
  }

  private static int idxDimensions(Path file, int magic) throws VectorFileException {
    int dimensions = magic & 0xff;
    if (magic >>> 8 != 8 || dimensions < 2 || dimensions > MAX_IDX_DIMENSIONS) {
      throw new VectorFileException(
          file,
          String.format(
              Locale.ROOT,
              "begins with %08x: expected 000008nn, idx of unsigned bytes in nn = 2 to %d"
                  + " dimensions",
              magic,
              MAX_IDX_DIMENSIONS));
    }
    return dimensions;
  }

  private static RowSource idx(Path file, RowSource.Bytes bytes) throws IOException {
    int dimensions = idxDimensions(file, header(file, bytes, 0, 4).getInt(0));
    ByteBuffer sizes = header(file, bytes, 4, 4 * dimensions);
    long dimension = 1;
    for (int i = 1; i < dimensions; i++) {
      dimension = dimension(file, dimension * Integer.toUnsignedLong(sizes.getInt(4 * i)));
    }
    int count = count(file, Integer.toUnsignedLong(sizes.getInt(0)));
    return fixed(file, bytes, 4 + 4L * dimensions, Component.U8, (int) dimension, count);
  }

  private static RowSource fixed(
      Path file, RowSource.Bytes bytes, long start, Component component, int dimension, int count)
      throws IOException {
    long expected = start + (long) count * dimension * component.bytes();
    if (bytes.length() != expected) {
      throw new VectorFileException(
          file,
          "is "
              + bytes.length()
              + " bytes long, but its header announces "
              + count
              + " rows of dimension "
              + dimension
              + ", "
              + expected
              + " bytes");
    }
    return new RowSource(file, bytes, start, 0, component, dimension, count);
  }

  private static ByteBuffer header(Path file, RowSource.Bytes bytes, long from, int length)
      throws IOException {
    if (bytes.length() < from + length) {
      throw new VectorFileException(
          file, "is " + bytes.length() + " bytes long, too short for its header");
    }
    ByteBuffer buffer = ByteBuffer.allocate(length);
    bytes.read(from, buffer);
    return buffer.flip();
  }

  private static int dimension(Path file, long dimension) throws VectorFileException {
    if (dimension < 1 || dimension > Manifest.MAX_DIMENSION) {
      throw new VectorFileException(
          file,
          "has dimension " + dimension + ": expected between 1 and " + Manifest.MAX_DIMENSION);
    }
    return (int) dimension;
  }

  private static int count(Path file, long count) throws VectorFileException {
    if (count < 1 || count > Integer.MAX_VALUE) {
      throw new VectorFileException(
          file, "has " + count + " rows: expected between 1 and " + Integer.MAX_VALUE);
    }
    return (int) count;
  }
}
