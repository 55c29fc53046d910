package org.learnedpartition.model;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What is known of a value in a graph before it runs.
 *
 * @param type element type, a number of {@link TensorProto.DataType}
 * @param dims dimensions ≥ 1; the first may be {@link #BATCH}: the value has a row for each vector
 * @param constant its content when it is a weight, else null
 */
record OnnxValue(int type, long[] dims, TensorProto constant) {
  /** The dimension that is known only when the graph runs, the number of vectors. */
  static final long BATCH = -1;

  /** Most elements of one value, for each row of the batch. */
  static final long MAX_ELEMENTS = 1 << 25;

  /** Most dimensions of a value. */
  static final int MAX_RANK = 6;

  OnnxValue {
    long elements = 1;
    if (dims.length > MAX_RANK) {
      throw new InvalidModelException(
          "a value has " + dims.length + " dimensions, more than " + MAX_RANK);
    }
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == BATCH && i > 0) {
        throw new InvalidModelException(
            "the batch must be the first dimension and no other, got " + text(dims));
      }
      long dim = dims[i] == BATCH ? 1 : dims[i];
      if (dim < 1 || dim > MAX_ELEMENTS / elements) {
        throw new InvalidModelException(
            "a value of shape "
                + text(dims)
                + " is empty or has more than "
                + MAX_ELEMENTS
                + " elements a row");
      }
      elements *= dim;
    }
  }

  OnnxValue(int type, long... dims) {
    this(type, dims, null);
  }

  /** The same type, another shape. */
  OnnxValue shaped(long... shape) {
    return new OnnxValue(type, shape, null);
  }

  int rank() {
    return dims.length;
  }

  /** Whether it has a row for each vector. */
  boolean batched() {
    return dims.length > 0 && dims[0] == BATCH;
  }

  boolean floating() {
    return type == TensorProto.DataType.FLOAT_VALUE
        || type == TensorProto.DataType.DOUBLE_VALUE
        || type == TensorProto.DataType.FLOAT16_VALUE;
  }

  /** Elements, for each row of the batch. */
  long elements() {
    long elements = 1;
    for (long dim : dims) {
      elements *= dim == BATCH ? 1 : dim;
    }
    return elements;
  }

  String text() {
    return typeName(type) + text(dims);
  }

  static String typeName(int type) {
    TensorProto.DataType name = TensorProto.DataType.forNumber(type);
    return name == null ? "type " + type : name.toString();
  }

  static String text(long[] dims) {
    return Arrays.stream(dims)
        .mapToObj(dim -> dim == BATCH ? "n" : Long.toString(dim))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
