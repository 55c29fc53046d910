package org.learnedpartition.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Reads true neighbours, an {@code .ivecs} file: row i holds the ids of query i, nearest first. */
public final class NeighbourFile {
  private NeighbourFile() {}

  /**
   * @param queries rows that the file must have
   * @param base ids must be below this
   * @param k neighbours wanted of each row
   * @return queries × k ids
   * @throws VectorFileException if the file does not have them
   */
  public static int[] read(Path file, int queries, int base, int k) throws IOException {
    try (RowSource rows = VectorFiles.open(file)) {
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
      if ((long) queries * k > VectorSource.MAX_VALUES) {
        throw new VectorFileException(
            file,
            String.format(
                Locale.ROOT,
                "has %d rows: at most %d rows of %d neighbours can be read",
                queries,
                VectorSource.MAX_VALUES / k,
                k));
      }
      int[] ids = new int[queries * k];
      int[] row = new int[rows.dimension()];
      for (int i = 0; i < queries; i++) {
        rows.readInts(i, row);
        for (int j = 0; j < k; j++) {
          if (row[j] < 0 || row[j] >= base) {
            throw new VectorFileException(
                file, "row " + i + " names neighbour " + row[j] + ": expected 0 to " + (base - 1));
          }
          ids[i * k + j] = row[j];
        }
      }
      return ids;
    }
  }
}
