package org.learnedpartition.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.learnedpartition.model.Manifest;

/**
 * Vectors of a source that can be read only once and in order, kept in a temporary file to be read
 * from anywhere. The file has no name while it is used, where the system allows that, so a killed
 * process leaves nothing.
 */
public final class Spool implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final FileChannel channel;
  private ByteBuffer buffer;
  private int dimension;
  private int count;

  Spool(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Makes a file in the folder of temporary files, {@code java.io.tmpdir}. */
  public static Spool create() throws IOException {
    Path file = Files.createTempFile("learned-partition-", ".vectors");
    try {
      return new Spool(
          file,
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Components of the vectors; 0 before the first. */
  public int dimension() {
    return dimension;
  }

  /** Vectors so far. */
  public int count() {
    return count;
  }

  /**
   * Appends vectors.
   *
   * @param vectors row-major, finite values
   * @param dimension of them, the same every time
   * @throws IOException if the disk is full
   */
  public void add(float[] vectors, int rows, int dimension) throws IOException {
    Objects.checkFromIndexSize(0, (long) rows * dimension, vectors.length);
    if (dimension < 1
        || dimension > Manifest.MAX_DIMENSION
        || this.dimension != 0 && dimension != this.dimension) {
      throw new IllegalArgumentException(
          "a vector of dimension " + dimension + " among those of " + this.dimension);
    }
    if (count > Integer.MAX_VALUE - rows) {
      throw new IOException("there are more vectors than " + Integer.MAX_VALUE);
    }
    if (buffer == null) {
      int rowBytes = dimension * Float.BYTES;
      this.dimension = dimension;
      buffer =
          ByteBuffer.allocate(Math.max(1, BUFFER_BYTES / rowBytes) * rowBytes)
              .order(ByteOrder.LITTLE_ENDIAN);
    }
    for (int row = 0; row < rows; row++) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      buffer.asFloatBuffer().put(vectors, row * dimension, dimension);
      buffer.position(buffer.position() + dimension * Float.BYTES);
      count++;
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      Path folder = file.toAbsolutePath().getParent();
      throw new IOException(
          "vectors are kept in ["
              + folder
              + "] while they are used, and after "
              + count
              + " it took no more ("
              + Files.getFileStore(folder).getUsableSpace() / (1 << 20)
              + " MB free there): "
              + e.getMessage()
              + "; free some, or name another folder with LP_JAVA_OPTS=-Djava.io.tmpdir=…",
          e);
    }
    buffer.clear();
  }

  /**
   * What was added, at least one vector; to be closed in place of this.
   *
   * @throws IOException if the disk is full
   */
  public VectorSource source() throws IOException {
    flush();
    buffer = null;
    return new RowSource(
        file, new RowSource.Bytes.OfFile(file, channel), 0, 0, Component.F32, dimension, count);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
