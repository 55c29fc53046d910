package org.learnedpartition.sets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;

/** The user's own vectors and queries. */
interface UserData {
  Similarity similarity();

  /** The files read. */
  List<Path> files();

  /** The vectors to index; close it. */
  VectorSource base() throws IOException;

  VectorSource queries() throws IOException;

  /**
   * A file that holds the same rows in a format of ours, to be taken as it is; null if there is
   * none.
   */
  default Path baseAsItIs() {
    return null;
  }

  default Path queriesAsTheyAre() {
    return null;
  }

  /**
   * The neighbours that came with the data; null if none did.
   *
   * @param queries number of queries
   * @param base number of base vectors
   */
  Given truth(int queries, int base) throws IOException;

  /**
   * @param ids queries × k base rows, nearest first
   */
  record Given(int k, int[] ids) {}

  /** What tells this data from other data: its files, and how they are read. */
  default String key() throws IOException {
    StringBuilder key = new StringBuilder(similarity().space()).append('\n');
    for (Path file : files()) {
      key.append(file.toAbsolutePath().normalize())
          .append(", ")
          .append(Files.size(file))
          .append(" bytes, ")
          .append(Files.getLastModifiedTime(file))
          .append('\n');
    }
    return key.toString();
  }
}
