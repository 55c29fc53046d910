package org.learnedpartition.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.learnedpartition.data.JsonVector;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The vectors of one answer to a search, read as it comes. */
final class HitsPage {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();

  private final String field;
  private final JsonVector vector = new JsonVector();
  private float[] vectors = new float[0];
  private int dimension;
  private int rows;
  private int hits;
  private long last;
  private String pit;

  /**
   * @param field full name of the field with the vectors
   * @param pit id of the point in time that is asked
   */
  HitsPage(String field, String pit) {
    this.field = field;
    this.pit = pit;
  }

  /** Documents of the page, those without a vector too. */
  int hits() {
    return hits;
  }

  /** Vectors of the page. */
  int rows() {
    return rows;
  }

  /** The vectors, {@code rows × dimension} values. */
  float[] vectors() {
    return vectors;
  }

  /** Components of each; 0 before the first vector of any page. */
  int dimension() {
    return dimension;
  }

  /** Where the last document is in the order of the search. */
  long last() {
    return last;
  }

  /** Id of the point in time to ask next. */
  String pit() {
    return pit;
  }

  /**
   * Reads an answer; what an earlier one left is forgotten.
   *
   * @param most documents that were asked for
   * @throws IOException if it ends early, or shards failed
   * @throws IllegalArgumentException if a document has what no vector can be, in a sentence that
   *     names the document
   */
  HitsPage read(InputStream in, int most) throws IOException {
    rows = 0;
    hits = 0;
    boolean whole = false;
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), in)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("an answer that is no JSON object");
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
          case "pit_id" -> pit = json.getString();
          case "timed_out" -> {
            if (value == JsonToken.VALUE_TRUE) {
              throw new IOException("a search timed out");
            }
          }
          case "hits" -> {
            readHits(json, most);
            whole = true;
          }
          default -> json.skipChildren();
        }
      }
      if (!whole || json.currentToken() != JsonToken.END_OBJECT) {
        throw new IOException("an answer without hits");
      }
    } catch (JacksonException e) {
      throw new IOException("an answer that ends early or is no JSON", e);
    }
    return this;
  }

  private void readHits(JsonParser json, int most) throws IOException {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean here = json.currentName().equals("hits");
      json.nextToken();
      if (here && json.currentToken() == JsonToken.START_ARRAY) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          if (++hits > most) {
            throw new IllegalArgumentException("more documents than the " + most + " asked for");
          }
          readHit(json);
        }
      } else {
        json.skipChildren();
      }
    }
  }

  private void readHit(JsonParser json) throws IOException {
    String id = "?";
    boolean found = false;
    boolean placed = false;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("_id")) {
        id = json.getString();
      } else if ((name.equals("_source") || name.equals("fields"))
          && value == JsonToken.START_OBJECT
          && !found) {
        try {
          found = vector.find(json, field);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("document [" + id + "] " + e.getMessage(), e);
        }
      } else if (name.equals("sort") && value == JsonToken.START_ARRAY) {
        json.nextToken();
        last = json.getLongValue();
        placed = json.nextToken() == JsonToken.END_ARRAY;
      } else {
        json.skipChildren();
      }
    }
    if (!placed) {
      throw new IOException("a document without its place in the order");
    }
    if (found) {
      add(id);
    }
  }

  private void add(String id) {
    if (dimension == 0) {
      dimension = vector.length();
    } else if (vector.length() != dimension) {
      throw new IllegalArgumentException(
          "document ["
              + id
              + "] has dimension "
              + vector.length()
              + ", those before it "
              + dimension);
    }
    int from = rows * dimension;
    if (from + dimension > vectors.length) {
      vectors = Arrays.copyOf(vectors, Math.max(2 * vectors.length, from + dimension));
    }
    System.arraycopy(vector.values(), 0, vectors, from, dimension);
    rows++;
  }
}
