package org.learnedpartition.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The codebooks of a model as bytes; the section is described in {@link
 * org.learnedpartition.model}.
 */
final class CodesSection {
  private CodesSection() {}

  /**
   * @param codebooks by ascending wire number, at least one
   */
  static byte[] write(List<Codebook> codebooks) {
    long length = Integer.BYTES;
    for (Codebook book : codebooks) {
      length += bytes(book.encoding(), book.dimension());
    }
    if (length > ModelFile.MAX_BYTES) {
      throw new InvalidModelException(
          "model's codes would take " + length + " bytes, more than " + ModelFile.MAX_BYTES);
    }
    ByteBuffer out = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(codebooks.size());
    for (Codebook book : codebooks) {
      out.putInt(book.encoding().wire()).putFloat(book.alpha()).putFloat(book.error());
      put(out, book.margins());
      put(out, book.values());
    }
    return out.array();
  }

  /**
   * @param in the section, little-endian
   * @throws InvalidModelException if it breaks a rule of the format
   */
  static List<Codebook> read(ByteBuffer in, int dimension) {
    int count = in.remaining() < Integer.BYTES ? 0 : in.getInt();
    int most = Encoding.values().length - 1;
    if (count < 1 || count > most) {
      throw new InvalidModelException(
          "model's codes have " + count + " encodings, expected 1 to " + most);
    }
    List<Codebook> codebooks = new ArrayList<>();
    int last = Encoding.X1.wire();
    for (int i = 0; i < count; i++) {
      int wire = in.remaining() < Integer.BYTES ? -1 : in.getInt();
      if (wire <= last || wire > most) {
        throw new InvalidModelException(
            "model's codes have the encoding "
                + wire
                + " after "
                + last
                + ": expected 1 to "
                + most
                + ", ascending");
      }
      Encoding encoding = Encoding.ofWire(wire);
      long expected = bytes(encoding, dimension) - Integer.BYTES;
      if (in.remaining() < expected) {
        throw new InvalidModelException(
            "model's codes end within the encoding "
                + encoding.label()
                + ": "
                + in.remaining()
                + " bytes are left, expected "
                + expected
                + " for dimension "
                + dimension);
      }
      float alpha = in.getFloat();
      float error = in.getFloat();
      float[] margins = get(in, Codebook.RECALLS.size());
      float[] values = get(in, Codebook.valuesOfAComponent(encoding) * dimension);
      codebooks.add(new Codebook(encoding, values, alpha, error, margins));
      last = wire;
    }
    if (in.hasRemaining()) {
      throw new InvalidModelException(
          "model's codes have " + in.remaining() + " bytes that belong to no encoding");
    }
    return codebooks;
  }

  private static long bytes(Encoding encoding, int dimension) {
    long floats = Codebook.valuesOfAComponent(encoding) * (long) dimension;
    return Integer.BYTES + (2 + Codebook.RECALLS.size() + floats) * Float.BYTES;
  }

  private static void put(ByteBuffer out, float[] values) {
    out.asFloatBuffer().put(values);
    out.position(out.position() + values.length * Float.BYTES);
  }

  private static float[] get(ByteBuffer in, int count) {
    float[] values = new float[count];
    in.asFloatBuffer().get(values);
    in.position(in.position() + count * Float.BYTES);
    return values;
  }
}
