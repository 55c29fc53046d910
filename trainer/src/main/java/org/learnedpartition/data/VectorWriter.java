package org.learnedpartition.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.learnedpartition.model.Manifest;

/**
 * Writes {@code .fvecs}, {@code .bvecs} and {@code .ivecs}, by the file's name: each row is a
 * little-endian int32 dimension, then so many float32, uint8 or int32 values. The file appears when
 * {@link #finish} is called.
 */
public final class VectorWriter implements Closeable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path file;
  private final AtomicFile out;
  private final Component component;
  private final int dimension;
  private final ByteBuffer buffer;
  private int count;

  private VectorWriter(Path file, AtomicFile out, Component component, int dimension) {
    this.file = file;
    this.out = out;
    this.component = component;
    this.dimension = dimension;
    this.buffer =
        ByteBuffer.allocate(Math.max(BUFFER_BYTES, rowBytes())).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * @param dimension values of a row, 1 … 16,000
   */
  public static VectorWriter create(Path file, int dimension) throws IOException {
    Component component = component(file);
    if (dimension < 1 || dimension > Manifest.MAX_DIMENSION) {
      throw new VectorFileException(
          file,
          "cannot have rows of "
              + dimension
              + " values: expected between 1 and "
              + Manifest.MAX_DIMENSION);
    }
    return new VectorWriter(file, new AtomicFile(file), component, dimension);
  }

  private static Component component(Path file) throws VectorFileException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".fvecs")) {
      return Component.F32;
    } else if (name.endsWith(".bvecs")) {
      return Component.U8;
    } else if (name.endsWith(".ivecs")) {
      return Component.I32;
    }
    throw new VectorFileException(
        file, "cannot be written: expected a name that ends in .fvecs, .bvecs or .ivecs");
  }

  private int rowBytes() {
    return Integer.BYTES + dimension * component.bytes();
  }

  /** Rows written so far. */
  public int count() {
    return count;
  }

  /**
   * Appends rows to a {@code .fvecs} or {@code .bvecs} file.
   *
   * @param values row-major; whole numbers 0 … 255 for {@code .bvecs}
   */
  public void write(float[] values, int offset, int rows) throws IOException {
    Objects.checkFromIndexSize(offset, (long) rows * dimension, values.length);
    for (int row = 0; row < rows; row++) {
      begin();
      int from = offset + row * dimension;
      switch (component) {
        case F32 -> {
          buffer.asFloatBuffer().put(values, from, dimension);
          buffer.position(buffer.position() + dimension * Float.BYTES);
        }
        case U8 -> {
          for (int i = from; i < from + dimension; i++) {
            buffer.put(unsigned(values[i]));
          }
        }
        default ->
            throw new VectorFileException(file, "holds whole numbers, and was given fractions");
      }
      count++;
    }
  }

  private byte unsigned(float value) throws VectorFileException {
    int whole = (int) value;
    if (whole != value || whole < 0 || whole > 255) {
      throw new VectorFileException(
          file, "cannot hold " + value + " in row " + count + ": expected 0 to 255");
    }
    return (byte) whole;
  }

  /** Appends rows to an {@code .ivecs} file. */
  public void write(int[] values, int offset, int rows) throws IOException {
    Objects.checkFromIndexSize(offset, (long) rows * dimension, values.length);
    if (component != Component.I32) {
      throw new VectorFileException(file, "holds vectors, and was given row numbers");
    }
    for (int row = 0; row < rows; row++) {
      begin();
      buffer.asIntBuffer().put(values, offset + row * dimension, dimension);
      buffer.position(buffer.position() + dimension * Integer.BYTES);
      count++;
    }
  }

  private void begin() throws IOException {
    if (buffer.remaining() < rowBytes()) {
      flush();
    }
    buffer.putInt(dimension);
  }

  private void flush() throws IOException {
    buffer.flip();
    out.write(buffer);
    buffer.clear();
  }

  /** Gives the file its name; nothing can be written after that. */
  public void finish() throws IOException {
    flush();
    out.finish();
  }

  /** Drops what was written, unless it was finished. */
  @Override
  public void close() throws IOException {
    out.close();
  }
}
