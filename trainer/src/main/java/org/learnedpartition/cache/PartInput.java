package org.learnedpartition.cache;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the values of a part, in the order in which {@link PartOutput} wrote them. */
public final class PartInput {
  private static final int CHUNK = 1 << 14;

  private final DataInputStream in;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Integer.BYTES);

  PartInput(DataInputStream in) {
    this.in = in;
  }

  public int readInt() throws IOException {
    return in.readInt();
  }

  public double readDouble() throws IOException {
    return in.readDouble();
  }

  public boolean readBoolean() throws IOException {
    return in.readBoolean();
  }

  public int[] readInts() throws IOException {
    int[] values = new int[in.readInt()];
    for (int from = 0; from < values.length; from += CHUNK) {
      int n = Math.min(CHUNK, values.length - from);
      in.readFully(chunk.array(), 0, n * Integer.BYTES);
      chunk.asIntBuffer().get(values, from, n);
    }
    return values;
  }

  public float[] readFloats() throws IOException {
    float[] values = new float[in.readInt()];
    for (int from = 0; from < values.length; from += CHUNK) {
      int n = Math.min(CHUNK, values.length - from);
      in.readFully(chunk.array(), 0, n * Float.BYTES);
      chunk.asFloatBuffer().get(values, from, n);
    }
    return values;
  }

  public double[] readDoubles() throws IOException {
    double[] values = new double[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  public float[][] readRows() throws IOException {
    float[][] rows = new float[in.readInt()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = readFloats();
    }
    return rows;
  }
}
