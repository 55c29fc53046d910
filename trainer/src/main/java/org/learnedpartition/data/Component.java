package org.learnedpartition.data;

import java.nio.ByteBuffer;

/** How a component lies in a file; little-endian. */
enum Component {
  F32(4),
  F16(2),
  U8(1),
  I32(4);

  private final int bytes;

  Component(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  /** Decodes {@code count} components from the buffer's position, which moves past them. */
  void decode(ByteBuffer in, float[] into, int offset, int count) {
    switch (this) {
      case F32 -> {
        in.asFloatBuffer().get(into, offset, count);
        in.position(in.position() + 4 * count);
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          into[offset + i] = Float.float16ToFloat(in.getShort());
        }
      }
      case U8 -> {
        for (int i = 0; i < count; i++) {
          into[offset + i] = in.get() & 0xff;
        }
      }
      case I32 -> {
        for (int i = 0; i < count; i++) {
          into[offset + i] = in.getInt();
        }
      }
    }
  }
}
