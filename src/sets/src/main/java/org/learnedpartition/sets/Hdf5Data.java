package org.learnedpartition.sets;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.Similarity;

/**
 * A file as ann-benchmarks has them: {@code train} and {@code test} are vectors, {@code neighbors}
 * the rows of train nearest to each of test, and the attribute {@code distance} says what is near.
 */
final class Hdf5Data implements UserData {
  private final Path file;
  private final Similarity similarity;

  /**
   * @param space l2, cosinesimil or innerproduct; null to take the file's word
   * @throws IOException if the file is no HDF5 file, or does not say what is near
   */
  Hdf5Data(Path file, String space) throws IOException {
    this.file = file;
    if (!Files.isRegularFile(file)) {
      throw new IOException("[" + file + "] is not a file");
    }
    this.similarity = space == null ? read(this::distance) : Similarity.ofSpace(space);
  }

  private Similarity distance(HdfFile hdf) {
    Attribute attribute = hdf.getAttribute("distance");
    String said = attribute == null ? "nothing" : String.valueOf(attribute.getData());
    return switch (said) {
      case "euclidean" -> Similarity.L2;
      case "angular" -> Similarity.COSINE;
      case "dot", "ip", "inner_product" -> Similarity.INNER_PRODUCT;
      default ->
          throw new IllegalArgumentException(
              "its attribute [distance] says "
                  + said
                  + ": expected euclidean, angular or dot, or give --space");
    };
  }

  /** Opens the file for a moment; what is wrong with it is told in one sentence. */
  private <T> T read(Function<HdfFile, T> reader) throws IOException {
    try (HdfFile hdf = new HdfFile(file)) {
      return reader.apply(hdf);
    } catch (RuntimeException | OutOfMemoryError e) {
      throw unreadable(e);
    }
  }

  /**
   * The library throws exceptions of many kinds at a broken file, and asks for memory for sizes
   * that it makes up.
   */
  private IOException unreadable(Throwable e) {
    // The innermost tells most.
    String what = e.toString();
    for (Throwable reason = e; reason != null; reason = reason.getCause()) {
      what = reason.getMessage() == null ? what : reason.getMessage();
    }
    return new IOException(
        "["
            + file
            + "] cannot be read as a file of ann-benchmarks: "
            + what.lines().findFirst().orElse(""),
        e);
  }

  @Override
  public Similarity similarity() {
    return similarity;
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }

  @Override
  public VectorSource base() throws IOException {
    return new Rows("train");
  }

  @Override
  public VectorSource queries() throws IOException {
    return new Rows("test");
  }

  @Override
  public Given truth(int queries, int base) throws IOException {
    if (!read(hdf -> hdf.getChildren().containsKey("neighbors"))) {
      return null;
    }
    try (Rows rows = new Rows("neighbors")) {
      int k = Math.min(rows.dimension(), GroundTruth.K);
      if ((long) queries * k > VectorSource.MAX_VALUES) {
        throw new IOException(
            "["
                + file
                + "] has "
                + k
                + " neighbours of "
                + queries
                + " queries: at most "
                + VectorSource.MAX_VALUES / k
                + " queries can have so many");
      }
      if (rows.count() != queries) {
        throw new IOException(
            "["
                + file
                + "] has neighbours of "
                + rows.count()
                + " queries, and "
                + queries
                + " queries");
      }
      int[] ids = new int[queries * k];
      rows.readIds(ids, k, base);
      return new Given(k, ids);
    }
  }

  /** A table of the file, read by slices. */
  private final class Rows implements VectorSource {
    private final String name;
    private final HdfFile hdf;
    private final Dataset table;
    private final int dimension;
    private final int count;

    private Rows(String name) throws IOException {
      this.name = name;
      HdfFile opened;
      try {
        opened = new HdfFile(file);
      } catch (RuntimeException | OutOfMemoryError e) {
        throw unreadable(e);
      }
      try {
        Node node = opened.getChildren().get(name);
        if (!(node instanceof Dataset found)) {
          throw new IllegalArgumentException("it has no table [" + name + "]");
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
      } catch (RuntimeException | OutOfMemoryError e) {
        opened.close();
        throw unreadable(e);
      }
      this.hdf = opened;
    }

    @Override
    public int dimension() {
      return dimension;
    }

    @Override
    public int count() {
      return count;
    }

    private Object[] slice(int from, int rows, int columns) throws IOException {
      try {
        return (Object[]) table.getData(new long[] {from, 0}, new int[] {rows, columns});
      } catch (RuntimeException | OutOfMemoryError e) {
        throw unreadable(e);
      }
    }

    @Override
    public void read(int from, int rows, float[] into, int offset) throws IOException {
      Objects.checkFromIndexSize(from, rows, count);
      Object[] slice = slice(from, rows, dimension);
      for (int row = 0; row < rows; row++) {
        int at = offset + row * dimension;
        switch (slice[row]) {
          case float[] values -> System.arraycopy(values, 0, into, at, dimension);
          case double[] values -> {
            for (int i = 0; i < dimension; i++) {
              into[at + i] = (float) values[i];
            }
          }
          case int[] values -> {
            for (int i = 0; i < dimension; i++) {
              into[at + i] = values[i];
            }
          }
          case byte[] values -> {
            for (int i = 0; i < dimension; i++) {
              into[at + i] = values[i];
            }
          }
          default -> throw otherType();
        }
        for (int i = at; i < at + dimension; i++) {
          if (!Float.isFinite(into[i])) {
            throw new IOException(
                "["
                    + file
                    + "] has the value "
                    + into[i]
                    + " in row "
                    + (from + row)
                    + " of ["
                    + name
                    + "]: values must be finite");
          }
        }
      }
    }

    private IOException otherType() {
      return new IOException(
          "["
              + file
              + "] has a table ["
              + name
              + "] of "
              + table.getJavaType()
              + ": expected float or int values");
    }

    /** Reads the first columns of all rows as numbers below a bound. */
    private void readIds(int[] ids, int columns, int bound) throws IOException {
      int step = Math.max(1, (1 << 20) / columns);
      for (int from = 0; from < count; from += step) {
        int rows = Math.min(step, count - from);
        Object[] slice = slice(from, rows, columns);
        for (int row = 0; row < rows; row++) {
          for (int i = 0; i < columns; i++) {
            long id =
                switch (slice[row]) {
                  case int[] values -> values[i];
                  case long[] values -> values[i];
                  default -> throw otherType();
                };
            if (id < 0 || id >= bound) {
              throw new IOException(
                  "["
                      + file
                      + "] names neighbour "
                      + id
                      + " of query "
                      + (from + row)
                      + ": expected 0 to "
                      + (bound - 1));
            }
            ids[(from + row) * columns + i] = (int) id;
          }
        }
      }
    }

    @Override
    public void close() {
      hdf.close();
    }
  }
}
