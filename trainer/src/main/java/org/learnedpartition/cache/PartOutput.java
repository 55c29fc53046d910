package org.learnedpartition.cache;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes the values of a part, big-endian; arrays and texts after their length. */
public final class PartOutput {
  private static final int CHUNK = 1 << 14;

  private final DataOutputStream out;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Integer.BYTES);

  PartOutput(DataOutputStream out) {
    this.out = out;
  }

  public void write(int value) throws IOException {
    out.writeInt(value);
  }

  public void write(double value) throws IOException {
    out.writeDouble(value);
  }

  public void write(boolean value) throws IOException {
    out.writeBoolean(value);
  }

  public void write(int[] values) throws IOException {
    out.writeInt(values.length);
    for (int from = 0; from < values.length; from += CHUNK) {
      int n = Math.min(CHUNK, values.length - from);
      chunk.asIntBuffer().put(values, from, n);
      out.write(chunk.array(), 0, n * Integer.BYTES);
    }
  }

  public void write(float[] values) throws IOException {
    out.writeInt(values.length);
    for (int from = 0; from < values.length; from += CHUNK) {
      int n = Math.min(CHUNK, values.length - from);
      chunk.asFloatBuffer().put(values, from, n);
      out.write(chunk.array(), 0, n * Float.BYTES);
    }
  }

  public void write(double[] values) throws IOException {
    out.writeInt(values.length);
    for (double value : values) {
      out.writeDouble(value);
    }
  }

  public void write(float[][] rows) throws IOException {
    out.writeInt(rows.length);
    for (float[] row : rows) {
      write(row);
    }
  }
}
