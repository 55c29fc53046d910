package org.learnedpartition.plugin.mapper;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.Similarity;
import org.opensearch.core.xcontent.XContentParser;
import org.opensearch.core.xcontent.XContentParser.Token;

/** Reads vectors from documents and queries, and says in one sentence what is wrong with one. */
public final class VectorReader {
  private static final int FIRST_CAPACITY = 1024;

  private VectorReader() {}

  /**
   * Reads the array that the parser stands at.
   *
   * @param field for messages
   * @return its components, finite, at most {@value Manifest#MAX_DIMENSION}
   * @throws IllegalArgumentException if it is not an array of finite float32 numbers
   */
  public static float[] read(XContentParser parser, String field) throws IOException {
    if (parser.currentToken() != Token.START_ARRAY) {
      throw new IllegalArgumentException(
          "["
              + field
              + "] must be an array of numbers, got "
              + (parser.currentToken().isValue()
                  ? "[" + parser.text() + "]"
                  : parser.currentToken() == Token.START_OBJECT ? "an object" : "null"));
    }
    float[] vector = new float[FIRST_CAPACITY];
    int length = 0;
    for (Token token = parser.nextToken();
        token != Token.END_ARRAY;
        token = parser.nextToken(), length++) {
      float component = component(parser, token, field, length);
      if (length == Manifest.MAX_DIMENSION) {
        throw new IllegalArgumentException(
            "["
                + field
                + "] got a vector of more than "
                + Manifest.MAX_DIMENSION
                + " values, the most that a field may have");
      }
      if (length == vector.length) {
        vector = Arrays.copyOf(vector, Math.min(Manifest.MAX_DIMENSION, 2 * length));
      }
      vector[length] = component;
    }
    return Arrays.copyOf(vector, length);
  }

  private static float component(XContentParser parser, Token token, String field, int position)
      throws IOException {
    if (token == Token.START_ARRAY) {
      throw refused(field, "must hold one vector, an array of numbers, got an array", position);
    }
    if (token == Token.VALUE_STRING) {
      throw refused(field, "must hold numbers, got the string [" + clip(parser) + "]", position);
    }
    if (token != Token.VALUE_NUMBER) {
      String got =
          switch (token) {
            case VALUE_NULL -> "null";
            case VALUE_BOOLEAN -> "a boolean";
            case START_OBJECT -> "an object";
            default -> "something else";
          };
      throw refused(field, "must hold numbers, got " + got, position);
    }
    double value = parser.doubleValue();
    float component = (float) value;
    if (Float.isFinite(component)) {
      return component;
    }
    throw refused(
        field,
        Double.isNaN(value) || parser.text().toLowerCase(Locale.ROOT).contains("inf")
            ? "must hold finite numbers, got " + value
            : "must hold numbers within the range of a 32-bit float, at most "
                + Float.MAX_VALUE
                + ", got "
                + clip(parser),
        position);
  }

  private static String clip(XContentParser parser) throws IOException {
    String text = parser.text();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private static IllegalArgumentException refused(String field, String what, int position) {
    return new IllegalArgumentException("[" + field + "] " + what + " at position " + position);
  }

  /**
   * Checks that a vector suits a field.
   *
   * @throws IllegalArgumentException if its dimension differs, or it is zero and angles are asked
   */
  public static void check(float[] vector, String field, int dimension, Similarity similarity) {
    if (vector.length != dimension) {
      throw new IllegalArgumentException(
          "["
              + field
              + "] has dimension "
              + dimension
              + ", got a vector of "
              + vector.length
              + (vector.length == 1 ? " value" : " values"));
    }
    if (similarity == Similarity.COSINE && norm(vector) == 0) {
      throw new IllegalArgumentException(
          "["
              + field
              + "] compares angles (space_type cosinesimil), which the zero vector has none of");
    }
  }

  /** Length of a vector; neither overflows nor vanishes for any finite components but zeros. */
  static double norm(float[] vector) {
    double sum = 0;
    for (float component : vector) {
      sum += (double) component * component;
    }
    return Math.sqrt(sum);
  }
}
