package org.learnedpartition.model;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
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
      add(name, 1, 1, Map.of(), node -> List.of(OnnxRules.floats(node)));
    }
    Map<String, AttributeType> alpha = Map.of("alpha", AttributeType.FLOAT);
    add("LeakyRelu", 1, 1, alpha, node -> List.of(OnnxRules.floats(node)));
    add("Elu", 1, 1, alpha, node -> List.of(OnnxRules.floats(node)));
    add("Clip", 1, 3, Map.of(), OnnxRules::clip);
    Map<String, AttributeType> axis = Map.of("axis", AttributeType.INT);
    add("Softmax", 1, 1, axis, OnnxRules::alongAxis);
    add("LogSoftmax", 1, 1, axis, OnnxRules::alongAxis);
    add(
        "LpNormalization",
        1,
        1,
        Map.of("axis", AttributeType.INT, "p", AttributeType.INT),
        OnnxRules::alongAxis);
    for (String name : List.of("Add", "Sub", "Mul")) {
      add(name, 2, 2, Map.of(), node -> List.of(OnnxRules.broadcast(node)));
    }
    for (String name : List.of("Div", "Pow")) {
      add(name, 2, 2, Map.of(), OnnxRules::broadcastFloats);
    }
    for (String name : List.of("Max", "Min")) {
      add(name, 1, MANY, Map.of(), OnnxRules::broadcastFloats);
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
          OnnxRules::reduce);
    }
    add("MatMul", 2, 2, Map.of(), OnnxRules::multiply);
    add(
        "Gemm",
        2,
        3,
        Map.of(
            "alpha", AttributeType.FLOAT,
            "beta", AttributeType.FLOAT,
            "transA", AttributeType.INT,
            "transB", AttributeType.INT),
        OnnxRules::gemm);
    add(
        "TopK",
        2,
        2,
        Map.of(
            "axis", AttributeType.INT,
            "largest", AttributeType.INT,
            "sorted", AttributeType.INT),
        OnnxRules::topK);
    add("Concat", 1, MANY, axis, OnnxRules::concatenate);
    add("Gather", 2, 2, axis, node -> OnnxRules.gather(node, false));
    add("GatherElements", 2, 2, axis, node -> OnnxRules.gather(node, true));
    add("Identity", 1, 1, Map.of(), node -> List.of(node.input(0).shaped(node.input(0).dims())));
    add(
        "Cast",
        1,
        1,
        Map.of("saturate", AttributeType.INT, "to", AttributeType.INT),
        OnnxRules::cast);
    add(
        "Flatten",
        1,
        1,
        axis,
        node ->
            OnnxRules.shaped(node, OnnxShapes.flattened(node.input(0), node.integer("axis", 1))));
    add("Reshape", 2, 2, Map.of("allowzero", AttributeType.INT), OnnxRules::reshape);
    add(
        "Squeeze",
        2,
        2,
        Map.of(),
        node -> OnnxRules.shaped(node, OnnxShapes.squeezed(node.input(0), node.integers(1))));
    add(
        "Unsqueeze",
        2,
        2,
        Map.of(),
        node -> OnnxRules.shaped(node, OnnxShapes.unsqueezed(node.input(0), node.integers(1))));
    add(
        "Transpose",
        1,
        1,
        Map.of("perm", AttributeType.INTS),
        node ->
            OnnxRules.shaped(node, OnnxShapes.transposed(node.input(0), node.integers("perm"))));
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
}
