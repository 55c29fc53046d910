package org.learnedpartition.sets.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names what is cached by its content. Each value is closed by a zero byte or of a fixed length.
 */
public final class Sha256 {
  private final MessageDigest digest;

  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  public Sha256 add(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  public Sha256 add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    return this;
  }

  /** Adds a part of an array. */
  public Sha256 add(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
    return this;
  }

  /** Adds values as little-endian float32. */
  public Sha256 add(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    int step = bytes.capacity() / Float.BYTES;
    for (int from = 0; from < values.length; from += step) {
      int n = Math.min(step, values.length - from);
      bytes.asFloatBuffer().put(values, from, n);
      digest.update(bytes.array(), 0, n * Float.BYTES);
    }
    return this;
  }

  /** The hash, 32 bytes; this object is then as new. */
  public byte[] bytes() {
    return digest.digest();
  }

  /** The hash as 64 hex digits; this object is then as new. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }
}
