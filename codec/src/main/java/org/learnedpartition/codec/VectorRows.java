package org.learnedpartition.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.index.ByteVectorValues;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.store.IndexOutput;

/** Vectors by ordinal, as routers and as files take them. */
final class VectorRows {
  private final KnnVectorValues values;
  private final ByteBuffer buffer;

  VectorRows(KnnVectorValues values) {
    this.values = values;
    this.buffer = ByteBuffer.allocate(values.getVectorByteLength()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A reader's vectors of a field, of whatever element type. */
  static KnnVectorValues values(KnnVectorsReader reader, FieldInfo field) throws IOException {
    return switch (field.getVectorEncoding()) {
      case BYTE -> reader.getByteVectorValues(field.name);
      case FLOAT32 -> reader.getFloatVectorValues(field.name);
    };
  }

  int dimension() {
    return values.dimension();
  }

  int ordToDoc(int ordinal) {
    return values.ordToDoc(ordinal);
  }

  /** Copies a vector to {@code to[offset …]}, as floats whatever its element type. */
  void copy(int ordinal, float[] to, int offset) throws IOException {
    switch (values.getEncoding()) {
      case BYTE -> toFloats(((ByteVectorValues) values).vectorValue(ordinal), to, offset);
      case FLOAT32 -> {
        float[] vector = ((FloatVectorValues) values).vectorValue(ordinal);
        System.arraycopy(vector, 0, to, offset, vector.length);
      }
    }
  }

  static void toFloats(byte[] vector, float[] to, int offset) {
    for (int d = 0; d < vector.length; d++) {
      to[offset + d] = vector[d];
    }
  }

  /** Writes a vector as a raw row. */
  void write(int ordinal, IndexOutput out) throws IOException {
    switch (values.getEncoding()) {
      case BYTE -> {
        byte[] vector = ((ByteVectorValues) values).vectorValue(ordinal);
        out.writeBytes(vector, vector.length);
      }
      case FLOAT32 -> {
        buffer.asFloatBuffer().put(((FloatVectorValues) values).vectorValue(ordinal));
        out.writeBytes(buffer.array(), buffer.capacity());
      }
    }
  }
}
