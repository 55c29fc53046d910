package org.learnedpartition.model;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The operators that a graph may use: those whose results' shapes follow from the shapes of their
 * inputs. None loops, none makes a row depend on another, and none can divide integers, which would
 * end the process. Versions of the operator set from {@link #OPSET_MIN} to {@link #OPSET_MAX}.
 */
final class OnnxOperators {
  /** The first where {@code Softmax} and the axes of {@code ReduceSum} are as they are now. */
  static final int OPSET_MIN = 13;

  /** The last whose meaning was compared with the rules here. */
  static final int OPSET_MAX = 23;

  /** Since here axes of all reductions are an input. */
  private static final int OPSET_REDUCTION_AXES = 18;

  private static final int MANY = 64;

  /**
   * One operator.
   *
   * @param minInputs fewest inputs
   * @param maxInputs most inputs
   * @param attributes those it may have
   * @param results types and shapes of its outputs
   */
  record Operator(
      int minInputs,
      int maxInputs,
      Map<String, AttributeType> attributes,
      Function<OnnxNode, List<OnnxValue>> results) {}

  private static final Map<String, Operator> ALL = new TreeMap<>();

  static {
    for (String name :
        List.of(
            "Abs",
            "Erf",
            "Exp",
            "Log",
            "Neg",
            "Reciprocal",
            "Relu",
            "Sigmoid",
            "Softplus",
            "Sqrt",
            "Tanh")) {
      add(name, 1, 1, Map.of(), node -> List.of(floats(node)));
    }
    Map<String, AttributeType> alpha = Map.of("alpha", AttributeType.FLOAT);
    add("LeakyRelu", 1, 1, alpha, node -> List.of(floats(node)));
    add("Elu", 1, 1, alpha, node -> List.of(floats(node)));
    add("Clip", 1, 3, Map.of(), OnnxOperators::clip);
    Map<String, AttributeType> axis = Map.of("axis", AttributeType.INT);
    add("Softmax", 1, 1, axis, OnnxOperators::alongAxis);
    add("LogSoftmax", 1, 1, axis, OnnxOperators::alongAxis);
    add(
        "LpNormalization",
        1,
        1,
        Map.of("axis", AttributeType.INT, "p", AttributeType.INT),
        OnnxOperators::alongAxis);
    for (String name : List.of("Add", "Sub", "Mul")) {
      add(name, 2, 2, Map.of(), node -> List.of(broadcast(node)));
    }
    for (String name : List.of("Div", "Pow")) {
      add(name, 2, 2, Map.of(), OnnxOperators::broadcastFloats);
    }
    for (String name : List.of("Max", "Min")) {
      add(name, 1, MANY, Map.of(), OnnxOperators::broadcastFloats);
    }
    for (String name :
        List.of(
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSumExp",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "ReduceSum",
            "ReduceSumSquare")) {
      add(
          name,
          1,
          2,
          Map.of(
              "axes", AttributeType.INTS,
              "keepdims", AttributeType.INT,
              "noop_with_empty_axes", AttributeType.INT),
          OnnxOperators::reduce);
    }
    add("MatMul", 2, 2, Map.of(), OnnxOperators::multiply);
    add(
        "Gemm",
        2,
        3,
        Map.of(
            "alpha", AttributeType.FLOAT,
            "beta", AttributeType.FLOAT,
            "transA", AttributeType.INT,
            "transB", AttributeType.INT),
        OnnxOperators::gemm);
    add(
        "TopK",
        2,
        2,
        Map.of(
            "axis", AttributeType.INT,
            "largest", AttributeType.INT,
            "sorted", AttributeType.INT),
        OnnxOperators::topK);
    add("Concat", 1, MANY, axis, OnnxOperators::concatenate);
    add("Gather", 2, 2, axis, node -> gather(node, false));
    add("GatherElements", 2, 2, axis, node -> gather(node, true));
    add("Identity", 1, 1, Map.of(), node -> List.of(node.input(0).shaped(node.input(0).dims())));
    add(
        "Cast",
        1,
        1,
        Map.of("saturate", AttributeType.INT, "to", AttributeType.INT),
        OnnxOperators::cast);
    add(
        "Flatten",
        1,
        1,
        axis,
        node -> shaped(node, OnnxShapes.flattened(node.input(0), node.integer("axis", 1))));
    add("Reshape", 2, 2, Map.of("allowzero", AttributeType.INT), OnnxOperators::reshape);
    add(
        "Squeeze",
        2,
        2,
        Map.of(),
        node -> shaped(node, OnnxShapes.squeezed(node.input(0), node.integers(1))));
    add(
        "Unsqueeze",
        2,
        2,
        Map.of(),
        node -> shaped(node, OnnxShapes.unsqueezed(node.input(0), node.integers(1))));
    add(
        "Transpose",
        1,
        1,
        Map.of("perm", AttributeType.INTS),
        node -> shaped(node, OnnxShapes.transposed(node.input(0), node.integers("perm"))));
  }

  private OnnxOperators() {}

  private static void add(
      String name,
      int minInputs,
      int maxInputs,
      Map<String, AttributeType> attributes,
      Function<OnnxNode, List<OnnxValue>> results) {
    ALL.put(name, new Operator(minInputs, maxInputs, attributes, results));
  }

  /** The operator, or null when it is not listed. */
  static Operator named(String name) {
    return ALL.get(name);
  }

  /** Names of all listed operators. */
  static String names() {
    return String.join(", ", ALL.keySet());
  }

  /**
   * Steps of arithmetic for each row: multiplications of a product of matrices, else elements read
   * and written.
   */
  static long work(OnnxNode node, List<OnnxValue> results) {
    long written = results.stream().mapToLong(OnnxValue::elements).sum();
    if (node.operator().equals("MatMul") || node.operator().equals("Gemm")) {
      OnnxValue a = node.input(0);
      return written * a.dims()[node.flag("transA", false) ? 0 : a.rank() - 1];
    }
    return written
        + node.inputs().stream()
            .filter(input -> input != null && input.constant() == null)
            .mapToLong(OnnxValue::elements)
            .sum();
  }

  private static List<OnnxValue> shaped(OnnxNode node, long[] shape) {
    return List.of(node.input(0).shaped(shape));
  }

  private static OnnxValue floats(OnnxNode node) {
    OnnxValue value = node.input(0);
    if (!value.floating()) {
      throw new InvalidModelException("it needs floating-point values, got " + value.text());
    }
    return value.shaped(value.dims());
  }

  private static List<OnnxValue> alongAxis(OnnxNode node) {
    OnnxNode.axis(node.input(0), node.integer("axis", -1));
    return List.of(floats(node));
  }

  private static OnnxValue broadcast(OnnxNode node) {
    OnnxValue all = node.input(0);
    for (int i = 1; i < node.inputs().size(); i++) {
      all = all.shaped(OnnxShapes.broadcast(all.dims(), sameType(node, i).dims()));
    }
    return all.shaped(all.dims());
  }

  private static OnnxValue sameType(OnnxNode node, int input) {
    if (node.input(input).type() != node.input(0).type()) {
      throw new InvalidModelException(
          "its inputs must be of one type, got "
              + node.input(0).text()
              + " and "
              + node.input(input).text());
    }
    return node.input(input);
  }

  private static List<OnnxValue> broadcastFloats(OnnxNode node) {
    floats(node);
    return List.of(broadcast(node));
  }

  private static List<OnnxValue> clip(OnnxNode node) {
    for (int i = 1; i < node.inputs().size(); i++) {
      if (node.has(i) && sameType(node, i).rank() != 0) {
        throw new InvalidModelException("its limits must be scalars, got " + node.input(i).text());
      }
    }
    return List.of(floats(node));
  }

  private static List<OnnxValue> reduce(OnnxNode node) {
    boolean byInput = node.operator().equals("ReduceSum") || node.opset() >= OPSET_REDUCTION_AXES;
    long[] axes = byInput ? node.integers(1) : node.integers("axes");
    OnnxValue value = floats(node);
    return List.of(value.shaped(OnnxShapes.reduced(value, axes, node.flag("keepdims", true))));
  }

  private static List<OnnxValue> multiply(OnnxNode node) {
    floats(node);
    return shaped(node, OnnxShapes.product(node.input(0).dims(), sameType(node, 1).dims()));
  }

  private static List<OnnxValue> gemm(OnnxNode node) {
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

  private static List<OnnxValue> topK(OnnxNode node) {
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

  private static List<OnnxValue> concatenate(OnnxNode node) {
    for (int i = 1; i < node.inputs().size(); i++) {
      sameType(node, i);
    }
    return shaped(node, OnnxShapes.concatenated(node));
  }

  private static List<OnnxValue> gather(OnnxNode node, boolean elements) {
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

  private static List<OnnxValue> reshape(OnnxNode node) {
    if (node.flag("allowzero", false)) {
      throw new InvalidModelException("[allowzero] must be 0");
    }
    return shaped(node, OnnxShapes.reshaped(node.input(0), node.integers(1)));
  }

  private static List<OnnxValue> cast(OnnxNode node) {
    long to = node.integer("to", TensorProto.DataType.UNDEFINED_VALUE);
    if (to != (int) to || !OnnxTensors.ELEMENT_BYTES.containsKey((int) to)) {
      throw new InvalidModelException("[to] is " + to + ", which is no type that a graph may use");
    }
    return List.of(new OnnxValue((int) to, node.input(0).dims()));
  }
}
