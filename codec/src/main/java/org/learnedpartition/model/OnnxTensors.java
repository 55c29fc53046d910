package org.learnedpartition.model;

import static org.learnedpartition.model.InvalidModelException.quote;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** Weights of a graph: whole, in the file, of a listed type, finite. */
final class OnnxTensors {
  /** Bytes of an element of each type that is allowed. */
  static final Map<Integer, Integer> ELEMENT_BYTES =
      Map.of(
          TensorProto.DataType.FLOAT_VALUE, 4,
          TensorProto.DataType.DOUBLE_VALUE, 8,
          TensorProto.DataType.FLOAT16_VALUE, 2,
          TensorProto.DataType.INT32_VALUE, 4,
          TensorProto.DataType.INT64_VALUE, 8);

  private static final int FLOAT16_EXPONENT = 0x7c00;

  private OnnxTensors() {}

  /**
   * Checks a tensor and gives the value that it is; what is not needed (documentation, unknown
   * fields) is left behind.
   *
   * @param name what the tensor is called in the graph
   * @throws InvalidModelException if it breaks a rule
   */
  static OnnxValue check(TensorProto tensor, String name) {
    if (tensor.getDataLocation() != TensorProto.DataLocation.DEFAULT
        || tensor.getExternalDataCount() > 0) {
      throw refuse(name, "has external data, which a model may not have");
    }
    if (tensor.hasSegment()) {
      throw refuse(name, "is a segment of a tensor, which a model may not have");
    }
    int type = tensor.getDataType();
    Integer elementBytes = ELEMENT_BYTES.get(type);
    if (elementBytes == null) {
      throw refuse(
          name,
          "has elements of "
              + OnnxValue.typeName(type)
              + ", expected FLOAT, DOUBLE, FLOAT16, INT32 or INT64");
    }
    if (tensor.getDimsCount() > OnnxValue.MAX_RANK) {
      throw refuse(
          name, "has " + tensor.getDimsCount() + " dimensions, more than " + OnnxValue.MAX_RANK);
    }
    long[] dims = new long[tensor.getDimsCount()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = tensor.getDims(i);
      if (dims[i] < 1) {
        throw refuse(name, "has the dimension " + dims[i] + ", expected 1 or more");
      }
    }
    TensorProto.Builder clean = TensorProto.newBuilder().setName(name).setDataType(type);
    for (long dim : dims) {
      clean.addDims(dim);
    }
    long elements = new OnnxValue(type, dims).elements();
    checkData(tensor, name, type, elements, elementBytes, clean);
    return new OnnxValue(type, dims, clean.build());
  }

  private static void checkData(
      TensorProto tensor,
      String name,
      int type,
      long elements,
      int elementBytes,
      TensorProto.Builder clean) {
    int inOtherFields = tensor.getStringDataCount() + tensor.getUint64DataCount();
    int given = 0;
    for (int t : ELEMENT_BYTES.keySet()) {
      if (t == type) {
        given = typedCount(tensor, t);
      } else if (typedField(t) != typedField(type)) {
        inOtherFields += typedCount(tensor, t);
      }
    }
    if (inOtherFields > 0 || (tensor.hasRawData() && given > 0)) {
      throw refuse(name, "has data in a field that is not that of its type");
    }
    if (tensor.hasRawData()) {
      ByteString raw = tensor.getRawData();
      if (raw.size() != elements * elementBytes) {
        throw refuse(
            name,
            "has "
                + raw.size()
                + " bytes of data, expected "
                + elements * elementBytes
                + " for its dimensions");
      }
      checkFinite(raw, name, type);
      clean.setRawData(raw);
      return;
    }
    if (given != elements) {
      throw refuse(name, "has " + given + " values, expected " + elements + " for its dimensions");
    }
    for (int i = 0; i < given; i++) {
      if (!finite(tensor, type, i)) {
        throw refuse(name, "has a weight that is not finite at " + i);
      }
    }
    switch (type) {
      case TensorProto.DataType.FLOAT_VALUE -> clean.addAllFloatData(tensor.getFloatDataList());
      case TensorProto.DataType.DOUBLE_VALUE -> clean.addAllDoubleData(tensor.getDoubleDataList());
      case TensorProto.DataType.INT64_VALUE -> clean.addAllInt64Data(tensor.getInt64DataList());
      default -> clean.addAllInt32Data(tensor.getInt32DataList());
    }
  }

  /** The number of the protobuf field that holds the values of a type. */
  private static int typedField(int type) {
    return switch (type) {
      case TensorProto.DataType.FLOAT_VALUE -> TensorProto.FLOAT_DATA_FIELD_NUMBER;
      case TensorProto.DataType.DOUBLE_VALUE -> TensorProto.DOUBLE_DATA_FIELD_NUMBER;
      case TensorProto.DataType.INT64_VALUE -> TensorProto.INT64_DATA_FIELD_NUMBER;
      default -> TensorProto.INT32_DATA_FIELD_NUMBER;
    };
  }

  private static int typedCount(TensorProto tensor, int type) {
    return switch (typedField(type)) {
      case TensorProto.FLOAT_DATA_FIELD_NUMBER -> tensor.getFloatDataCount();
      case TensorProto.DOUBLE_DATA_FIELD_NUMBER -> tensor.getDoubleDataCount();
      case TensorProto.INT64_DATA_FIELD_NUMBER -> tensor.getInt64DataCount();
      default -> tensor.getInt32DataCount();
    };
  }

  private static boolean finite(TensorProto tensor, int type, int i) {
    return switch (type) {
      case TensorProto.DataType.FLOAT_VALUE -> Float.isFinite(tensor.getFloatData(i));
      case TensorProto.DataType.DOUBLE_VALUE -> Double.isFinite(tensor.getDoubleData(i));
      case TensorProto.DataType.FLOAT16_VALUE ->
          tensor.getInt32Data(i) >>> Short.SIZE == 0 && finite16(tensor.getInt32Data(i));
      default -> true;
    };
  }

  private static void checkFinite(ByteString raw, String name, int type) {
    if (type == TensorProto.DataType.INT32_VALUE || type == TensorProto.DataType.INT64_VALUE) {
      return;
    }
    ByteBuffer data = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; data.hasRemaining(); i++) {
      boolean finite =
          switch (type) {
            case TensorProto.DataType.FLOAT_VALUE -> Float.isFinite(data.getFloat());
            case TensorProto.DataType.DOUBLE_VALUE -> Double.isFinite(data.getDouble());
            default -> finite16(data.getShort());
          };
      if (!finite) {
        throw refuse(name, "has a weight that is not finite at " + i);
      }
    }
  }

  private static boolean finite16(int bits) {
    return (bits & FLOAT16_EXPONENT) != FLOAT16_EXPONENT;
  }

  /** The values of a constant of int64, or null when it is something else or has more than max. */
  static long[] integers(OnnxValue value, int max) {
    if (value.constant() == null
        || value.type() != TensorProto.DataType.INT64_VALUE
        || value.elements() > max) {
      return null;
    }
    TensorProto tensor = value.constant();
    long[] integers = new long[(int) value.elements()];
    if (tensor.hasRawData()) {
      tensor
          .getRawData()
          .asReadOnlyByteBuffer()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asLongBuffer()
          .get(integers);
    } else {
      for (int i = 0; i < integers.length; i++) {
        integers[i] = tensor.getInt64Data(i);
      }
    }
    return integers;
  }

  /** The values of a constant of float32, or null when it is something else. */
  static float[] floats(OnnxValue value) {
    if (value == null
        || value.constant() == null
        || value.type() != TensorProto.DataType.FLOAT_VALUE) {
      return null;
    }
    TensorProto tensor = value.constant();
    float[] floats = new float[(int) value.elements()];
    if (tensor.hasRawData()) {
      tensor
          .getRawData()
          .asReadOnlyByteBuffer()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(floats);
    } else {
      for (int i = 0; i < floats.length; i++) {
        floats[i] = tensor.getFloatData(i);
      }
    }
    return floats;
  }

  private static InvalidModelException refuse(String name, String why) {
    return new InvalidModelException("weight " + quote(name) + " " + why);
  }
}
