package org.learnedpartition.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.learnedpartition.parallel.Progress;

/** Vectors of one dimension, numbered from 0. Not safe for use by several threads. */
public interface VectorSource extends Closeable {
  /** Most values that an array can hold. */
  int MAX_VALUES = Integer.MAX_VALUE - 8;

  /** Components of a vector, 1 … 16,000. */
  int dimension();

  /** Number of vectors, ≥ 1. */
  int count();

  /**
   * Reads rows {@code from … from + rows - 1}.
   *
   * @param into receives {@code rows × dimension} values from {@code offset}, row-major
   * @throws IOException if the source cannot be read or breaks its format, a component that is not
   *     finite included; one sentence that names the row
   */
  void read(int from, int rows, float[] into, int offset) throws IOException;

  /**
   * Opens a file by its name: {@code .fvecs}, {@code .bvecs}, {@code .ivecs}, {@code .npy}, idx
   * ({@code *-ubyte}, {@code .idx}, either with {@code .gz}), {@code FILE.hdf5:TABLE} (also {@code
   * .h5}; {@code train} if no table is named) and {@code FILE.jsonl:FIELD} (also {@code .ndjson},
   * either with {@code .gz}; without a field, lines are arrays).
   *
   * @throws VectorFileException if the file breaks its format
   */
  static VectorSource open(Path file) throws IOException {
    return open(file, Progress.NONE);
  }

  /**
   * As {@link #open(Path)}.
   *
   * @param progress told of files that are read whole before they are used
   */
  static VectorSource open(Path file, Progress progress) throws IOException {
    return VectorFiles.open(file, progress);
  }

  /** The file of a name that {@link #open(Path)} takes, less the name of a part. */
  static Path file(Path named) {
    return VectorFiles.file(named);
  }

  /**
   * Vectors in memory.
   *
   * @param vectors row-major; not copied
   * @throws IllegalArgumentException if the length is not a positive multiple of the dimension
   */
  static VectorSource of(float[] vectors, int dimension) {
    return new ArraySource(vectors, dimension);
  }
}
