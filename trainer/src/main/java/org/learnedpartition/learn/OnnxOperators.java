package org.learnedpartition.learn;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tribuo.util.onnx.ONNXAttribute;
import org.tribuo.util.onnx.ONNXOperator;
import org.tribuo.util.onnx.ONNXOperators;

/** ONNX operators of operator set 13 that Tribuo's exporter does not declare. */
enum OnnxOperators implements ONNXOperator {
  RELU("Relu", 1, 1),
  MAT_MUL("MatMul", 2, 1),
  RESHAPE("Reshape", 2, 1),
  LOG_SOFTMAX("LogSoftmax", 1, 1, new ONNXAttribute("axis", AttributeType.INT, false)),
  LP_NORMALIZATION(
      "LpNormalization",
      1,
      1,
      new ONNXAttribute("axis", AttributeType.INT, false),
      new ONNXAttribute("p", AttributeType.INT, false)),
  TOP_K(
      "TopK",
      2,
      2,
      new ONNXAttribute("axis", AttributeType.INT, false),
      new ONNXAttribute("largest", AttributeType.INT, false),
      new ONNXAttribute("sorted", AttributeType.INT, false));

  private final String opName;
  private final int inputs;
  private final int outputs;
  private final Map<String, ONNXAttribute> attributes = new LinkedHashMap<>();

  OnnxOperators(String opName, int inputs, int outputs, ONNXAttribute... attributes) {
    this.opName = opName;
    this.inputs = inputs;
    this.outputs = outputs;
    for (ONNXAttribute attribute : attributes) {
      this.attributes.put(attribute.getName(), attribute);
    }
  }

  @Override
  public String getOpName() {
    return opName;
  }

  @Override
  public int getNumInputs() {
    return inputs;
  }

  @Override
  public int getNumOptionalInputs() {
    return 0;
  }

  @Override
  public int getNumOutputs() {
    return outputs;
  }

  @Override
  public Map<String, ONNXAttribute> getAttributes() {
    return attributes;
  }

  @Override
  public Set<String> getMandatoryAttributeNames() {
    return attributes.values().stream()
        .filter(ONNXAttribute::isMandatory)
        .map(ONNXAttribute::getName)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public int getOpVersion() {
    return ONNXOperators.getOpsetVersion();
  }

  @Override
  public String getOpDomain() {
    return null;
  }
}
