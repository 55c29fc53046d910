package org.learnedpartition.model;

import static org.learnedpartition.model.InvalidModelException.quote;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX graph that was checked without running it, and made anew from what was checked: native
 * code never sees the bytes of a file. Each value's shape is known for any number of vectors, so
 * memory and work are bounded before the first run.
 */
final class OnnxGraph {
  static final int MAX_NAME_LENGTH = 256;

  /** Most elements that all values together may have for one vector. */
  static final long MAX_ROW_ELEMENTS = 1 << 22;

  /** Most elements of values computed from weights alone. */
  static final long MAX_CONSTANT_ELEMENTS = OnnxValue.MAX_ELEMENTS;

  /** Most steps of arithmetic for one vector: about a tenth of a second. */
  static final long MAX_WORK = 1 << 28;

  /** Prefix of the names that are added here. */
  private static final String OWN = "learned_partition/";

  private static final String LOWEST = OWN + "lowest";

  private final GraphProto.Builder clean = GraphProto.newBuilder().setName("router");
  private final Map<String, OnnxValue> values = new HashMap<>();
  private final int opset;
  private final int ranked;
  private long rowElements;
  private long constantElements;
  private long work;

  private OnnxGraph(ModelProto model, int dimension, int bins) {
    this.opset = OnnxHeader.check(model);
    GraphProto graph = model.getGraph();
    OnnxInterface.checkInput(graph, dimension);
    define(OnnxInterface.VECTOR, new OnnxValue(OnnxInterface.FLOAT, OnnxValue.BATCH, dimension));
    for (TensorProto weight : graph.getInitializerList()) {
      addWeight(weight.getName(), weight);
    }
    define(LOWEST, new OnnxValue(OnnxInterface.FLOAT));
    clean.addInitializer(
        TensorProto.newBuilder()
            .setName(LOWEST)
            .setDataType(OnnxInterface.FLOAT)
            .addFloatData(Float.NEGATIVE_INFINITY));
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeProto node = graph.getNode(i);
      try {
        addNode(node, i);
      } catch (InvalidModelException e) {
        throw new InvalidModelException(
            "node " + i + " " + quote(node.getOpType()) + ": " + e.getMessage(), e);
      }
    }
    this.ranked = OnnxInterface.checkOutputs(graph, values, bins);
    clean
        .addInput(OnnxInterface.declare(OnnxInterface.VECTOR, OnnxInterface.FLOAT, dimension))
        .addOutput(OnnxInterface.declare(OnnxInterface.BINS, OnnxInterface.INT64, ranked))
        .addOutput(
            OnnxInterface.declare(OnnxInterface.LOG_PROBABILITY, OnnxInterface.FLOAT, ranked));
  }

  /**
   * Checks a graph.
   *
   * @param what its name in messages
   * @param dimension components of the vectors it must take
   * @param bins most bins that it may rank
   * @throws InvalidModelException if the graph breaks a rule
   */
  static OnnxGraph check(ByteString onnx, String what, int dimension, int bins) {
    try {
      return new OnnxGraph(OnnxBytes.parse(onnx), dimension, bins);
    } catch (InvalidModelException e) {
      throw new InvalidModelException("model's " + what + " is refused: " + e.getMessage(), e);
    }
  }

  /** How many bins it ranks, r. */
  int ranked() {
    return ranked;
  }

  /** The checked nodes, each after those that it needs. */
  List<NodeProto> nodes() {
    return clean.getNodeList();
  }

  /** What is known of a value that a node names. */
  OnnxValue value(String name) {
    return values.get(name);
  }

  /** Elements of all values together for one vector. */
  long rowElements() {
    return rowElements;
  }

  /** The checked graph as ONNX. */
  byte[] toOnnx() {
    return ModelProto.newBuilder()
        .setIrVersion(OnnxHeader.IR_MIN)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
        .setGraph(clean)
        .build()
        .toByteArray();
  }

  private void addWeight(String name, TensorProto tensor) {
    OnnxValue value = OnnxTensors.check(tensor, name);
    define(name, value);
    clean.addInitializer(value.constant());
  }

  private void define(String name, OnnxValue value) {
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
      throw new InvalidModelException(
          "name "
              + quote(name)
              + " has "
              + name.length()
              + " characters, expected 1 to "
              + MAX_NAME_LENGTH);
    }
    if (values.putIfAbsent(name, value) != null) {
      throw new InvalidModelException("name " + quote(name) + " is defined twice");
    }
  }

  private void addNode(NodeProto node, int index) {
    OnnxHeader.checkDomain(node.getDomain());
    if (node.getOpType().equals("Constant")) {
      String name = node.getOutputCount() == 1 ? node.getOutput(0) : "";
      addWeight(name, OnnxAttributes.constant(node));
      return;
    }
    OnnxOperators.Operator operator = OnnxOperators.named(node.getOpType());
    if (operator == null) {
      throw new InvalidModelException(
          "the operator is not allowed, expected one of Constant, " + OnnxOperators.names());
    }
    List<OnnxValue> inputs = inputs(node, operator);
    List<AttributeProto> attributes = OnnxAttributes.check(node, operator.attributes());
    NodeProto.Builder checked =
        NodeProto.newBuilder()
            .setOpType(node.getOpType())
            .addAllInput(node.getInputList())
            .addAllAttribute(attributes);
    OnnxNode resolved = new OnnxNode(checked.build(), inputs, opset);
    List<OnnxValue> results = operator.results().apply(resolved);
    if (node.getOutputCount() < 1 || node.getOutputCount() > results.size()) {
      throw new InvalidModelException(
          "it has " + node.getOutputCount() + " outputs, expected 1 to " + results.size());
    }
    spend(results, OnnxOperators.work(resolved, results));
    if (node.getOpType().equals("TopK")) {
      checked.setInput(0, withoutNaN(node.getInput(0), inputs.getFirst(), index));
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < node.getOutputCount(); i++) {
      checked.addOutput(node.getOutput(i));
      if (!node.getOutput(i).isEmpty()) {
        names.add(node.getOutput(i));
        define(node.getOutput(i), results.get(i));
      }
    }
    if (names.isEmpty()) {
      throw new InvalidModelException("it has no output that is named");
    }
    clean.addNode(checked);
  }

  private List<OnnxValue> inputs(NodeProto node, OnnxOperators.Operator operator) {
    if (node.getInputCount() < operator.minInputs()
        || node.getInputCount() > operator.maxInputs()) {
      throw new InvalidModelException(
          "it has "
              + node.getInputCount()
              + " inputs, expected "
              + operator.minInputs()
              + " to "
              + operator.maxInputs());
    }
    List<OnnxValue> inputs = new ArrayList<>();
    for (String name : node.getInputList()) {
      OnnxValue value = values.get(name);
      if (value == null && !name.isEmpty()) {
        throw new InvalidModelException("input " + quote(name) + " is not defined before it");
      }
      inputs.add(value);
    }
    return inputs;
  }

  /** Counts what a node makes, and refuses what is more than a model may make. */
  private void spend(List<OnnxValue> results, long steps) {
    for (OnnxValue result : results) {
      rowElements += result.batched() ? result.elements() : 0;
      constantElements += result.batched() ? 0 : result.elements();
    }
    if (rowElements > MAX_ROW_ELEMENTS) {
      throw new InvalidModelException(
          "up to here the graph makes "
              + rowElements
              + " elements for each vector, more than "
              + MAX_ROW_ELEMENTS);
    }
    if (constantElements > MAX_CONSTANT_ELEMENTS) {
      throw new InvalidModelException(
          "up to here the graph makes "
              + constantElements
              + " elements from weights alone, more than "
              + MAX_CONSTANT_ELEMENTS);
    }
    work += steps;
    if (steps < 0 || work < 0 || work > MAX_WORK) {
      throw new InvalidModelException(
          "up to here the graph takes more than " + MAX_WORK + " steps for each vector");
    }
  }

  /**
   * ONNX Runtime's TopK sorts with a comparison that NaN makes inconsistent, on which C++'s sort
   * reads and writes out of bounds. So NaN becomes minus infinity first.
   */
  private String withoutNaN(String input, OnnxValue value, int index) {
    String isNaN = OWN + "is_nan/" + index;
    String number = OWN + "number/" + index;
    OnnxValue same = value.shaped(value.dims());
    spend(List.of(same, same), 2 * value.elements());
    define(isNaN, same);
    define(number, same);
    clean
        .addNode(NodeProto.newBuilder().setOpType("IsNaN").addInput(input).addOutput(isNaN))
        .addNode(
            NodeProto.newBuilder()
                .setOpType("Where")
                .addInput(isNaN)
                .addInput(LOWEST)
                .addInput(input)
                .addOutput(number));
    return number;
  }
}
