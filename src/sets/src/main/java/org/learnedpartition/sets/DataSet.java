package org.learnedpartition.sets;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.learnedpartition.data.AtomicFile;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A data set on disk.
 *
 * @param name of the set and of its folder
 * @param folder that holds the files
 * @param description what {@code set.json} says
 */
public record DataSet(String name, Path folder, Description description) {
  /** Name of the usual queries. */
  public static final String QUERY = "query";

  private static final String FILE = "set.json";

  /**
   * What {@code set.json} holds.
   *
   * @param space l2, cosinesimil or innerproduct; vectors of cosinesimil sets have length 1
   * @param base file of the vectors to index
   * @param queries by name; {@link #QUERY} is always there
   * @param sha256 of each file, 64 hex digits
   */
  public record Description(
      String space,
      String base,
      SortedMap<String, Queries> queries,
      SortedMap<String, String> sha256) {
    public Description {
      if (space == null || base == null || queries == null || sha256 == null) {
        throw new IllegalArgumentException("a set has [space], [base], [queries] and [sha256]");
      }
      Similarity.ofSpace(space);
      if (queries.get(QUERY) == null) {
        throw new IllegalArgumentException("a set has queries of the name [" + QUERY + "]");
      }
    }
  }

  /**
   * Queries of a set.
   *
   * @param vectors file of the queries
   * @param truth {@code .ivecs} file of the nearest base rows of each query, nearest first; null
   *     for queries to train with
   */
  public record Queries(String vectors, String truth) {
    public Queries {
      if (vectors == null) {
        throw new IllegalArgumentException("queries have [vectors]");
      }
    }
  }

  /** Whether the set is there and whole. */
  public static boolean isMade(Path root, String name) {
    return Files.isRegularFile(root.resolve(name).resolve(FILE));
  }

  /** Writes {@code set.json}, which tells that the set is whole. */
  static DataSet describe(Path folder, Description description) throws IOException {
    byte[] json = new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(description);
    AtomicFile.write(folder.resolve(FILE), ByteBuffer.wrap(json));
    return new DataSet(folder.getFileName().toString(), folder, description);
  }

  /**
   * Opens a set that was made.
   *
   * @param root folder of the sets
   * @throws FileNotFoundException if there is no such set; the message says how to make it
   */
  public static DataSet open(Path root, String name) throws IOException {
    Path folder = root.resolve(name);
    Path file = folder.resolve(FILE);
    if (!isMade(root, name)) {
      throw new FileNotFoundException(
          "there is no data set ["
              + name
              + "] in ["
              + root
              + "]; make it with: ./lp data "
              + name
              + " --dir "
              + root);
    }
    try {
      Description description =
          new JsonMapper().readValue(Files.readAllBytes(file), Description.class);
      if (description == null) {
        throw new IOException("[" + file + "] cannot be read: it holds null");
      }
      return new DataSet(name, folder, description);
    } catch (JacksonException e) {
      throw new IOException("[" + file + "] cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  /** {@code set.json}; without it the set is not whole. */
  Path file() {
    return folder.resolve(FILE);
  }

  public Similarity similarity() {
    return Similarity.ofSpace(description.space());
  }

  /** The vectors to index; close it. */
  public VectorSource base() throws IOException {
    return VectorSource.open(folder.resolve(description.base()));
  }

  /**
   * @throws IllegalArgumentException if the set has no queries of that name; names those it has
   */
  public Queries queries(String queries) {
    Queries found = description.queries().get(queries);
    if (found == null) {
      throw new IllegalArgumentException(
          "the data set ["
              + name
              + "] has no queries ["
              + queries
              + "]: it has "
              + description.queries().keySet());
    }
    return found;
  }
}
