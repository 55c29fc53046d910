package org.learnedpartition.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;

/** The container of a partition model: header, section table, sections, checksum. */
final class ModelFile {
  /** Longest file, in bytes; also what a node is ready to take over REST. */
  static final int MAX_BYTES = 256 << 20;

  static final int VERSION_START = 1;
  static final int VERSION_CURRENT = VERSION_START;

  static final int MANIFEST = 1;
  static final int ROUTER = 2;
  static final int DOCUMENT_HEAD = 3;
  static final int CENTRES = 4;
  static final int CALIBRATION = 5;
  static final int CODES = 6;
  static final int SPILL = 7;

  /** Kinds are below it. */
  static final int KINDS = SPILL + 1;

  private static final byte[] MAGIC = {(byte) 0x89, 'L', 'P', 'A', 'R', 'T', '\r', '\n'};
  private static final int HEADER_BYTES = 24;
  private static final int ENTRY_BYTES = 24;
  private static final int ALIGNMENT = 64;
  private static final int CHECKSUM_BYTES = 32;

  private final byte[] bytes;
  private final byte[] checksum;
  private final int[] offsets = new int[KINDS];
  private final int[] lengths = new int[KINDS];

  private ModelFile(byte[] bytes, byte[] checksum) {
    this.bytes = bytes;
    this.checksum = checksum;
  }

  /**
   * Lays out the sections.
   *
   * @param sections content by kind, 1 … 7; null for the optional ones: document head, codes and
   *     spill
   */
  static byte[] write(byte[][] sections) {
    int count = 0;
    for (int kind = MANIFEST; kind < KINDS; kind++) {
      count += sections[kind] == null ? 0 : 1;
    }
    long end = HEADER_BYTES + (long) count * ENTRY_BYTES;
    long[] offsets = new long[KINDS];
    for (int kind = MANIFEST; kind < KINDS; kind++) {
      if (sections[kind] != null) {
        offsets[kind] = align(end);
        end = offsets[kind] + sections[kind].length;
      }
    }
    long length = align(end) + CHECKSUM_BYTES;
    if (length > MAX_BYTES) {
      throw new InvalidModelException(
          "model would be " + length + " bytes long, more than " + MAX_BYTES);
    }
    ByteBuffer out = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).putInt(VERSION_CURRENT).putInt(count).putLong(length);
    for (int kind = MANIFEST; kind < KINDS; kind++) {
      if (sections[kind] != null) {
        out.putInt(kind).putInt(0).putLong(offsets[kind]).putLong(sections[kind].length);
      }
    }
    for (int kind = MANIFEST; kind < KINDS; kind++) {
      if (sections[kind] != null) {
        out.put((int) offsets[kind], sections[kind]);
      }
    }
    byte[] file = out.array();
    byte[] sum = sha256(file, file.length - CHECKSUM_BYTES);
    System.arraycopy(sum, 0, file, file.length - CHECKSUM_BYTES, CHECKSUM_BYTES);
    return file;
  }

  /**
   * Checks the container; what the sections hold is not looked at.
   *
   * @throws InvalidModelException if it breaks a rule of the format
   */
  static ModelFile read(byte[] file) {
    if (file.length < HEADER_BYTES + CHECKSUM_BYTES) {
      throw new InvalidModelException(
          "not a partition model: "
              + file.length
              + " bytes are too few for a header and a checksum (truncated?)");
    }
    if (!Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new InvalidModelException(
          "not a partition model: it does not start with the bytes 89 4C 50 41 52 54 0D 0A");
    }
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length);
    int version = in.getInt();
    if (version < VERSION_START || version > VERSION_CURRENT) {
      throw new InvalidModelException(
          String.format(
              Locale.ROOT,
              "model has format version %d, this software reads %d to %d",
              version,
              VERSION_START,
              VERSION_CURRENT));
    }
    int count = in.getInt();
    long length = in.getLong();
    if (length != file.length) {
      throw new InvalidModelException(
          String.format(
              Locale.ROOT,
              "model says it is %d bytes long but has %d (truncated?)",
              length,
              file.length));
    }
    if (length > MAX_BYTES) {
      throw new InvalidModelException("model is " + length + " bytes long, more than " + MAX_BYTES);
    }
    byte[] sum = sha256(file, file.length - CHECKSUM_BYTES);
    if (!Arrays.equals(sum, 0, CHECKSUM_BYTES, file, file.length - CHECKSUM_BYTES, file.length)) {
      throw new InvalidModelException(
          "model's SHA-256 does not match its content: the file was altered or damaged");
    }
    ModelFile model = new ModelFile(file, sum);
    model.readTable(in, count);
    return model;
  }

  private void readTable(ByteBuffer in, int count) {
    if (count < 1 || count >= KINDS) {
      throw new InvalidModelException("model has " + count + " sections, expected 4 to 7");
    }
    long end = HEADER_BYTES + (long) count * ENTRY_BYTES;
    int last = 0;
    for (int i = 0; i < count; i++) {
      if (in.remaining() < ENTRY_BYTES) {
        throw new InvalidModelException("model ends within its section table");
      }
      int kind = in.getInt();
      int reserved = in.getInt();
      long offset = in.getLong();
      long length = in.getLong();
      if (kind <= last || kind >= KINDS || reserved != 0) {
        throw new InvalidModelException(
            "model's section table has kind "
                + kind
                + " after "
                + last
                + ": expected 1 to 7, ascending");
      }
      if (offset != align(end)
          || length < 1
          || length > bytes.length
          || offset + length > bytes.length - CHECKSUM_BYTES) {
        throw new InvalidModelException(
            String.format(
                Locale.ROOT,
                "model's section %d lies at %d with length %d: expected offset %d within %d bytes",
                kind,
                offset,
                length,
                align(end),
                bytes.length));
      }
      checkPadding(end, offset);
      offsets[kind] = (int) offset;
      lengths[kind] = (int) length;
      end = offset + length;
      last = kind;
    }
    if (align(end) + CHECKSUM_BYTES != bytes.length) {
      throw new InvalidModelException("model has bytes that belong to no section");
    }
    checkPadding(end, align(end));
    for (int kind : new int[] {MANIFEST, ROUTER, CENTRES, CALIBRATION}) {
      if (lengths[kind] == 0) {
        throw new InvalidModelException("model lacks section " + kind);
      }
    }
  }

  private void checkPadding(long from, long to) {
    for (int i = (int) from; i < to; i++) {
      if (bytes[i] != 0) {
        throw new InvalidModelException(
            "model has the byte " + bytes[i] + " at " + i + " between sections, expected 0");
      }
    }
  }

  boolean has(int kind) {
    return lengths[kind] > 0;
  }

  /** A copy of a section's bytes. */
  byte[] section(int kind) {
    return Arrays.copyOfRange(bytes, offsets[kind], offsets[kind] + lengths[kind]);
  }

  /** A section in place, for a parser that does not copy. */
  ByteString bytes(int kind) {
    return UnsafeByteOperations.unsafeWrap(bytes, offsets[kind], lengths[kind]);
  }

  /** A section in place, little-endian, read-only. */
  ByteBuffer view(int kind) {
    return ByteBuffer.wrap(bytes, offsets[kind], lengths[kind])
        .slice()
        .asReadOnlyBuffer()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Where a section begins in {@link #bytes()}. */
  int offset(int kind) {
    return offsets[kind];
  }

  byte[] bytes() {
    return bytes;
  }

  byte[] checksum() {
    return checksum;
  }

  private static long align(long offset) {
    return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static byte[] sha256(byte[] bytes, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, 0, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
