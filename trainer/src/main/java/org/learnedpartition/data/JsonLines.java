package org.learnedpartition.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.learnedpartition.parallel.Progress;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * Vectors as lines of JSON: an array of numbers on each, or an object with a field that is one.
 * Read once into a {@link Spool}, whatever a line's length.
 */
final class JsonLines {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final String field;
  private final JsonVector vector = new JsonVector();

  private JsonLines(Path file, String field) {
    this.file = file;
    this.field = field;
  }

  /**
   * @param field name of the field with the vector, or null: lines are arrays
   * @param progress told in bytes of the file
   * @throws VectorFileException if a line is something else; it names the line
   */
  static VectorSource open(Path file, String field, Progress progress) throws IOException {
    Spool spool = Spool.create();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      boolean zipped = file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
      InputStream bytes = Channels.newInputStream(channel);
      InputStream text =
          zipped ? new GZIPInputStream(bytes, BUFFER_BYTES) : new BufferedInputStream(bytes);
      new JsonLines(file, field).read(text, channel, spool, progress);
      return spool.source();
    } catch (ZipException | EOFException e) {
      spool.close();
      throw new VectorFileException(file, "is not a whole gzip file: " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      spool.close();
      throw e;
    }
  }

  private void read(InputStream text, FileChannel channel, Spool spool, Progress progress)
      throws IOException {
    String stage = "reading " + file.getFileName();
    long size = Math.max(1, channel.size());
    // Names come from outside: they shall not stay in tables for good.
    JsonFactory json =
        JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();
    long line = 1;
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), text)) {
      progress.report(stage, 0, size);
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        line = parser.currentTokenLocation().getLineNr();
        take(parser, token, line);
        if (spool.count() > 0 && vector.length() != spool.dimension()) {
          throw refused(
              line,
              "has dimension " + vector.length() + ", the lines before it " + spool.dimension());
        }
        spool.add(vector.values(), 1, vector.length());
        if (spool.count() % 1024 == 0) {
          progress.report(stage, channel.position(), size);
        }
      }
      progress.report(stage, size, size);
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      throw refused(
          e.getLocation() == null ? line : e.getLocation().getLineNr(),
          "is not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
    if (spool.count() == 0) {
      throw new VectorFileException(file, "has no vectors");
    }
  }

  private void take(JsonParser parser, JsonToken token, long line) throws IOException {
    try {
      if (field == null) {
        if (token == JsonToken.START_OBJECT) {
          throw new IllegalArgumentException(
              "is an object: name the field with its vector, as [" + file + ":FIELD]");
        }
        vector.read(parser);
      } else if (token != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("is no object with a field [" + field + "]");
      } else if (!vector.find(parser, field)) {
        throw new IllegalArgumentException("has no [" + field + "]");
      }
    } catch (IllegalArgumentException e) {
      throw refused(line, e.getMessage());
    }
  }

  private VectorFileException refused(long line, String what) {
    return new VectorFileException(file, "line " + line + " " + what);
  }
}
