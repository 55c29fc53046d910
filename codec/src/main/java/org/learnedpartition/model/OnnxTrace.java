package org.learnedpartition.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Follows the values of a graph back to the nodes that make them. */
final class OnnxTrace {
  private final OnnxGraph graph;
  private final Map<String, NodeProto> makers = new HashMap<>();

  OnnxTrace(OnnxGraph graph) {
    this.graph = graph;
    for (NodeProto node : graph.nodes()) {
      for (String output : node.getOutputList()) {
        makers.put(output, node);
      }
    }
  }

  /** The value that a name stands for, where it is passed on unchanged. */
  String origin(String name) {
    NodeProto maker = makers.get(name);
    // No graph may have Where: OnnxGraph puts it before TopK, and NaN is looked for in scores.
    return switch (maker == null ? "" : maker.getOpType()) {
      case "Identity" -> origin(maker.getInput(0));
      case "Where" -> origin(maker.getInput(2));
      default -> name;
    };
  }

  /** The node that makes a value as its first output, or null if it is of another operator. */
  NodeProto maker(String name, String operator) {
    return maker(name, operator, 0);
  }

  /** The node that makes a value as one of its outputs, or null if it is of another operator. */
  NodeProto maker(String name, String operator, int output) {
    String origin = origin(name);
    NodeProto maker = makers.get(origin);
    return maker != null
            && maker.getOpType().equals(operator)
            && maker.getOutput(output).equals(origin)
        ? maker
        : null;
  }

  /** What is known of the value that a name stands for. */
  OnnxValue value(String name) {
    return graph.value(origin(name));
  }

  /** Whether the value that a name stands for has this shape. */
  boolean shaped(String name, long... dims) {
    return Arrays.equals(value(name).dims(), dims);
  }

  static long attribute(NodeProto node, String name, long otherwise) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute.getI();
      }
    }
    return otherwise;
  }

  static float attribute(NodeProto node, String name, float otherwise) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute.getF();
      }
    }
    return otherwise;
  }
}
