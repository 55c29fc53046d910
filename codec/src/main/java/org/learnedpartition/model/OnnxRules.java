package org.learnedpartition.model;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.List;

/** What the operators make: type and shape of each output, from those of the inputs. */
final class OnnxRules {
  /** Since here axes of all reductions are an input. */
  static final int OPSET_REDUCTION_AXES = 18;

  private OnnxRules() {}

  static List<OnnxValue> shaped(OnnxNode node, long[] shape) {
    return List.of(node.input(0).shaped(shape));
  }

  static OnnxValue floats(OnnxNode node) {
    OnnxValue value = node.input(0);
    if (!value.floating()) {
      throw new InvalidModelException("it needs floating-point values, got " + value.text());
    }
    return value.shaped(value.dims());
  }

  static List<OnnxValue> alongAxis(OnnxNode node) {
    OnnxNode.axis(node.input(0), node.integer("axis", -1));
    return List.of(floats(node));
  }

  static OnnxValue broadcast(OnnxNode node) {
    OnnxValue all = node.input(0);
    for (int i = 1; i < node.inputs().size(); i++) {
      all = all.shaped(OnnxShapes.broadcast(all.dims(), sameType(node, i).dims()));
    }
    return all.shaped(all.dims());
  }

  static OnnxValue sameType(OnnxNode node, int input) {
    if (node.input(input).type() != node.input(0).type()) {
      throw new InvalidModelException(
          "its inputs must be of one type, got "
              + node.input(0).text()
              + " and "
              + node.input(input).text());
    }
    return node.input(input);
  }

  static List<OnnxValue> broadcastFloats(OnnxNode node) {
    floats(node);
    return List.of(broadcast(node));
  }

  static List<OnnxValue> clip(OnnxNode node) {
    for (int i = 1; i < node.inputs().size(); i++) {
      if (node.has(i) && sameType(node, i).rank() != 0) {
        throw new InvalidModelException("its limits must be scalars, got " + node.input(i).text());
      }
    }
    return List.of(floats(node));
  }

  static List<OnnxValue> reduce(OnnxNode node) {
    boolean byInput = node.operator().equals("ReduceSum") || node.opset() >= OPSET_REDUCTION_AXES;
    long[] axes = byInput ? node.integers(1) : node.integers("axes");
    OnnxValue value = floats(node);
    return List.of(value.shaped(OnnxShapes.reduced(value, axes, node.flag("keepdims", true))));
  }

  static List<OnnxValue> multiply(OnnxNode node) {
    floats(node);
    return shaped(node, OnnxShapes.product(node.input(0).dims(), sameType(node, 1).dims()));
  }

  static List<OnnxValue> gemm(OnnxNode node) {
    floats(node);
    long[] a = OnnxShapes.matrix(node.input(0), node.flag("transA", false));
    long[] b = OnnxShapes.matrix(sameType(node, 1), node.flag("transB", false));
    long[] shape = OnnxShapes.product(a, b);
    if (node.has(2)
        && !Arrays.equals(shape, OnnxShapes.broadcast(shape, sameType(node, 2).dims()))) {
      throw new InvalidModelException(
          node.input(2).text() + " cannot be added to " + OnnxValue.text(shape));
    }
    return shaped(node, shape);
  }

  static List<OnnxValue> topK(OnnxNode node) {
    OnnxValue value = node.input(0);
    if (value.type() != TensorProto.DataType.FLOAT_VALUE) {
      throw new InvalidModelException("it needs FLOAT, got " + value.text());
    }
    if (!node.flag("largest", true) || !node.flag("sorted", true)) {
      throw new InvalidModelException("[largest] and [sorted] must be 1");
    }
    int axis = OnnxNode.axis(value, node.integer("axis", -1));
    long[] k = node.integers(1);
    if (node.input(1).rank() != 1 || k.length != 1 || k[0] < 1 || k[0] > value.dims()[axis]) {
      throw new InvalidModelException(
          "k must be between 1 and " + value.dims()[axis] + ", got " + Arrays.toString(k));
    }
    long[] shape = value.dims().clone();
    shape[axis] = k[0];
    return List.of(value.shaped(shape), new OnnxValue(TensorProto.DataType.INT64_VALUE, shape));
  }

  static List<OnnxValue> concatenate(OnnxNode node) {
    for (int i = 1; i < node.inputs().size(); i++) {
      sameType(node, i);
    }
    return shaped(node, OnnxShapes.concatenated(node));
  }

  static List<OnnxValue> gather(OnnxNode node, boolean elements) {
    OnnxValue data = node.input(0);
    OnnxValue indices = node.input(1);
    if (indices.floating()) {
      throw new InvalidModelException("its indices must be integers, got " + indices.text());
    }
    long axis = node.integer("axis", 0);
    return shaped(
        node,
        elements
            ? OnnxShapes.gatheredElements(data, indices, axis)
            : OnnxShapes.gathered(data, indices, axis));
  }

  static List<OnnxValue> reshape(OnnxNode node) {
    if (node.flag("allowzero", false)) {
      throw new InvalidModelException("[allowzero] must be 0");
    }
    return shaped(node, OnnxShapes.reshaped(node.input(0), node.integers(1)));
  }

  static List<OnnxValue> cast(OnnxNode node) {
    long to = node.integer("to", TensorProto.DataType.UNDEFINED_VALUE);
    if (to != (int) to || !OnnxTensors.ELEMENT_BYTES.containsKey((int) to)) {
      throw new InvalidModelException("[to] is " + to + ", which is no type that a graph may use");
    }
    return List.of(new OnnxValue((int) to, node.input(0).dims()));
  }
}
