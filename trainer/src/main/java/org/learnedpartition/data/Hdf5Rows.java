package org.learnedpartition.data;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.learnedpartition.model.Manifest;

/**
 * A table of an HDF5 file, read by slices: two dimensions, of floats or whole numbers of any width.
 */
public final class Hdf5Rows implements IntRows {
  /** Values read at a time: 4 MB of floats. */
  private static final int SLICE_VALUES = 1 << 20;

  private final Path file;
  private final String name;
  private final HdfFile hdf;
  private final Dataset table;
  private final int dimension;
  private final int count;

  private Hdf5Rows(Path file, String name, HdfFile hdf) {
    this.file = file;
    this.name = name;
    this.hdf = hdf;
    Node node = hdf.getChildren().get(name);
    if (!(node instanceof Dataset found)) {
      throw new IllegalArgumentException(
          "it has no table [" + name + "], only " + hdf.getChildren().keySet());
    }
    long[] size = found.getDimensionsAsLong();
    if (size.length != 2
        || size[0] < 1
        || size[0] > Integer.MAX_VALUE
        || size[1] < 1
        || size[1] > Manifest.MAX_DIMENSION) {
      throw new IllegalArgumentException(
          "its table ["
              + name
              + "] is of size "
              + Arrays.toString(size)
              + ": expected rows of 1 to "
              + Manifest.MAX_DIMENSION
              + " values");
    }
    this.table = found;
    this.count = (int) size[0];
    this.dimension = (int) size[1];
  }

  /**
   * Opens a table.
   *
   * @param table its name in the file, such as {@code train}
   * @throws VectorFileException if the file is no HDF5 file, or has no such table of rows
   */
  public static Hdf5Rows open(Path file, String table) throws IOException {
    HdfFile hdf;
    try {
      hdf = new HdfFile(file);
    } catch (RuntimeException | OutOfMemoryError e) {
      throw unreadable(file, e);
    }
    try {
      return new Hdf5Rows(file, table, hdf);
    } catch (RuntimeException | OutOfMemoryError e) {
      hdf.close();
      throw unreadable(file, e);
    }
  }

  /**
   * Opens a file for a moment.
   *
   * @throws VectorFileException if that or the reader fails, in one sentence
   */
  public static <T> T inspect(Path file, Function<HdfFile, T> reader) throws IOException {
    try (HdfFile hdf = new HdfFile(file)) {
      return reader.apply(hdf);
    } catch (RuntimeException | OutOfMemoryError e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The library throws exceptions of many kinds at a broken file, and asks for memory for sizes
   * that it makes up.
   */
  private static VectorFileException unreadable(Path file, Throwable e) {
    // The innermost tells most.
    String what = e.toString();
    for (Throwable reason = e; reason != null; reason = reason.getCause()) {
      what = reason.getMessage() == null ? what : reason.getMessage();
    }
    return new VectorFileException(
        file, "cannot be read as HDF5: " + what.lines().findFirst().orElse(""), e);
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
    int step = step();
    for (int done = 0; done < rows; done += step) {
      int n = Math.min(step, rows - done);
      Object[] slice = slice(from + done, n);
      for (int row = 0; row < n; row++) {
        int at = offset + (done + row) * dimension;
        copy(slice[row], into, at);
        int bad = Finite.firstBad(into, at, dimension);
        if (bad >= 0) {
          throw new VectorFileException(
              file, "row " + (from + done + row) + " of [" + name + "] " + Finite.says(into[bad]));
        }
      }
    }
  }

  private int step() {
    return Math.max(1, SLICE_VALUES / dimension);
  }

  private Object[] slice(int from, int rows) throws IOException {
    try {
      return (Object[]) table.getData(new long[] {from, 0}, new int[] {rows, dimension});
    } catch (RuntimeException | OutOfMemoryError e) {
      throw unreadable(file, e);
    }
  }

  private void copy(Object row, float[] into, int at) throws VectorFileException {
    switch (row) {
      case float[] values -> System.arraycopy(values, 0, into, at, dimension);
      case double[] values -> {
        for (int i = 0; i < dimension; i++) {
          into[at + i] = (float) values[i];
        }
      }
      case long[] values -> {
        for (int i = 0; i < dimension; i++) {
          into[at + i] = values[i];
        }
      }
      case int[] values -> {
        for (int i = 0; i < dimension; i++) {
          into[at + i] = values[i];
        }
      }
      case short[] values -> {
        for (int i = 0; i < dimension; i++) {
          into[at + i] = values[i];
        }
      }
      case byte[] values -> {
        for (int i = 0; i < dimension; i++) {
          into[at + i] = values[i];
        }
      }
      default -> throw otherType("float or int");
    }
  }

  @Override
  public void readInts(int from, int rows, int[] into) throws IOException {
    Objects.checkFromIndexSize(from, rows, count);
    int step = step();
    for (int done = 0; done < rows; done += step) {
      int n = Math.min(step, rows - done);
      Object[] slice = slice(from + done, n);
      for (int row = 0; row < n; row++) {
        for (int i = 0; i < dimension; i++) {
          long value =
              switch (slice[row]) {
                case int[] values -> values[i];
                case long[] values -> values[i];
                default -> throw otherType("int");
              };
          if (value != (int) value) {
            throw new VectorFileException(
                file,
                "row "
                    + (from + done + row)
                    + " of ["
                    + name
                    + "] has the number "
                    + value
                    + ": expected numbers of 32 bits");
          }
          into[(done + row) * dimension + i] = (int) value;
        }
      }
    }
  }

  private VectorFileException otherType(String expected) {
    return new VectorFileException(
        file,
        "has a table ["
            + name
            + "] of "
            + table.getJavaType()
            + ": expected "
            + expected
            + " values");
  }

  @Override
  public void close() {
    hdf.close();
  }
}
