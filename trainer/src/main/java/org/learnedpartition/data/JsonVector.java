package org.learnedpartition.data;

import java.util.Arrays;
import org.learnedpartition.model.Manifest;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads vectors out of a stream of JSON; nothing else of it is kept, so memory does not grow with
 * what a file or a server sends.
 */
public final class JsonVector {
  private float[] values = new float[256];
  private int length;

  /** Components of the last vector read. */
  public int length() {
    return length;
  }

  /** The last vector read: its first {@link #length} values. */
  public float[] values() {
    return values;
  }

  /**
   * Looks for a field of an object and reads it as a vector.
   *
   * @param json at the object's start; afterwards at its end
   * @param path name of the field; {@code a.b} is also field b of the object a
   * @return whether the object has such a field, and it is not null
   * @throws IllegalArgumentException if it is there twice, or is no vector; the sentence goes on
   *     from what the vector is of
   */
  public boolean find(JsonParser json, String path) {
    boolean found = false;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      boolean here = false;
      if (name.equals(path)) {
        here = value != JsonToken.VALUE_NULL;
        if (here && !found) {
          read(json);
        }
      } else if (value == JsonToken.START_OBJECT && path.startsWith(name + ".")) {
        here = find(json, path.substring(name.length() + 1));
      } else {
        json.skipChildren();
      }
      if (here && found) {
        throw new IllegalArgumentException("has [" + path + "] twice");
      }
      found |= here;
    }
    return found;
  }

  /**
   * Reads an array of numbers.
   *
   * @param json at the array's start; afterwards at its end. An array of one array is that one:
   *     OpenSearch tells values of documents so
   * @throws IllegalArgumentException if it is something else, or holds what no vector may hold
   */
  public void read(JsonParser json) {
    length = 0;
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new IllegalArgumentException("has no array of numbers");
    }
    JsonToken token = json.nextToken();
    boolean nested = token == JsonToken.START_ARRAY;
    if (nested) {
      token = json.nextToken();
    }
    for (; token != JsonToken.END_ARRAY; token = json.nextToken()) {
      if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
        throw new IllegalArgumentException(
            "has " + (token == null ? "no end" : json.getString()) + " among its numbers");
      }
      if (length == Manifest.MAX_DIMENSION) {
        throw new IllegalArgumentException(
            "has a vector of more than " + Manifest.MAX_DIMENSION + " components");
      }
      if (length == values.length) {
        values = Arrays.copyOf(values, Math.min(2 * length, Manifest.MAX_DIMENSION));
      }
      // By way of the text: a number of any size is one, if perhaps not a finite one.
      float value = Float.parseFloat(json.getString());
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(Finite.says(value));
      }
      values[length++] = value;
    }
    if (nested && json.nextToken() != JsonToken.END_ARRAY) {
      throw new IllegalArgumentException("has an array of more than one vector");
    }
    if (length == 0) {
      throw new IllegalArgumentException("has an empty vector");
    }
  }
}
