package org.learnedpartition.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;

/** Rows of equal length in a file, each perhaps led by its dimension. */
final class RowSource implements IntRows {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path file;
  private final Bytes bytes;
  private final long start;
  private final int prefix;
  private final Component component;
  private final int dimension;
  private final int count;
  private final int rowBytes;
  private final ByteBuffer buffer;

  /** Bytes that can be read anywhere. */
  sealed interface Bytes {
    long length() throws IOException;

    /** Fills the buffer from a position. */
    void read(long position, ByteBuffer into) throws IOException;

    void close() throws IOException;

    record OfFile(Path file, FileChannel channel) implements Bytes {
      @Override
      public long length() throws IOException {
        return channel.size();
      }

      @Override
      public void read(long position, ByteBuffer into) throws IOException {
        for (long at = position; into.hasRemaining(); ) {
          int n = channel.read(into, at);
          if (n < 0) {
            throw new EOFException("[" + file + "] became shorter while it was read");
          }
          at += n;
        }
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    }

    record OfArray(byte[] array) implements Bytes {
      @Override
      public long length() {
        return array.length;
      }

      @Override
      public void read(long position, ByteBuffer into) {
        into.put(array, (int) position, into.remaining());
      }

      @Override
      public void close() {}
    }
  }

  /**
   * @param start where the first row begins, in bytes
   * @param prefix 4 if each row is led by its dimension as an int32, else 0
   */
  RowSource(
      Path file,
      Bytes bytes,
      long start,
      int prefix,
      Component component,
      int dimension,
      int count) {
    this.file = file;
    this.bytes = bytes;
    this.start = start;
    this.prefix = prefix;
    this.component = component;
    this.dimension = dimension;
    this.count = count;
    this.rowBytes = prefix + dimension * component.bytes();
    this.buffer =
        ByteBuffer.allocate(Math.max(1, BUFFER_BYTES / rowBytes) * rowBytes)
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public void read(int from, int rows, float[] into, int offset) throws IOException {
    Objects.checkFromIndexSize(from, rows, count);
    int rowsOfBuffer = buffer.capacity() / rowBytes;
    for (int done = 0; done < rows; ) {
      int n = Math.min(rowsOfBuffer, rows - done);
      fill(from + done, n);
      int to = offset + done * dimension;
      for (int i = 0; i < n; i++) {
        checkPrefix(from + done + i);
        component.decode(buffer, into, to + i * dimension, dimension);
      }
      int bad = Finite.firstBad(into, to, n * dimension);
      if (bad >= 0) {
        throw new VectorFileException(
            file, "row " + (from + done + (bad - to) / dimension) + " " + Finite.says(into[bad]));
      }
      done += n;
    }
  }

  @Override
  public void readInts(int from, int rows, int[] into) throws IOException {
    Objects.checkFromIndexSize(from, rows, count);
    if (component != Component.I32) {
      throw new VectorFileException(file, "does not hold int32 values: expected .ivecs");
    }
    int rowsOfBuffer = buffer.capacity() / rowBytes;
    int next = 0;
    for (int done = 0; done < rows; ) {
      int n = Math.min(rowsOfBuffer, rows - done);
      fill(from + done, n);
      for (int i = 0; i < n; i++) {
        checkPrefix(from + done + i);
        for (int j = 0; j < dimension; j++) {
          into[next++] = buffer.getInt();
        }
      }
      done += n;
    }
  }

  private void fill(int row, int rows) throws IOException {
    buffer.clear().limit(rows * rowBytes);
    bytes.read(start + (long) row * rowBytes, buffer);
    buffer.flip();
  }

  private void checkPrefix(int row) throws IOException {
    if (prefix != 0) {
      int said = buffer.getInt();
      if (said != dimension) {
        throw new VectorFileException(
            file, "row " + row + " has dimension " + said + ", the rows before it " + dimension);
      }
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
