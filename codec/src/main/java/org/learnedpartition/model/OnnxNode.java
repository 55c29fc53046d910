package org.learnedpartition.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;

/**
 * A node with its inputs resolved: what the rules of the operators look at.
 *
 * @param proto the node; its attributes are of listed names and types
 * @param inputs its inputs in order, null for one that is left out
 * @param opset version of the operator set
 */
record OnnxNode(NodeProto proto, List<OnnxValue> inputs, int opset) {
  private static final int MAX_INTEGERS = 16;

  String operator() {
    return proto.getOpType();
  }

  boolean has(int input) {
    return input < inputs.size() && inputs.get(input) != null;
  }

  /** An input that must be there. */
  OnnxValue input(int input) {
    if (!has(input)) {
      throw new InvalidModelException("it lacks input " + input);
    }
    return inputs.get(input);
  }

  private AttributeProto attribute(String name) {
    for (AttributeProto attribute : proto.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute;
      }
    }
    return null;
  }

  long integer(String name, long otherwise) {
    AttributeProto attribute = attribute(name);
    return attribute == null ? otherwise : attribute.getI();
  }

  /** An attribute that is 0 or 1. */
  boolean flag(String name, boolean otherwise) {
    long value = integer(name, otherwise ? 1 : 0);
    if (value != 0 && value != 1) {
      throw new InvalidModelException("[" + name + "] must be 0 or 1, got " + value);
    }
    return value == 1;
  }

  /** Integers of an attribute. */
  long[] integers(String name) {
    AttributeProto attribute = attribute(name);
    if (attribute == null || attribute.getIntsCount() > MAX_INTEGERS) {
      throw new InvalidModelException(
          "[" + name + "] must be given, with at most " + MAX_INTEGERS + " values");
    }
    return attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }

  /** Integers of an input, which must be a constant so that shapes are known before the run. */
  long[] integers(int input) {
    long[] integers = OnnxTensors.integers(input(input), MAX_INTEGERS);
    if (integers == null) {
      throw new InvalidModelException(
          "input "
              + input
              + " must be a constant of at most "
              + MAX_INTEGERS
              + " int64, got "
              + input(input).text());
    }
    return integers;
  }

  /** An axis of a value, counted from its end when negative; never the batch. */
  static int axis(OnnxValue value, long axis) {
    long from0 = axis < 0 ? axis + value.rank() : axis;
    if (from0 < 0 || from0 >= value.rank()) {
      throw new InvalidModelException("axis " + axis + " does not exist in " + value.text());
    }
    if (from0 == 0 && value.batched()) {
      throw new InvalidModelException(
          "axis " + axis + " of " + value.text() + " is the batch, whose rows must stay apart");
    }
    return (int) from0;
  }
}
