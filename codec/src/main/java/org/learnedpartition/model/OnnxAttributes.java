package org.learnedpartition.model;

import static org.learnedpartition.model.InvalidModelException.quote;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Attributes of a node: of the names and types that its operator lists, and nothing else. */
final class OnnxAttributes {
  private OnnxAttributes() {}

  /**
   * Checks the attributes and copies what they are, without what else a message may carry.
   *
   * @throws InvalidModelException if one is not listed, is of another type, or is not finite
   */
  static List<AttributeProto> check(NodeProto node, Map<String, AttributeType> allowed) {
    List<AttributeProto> checked = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (AttributeProto attribute : node.getAttributeList()) {
      AttributeType type = attribute.getType();
      String name = quote(attribute.getName());
      if (type == AttributeType.GRAPH || type == AttributeType.GRAPHS) {
        throw new InvalidModelException(
            "attribute " + name + " is a graph, which a model may not have");
      }
      if (allowed.get(attribute.getName()) != type || attribute.hasRefAttrName()) {
        throw new InvalidModelException(
            "attribute " + name + " of type " + type + " is not allowed");
      }
      if (!names.add(attribute.getName())) {
        throw new InvalidModelException("attribute " + name + " is given twice");
      }
      if (!Float.isFinite(attribute.getF())) {
        throw new InvalidModelException("attribute " + name + " is not finite");
      }
      AttributeProto.Builder copy =
          AttributeProto.newBuilder().setName(attribute.getName()).setType(type);
      switch (type) {
        case FLOAT -> copy.setF(attribute.getF());
        case INT -> copy.setI(attribute.getI());
        case INTS -> copy.addAllInts(attribute.getIntsList());
        default -> throw new AssertionError("no operator lists an attribute of " + type);
      }
      checked.add(copy.build());
    }
    return checked;
  }

  /** What a {@code Constant} holds; it is made a weight. */
  static TensorProto constant(NodeProto node) {
    if (node.getAttributeCount() != 1 || node.getInputCount() != 0 || node.getOutputCount() != 1) {
      throw new InvalidModelException("it must have one attribute, no input and one output");
    }
    AttributeProto value = node.getAttribute(0);
    TensorProto.Builder tensor = TensorProto.newBuilder();
    switch (value.getName()) {
      case "value" -> tensor = value.getT().toBuilder();
      case "value_float" ->
          tensor.setDataType(TensorProto.DataType.FLOAT_VALUE).addFloatData(value.getF());
      case "value_floats" ->
          tensor
              .setDataType(TensorProto.DataType.FLOAT_VALUE)
              .addDims(value.getFloatsCount())
              .addAllFloatData(value.getFloatsList());
      case "value_int" ->
          tensor.setDataType(TensorProto.DataType.INT64_VALUE).addInt64Data(value.getI());
      case "value_ints" ->
          tensor
              .setDataType(TensorProto.DataType.INT64_VALUE)
              .addDims(value.getIntsCount())
              .addAllInt64Data(value.getIntsList());
      default ->
          throw new InvalidModelException(
              "attribute " + quote(value.getName()) + " is not allowed");
    }
    return tensor.build();
  }
}
