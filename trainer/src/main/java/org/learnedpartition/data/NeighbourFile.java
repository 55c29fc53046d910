package org.learnedpartition.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads true neighbours, from an {@code .ivecs} file or a table of an HDF5 file: row i holds the
 * ids of query i, nearest first.
 */
public final class NeighbourFile {
  /** Numbers read at a time: 4 MB. */
  private static final int BLOCK_VALUES = 1 << 20;

  private NeighbourFile() {}

  /**
   * @param queries rows that the file must have
   * @param base ids must be below this
   * @param k neighbours wanted of each row
   * @return queries × k ids
   * @throws VectorFileException if the file does not have them
   */
  public static int[] read(Path file, int queries, int base, int k) throws IOException {
    try (VectorSource source = VectorSource.open(file)) {
      return read(file, source, queries, base, k);
    }
  }

  /**
   * How many neighbours of each query a file holds.
   *
   * @throws VectorFileException if it holds none
   */
  public static int width(Path file) throws IOException {
    try (VectorSource source = VectorSource.open(file)) {
      return source.dimension();
    }
  }

  /**
   * As {@link #read(Path, int, int, int)}, from an open file.
   *
   * @param source of whole numbers; not closed
   */
  public static int[] read(Path file, VectorSource source, int queries, int base, int k)
      throws IOException {
    if (!(source instanceof IntRows rows)) {
      throw new VectorFileException(
          file, "holds no neighbours: expected .ivecs, or a table of an HDF5 file");
    }
    if ((long) queries * k > VectorSource.MAX_VALUES) {
      throw new VectorFileException(
          file,
          String.format(
              Locale.ROOT,
              "cannot be read for %d queries: at most %d rows of %d neighbours can be",
              queries,
              VectorSource.MAX_VALUES / k,
              k));
    }
    if (rows.count() != queries || rows.dimension() < k) {
      throw new VectorFileException(
          file,
          String.format(
              Locale.ROOT,
              "has %d rows of %d neighbours: expected %d rows of at least %d",
              rows.count(),
              rows.dimension(),
              queries,
              k));
    }
    int[] ids = new int[queries * k];
    int width = rows.dimension();
    int[] block = new int[Math.clamp(BLOCK_VALUES / width, 1, queries) * width];
    for (int i = 0; i < queries; i++) {
      int at = i % (block.length / width) * width;
      if (at == 0) {
        rows.readInts(i, Math.min(block.length / width, queries - i), block);
      }
      for (int j = 0; j < k; j++) {
        int id = block[at + j];
        if (id < 0 || id >= base) {
          throw new VectorFileException(
              file, "row " + i + " names neighbour " + id + ": expected 0 to " + (base - 1));
        }
        ids[i * k + j] = id;
      }
    }
    return ids;
  }
}
