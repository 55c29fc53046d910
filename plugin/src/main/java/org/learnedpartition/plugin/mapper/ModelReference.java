package org.learnedpartition.plugin.mapper;

import java.util.regex.Pattern;

/**
 * A partition model as a mapping names it.
 *
 * @param id the name that the user gave it
 * @param sha256 SHA-256 of its file in hex, which the plugin writes into mappings, so that nodes
 *     never mistake one model for another that was stored later, or elsewhere, under the same id;
 *     null in a mapping that came about without it, whose segments stay flat
 */
public record ModelReference(String id, String sha256) {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,127}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public ModelReference {
    checkId(id);
  }

  /**
   * @throws IllegalArgumentException if a model cannot have that id
   */
  public static String checkId(String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "[model_id] must be 1 to 128 lower-case letters, digits, '-' and '_', beginning with a"
              + " letter or digit, got ["
              + id
              + "]");
    }
    return id;
  }

  static String checkSha256(String sha256) {
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "[model_sha256] must be 64 lower-case hex digits, got ["
              + sha256
              + "]: leave it out, it is filled in");
    }
    return sha256;
  }
}
