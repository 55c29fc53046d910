package org.learnedpartition.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * All that a part is made of: SHA-256 over the name and value of each input, in the order in which
 * they are given. Equal keys mean equal parts, so an input that is left out is an error.
 */
public final class Key {
  private static final int CHUNK = 1 << 14;

  private final String part;
  private final MessageDigest digest;

  private Key(String part, MessageDigest digest) {
    this.part = part;
    this.digest = digest;
  }

  /** The key of a cache that keeps nothing: nothing is computed. */
  static Key unused(String part) {
    return new Key(part, null);
  }

  static Key of(String part) {
    return new Key(part, sha256()).with("part", part);
  }

  /** What is kept under it, in words, such as {@code clusters}. */
  public String part() {
    return part;
  }

  /** Adds a whole number. */
  public Key with(String name, long value) {
    return add(name, 'n', ByteBuffer.allocate(Long.BYTES).putLong(0, value));
  }

  /** Adds a number. */
  public Key with(String name, double value) {
    return add(name, 'd', ByteBuffer.allocate(Double.BYTES).putDouble(0, value));
  }

  /** Adds a text. */
  public Key with(String name, String value) {
    return add(name, 's', ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }

  /** Adds the first {@code length} values of an array. */
  public Key with(String name, float[] values, int length) {
    if (digest != null) {
      begin(name, 'f', (long) length * Float.BYTES);
      ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES);
      for (int from = 0; from < length; from += CHUNK) {
        int n = Math.min(CHUNK, length - from);
        bytes.asFloatBuffer().put(values, from, n);
        digest.update(bytes.array(), 0, n * Float.BYTES);
      }
    }
    return this;
  }

  /** Adds an array. */
  public Key with(String name, float[] values) {
    return with(name, values, values.length);
  }

  /** Adds an array. */
  public Key with(String name, int[] values) {
    if (digest != null) {
      begin(name, 'i', (long) values.length * Integer.BYTES);
      ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Integer.BYTES);
      for (int from = 0; from < values.length; from += CHUNK) {
        int n = Math.min(CHUNK, values.length - from);
        bytes.asIntBuffer().put(values, from, n);
        digest.update(bytes.array(), 0, n * Integer.BYTES);
      }
    }
    return this;
  }

  private Key add(String name, char type, ByteBuffer value) {
    if (digest != null) {
      begin(name, type, value.remaining());
      digest.update(value);
    }
    return this;
  }

  /** Lengths stand before what varies in length, so no two inputs make the same bytes. */
  private void begin(String name, char type, long bytes) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, text.length));
    digest.update(text);
    digest.update((byte) type);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, bytes));
  }

  /** The digest of what was added so far, in hexadecimal; empty where nothing is kept. */
  public String digest() {
    if (digest == null) {
      return "";
    }
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new AssertionError("Java's own SHA-256 can be cloned", e);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
