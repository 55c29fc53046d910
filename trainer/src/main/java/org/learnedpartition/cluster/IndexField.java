package org.learnedpartition.cluster;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A field of an index of a live cluster, written {@code http://HOST:PORT/INDEX:FIELD}.
 *
 * @param cluster its address
 * @param index name of an index or alias
 * @param field full name of the field
 */
public record IndexField(URI cluster, String index, String field) {
  private static final Pattern FORM =
      Pattern.compile("(https?://[^/?#]+(?:/[^/?#]+)*)/([^/?#:]+):([^/?#]+)");

  // What URLs and index names allow; anything else would have to be escaped.
  private static final Pattern INDEX = Pattern.compile("[\\p{Alnum}._+-]{1,255}");

  public IndexField {
    if (!INDEX.matcher(index).matches()) {
      throw new IllegalArgumentException("[" + index + "] is no name of an index");
    }
  }

  /** Whether a place is meant as one of these. */
  public static boolean isMeant(String place) {
    return place.startsWith("http://") || place.startsWith("https://");
  }

  /**
   * @throws IllegalArgumentException if it is written otherwise
   */
  public static IndexField of(String place) {
    Matcher parts = FORM.matcher(place);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "[" + place + "] names no vectors: expected http://HOST:PORT/INDEX:FIELD");
    }
    return new IndexField(URI.create(parts.group(1)), parts.group(2), parts.group(3));
  }

  @Override
  public String toString() {
    return cluster + "/" + index + ":" + field;
  }
}
