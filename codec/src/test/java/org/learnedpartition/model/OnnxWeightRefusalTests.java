package org.learnedpartition.model;

import static org.learnedpartition.model.RefusedRouters.BINS;
import static org.learnedpartition.model.RefusedRouters.refusedGraph;
import static org.learnedpartition.model.RefusedRouters.refusedNodes;
import static org.learnedpartition.model.RefusedRouters.refusedWeight;
import static org.learnedpartition.model.TestModels.floats;
import static org.learnedpartition.model.TestModels.integer;
import static org.learnedpartition.model.TestModels.node;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights and constants that must not reach native code. */
class OnnxWeightRefusalTests {
  @Test
  void externalDataIsRefused() {
    refusedWeight(
        weight ->
            weight
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                    StringStringEntryProto.newBuilder().setKey("location").setValue("/etc/passwd")),
        "[weights]",
        "external data");
    refusedWeight(
        weight -> weight.addExternalData(StringStringEntryProto.newBuilder().setKey("location")),
        "external data");
    refusedWeight(
        weight -> weight.setSegment(TensorProto.Segment.newBuilder().setBegin(0)), "segment");
  }

  @Test
  void weightsWhoseDataDoesNotFillTheirDimensionsAreRefused() {
    refusedWeight(weight -> weight.setDims(0, BINS + 1), "128 values, expected 136");
    refusedWeight(weight -> weight.setDims(0, -1), "dimension -1");
    refusedWeight(weight -> weight.setDims(0, 0), "dimension 0");
    refusedWeight(weight -> weight.setDims(0, 1L << 62), "elements a row");
    refusedWeight(
        weight -> weight.clearDims().addDims(1 << 16).addDims(1 << 16).addDims(1 << 16),
        "elements a row");
    refusedWeight(
        weight -> weight.addAllDims(List.of(1L, 1L, 1L, 1L, 1L)), "7 dimensions, more than 6");
    refusedWeight(weight -> weight.setRawData(zeros(512)), "field that is not that of its type");
    refusedWeight(
        weight -> weight.clearFloatData().setRawData(zeros(511)), "511 bytes", "expected 512");
    refusedWeight(
        weight -> weight.clearFloatData().setRawData(zeros(513)), "513 bytes", "expected 512");
    refusedWeight(weight -> weight.addInt64Data(1), "field that is not that of its type");
    refusedWeight(weight -> weight.addStringData(zeros(1)), "field that is not that of its type");
  }

  private static ByteString zeros(int bytes) {
    return ByteString.copyFrom(new byte[bytes]);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        DataType.STRING_VALUE,
        DataType.BOOL_VALUE,
        DataType.COMPLEX64_VALUE,
        DataType.UNDEFINED_VALUE,
        DataType.BFLOAT16_VALUE,
        99
      })
  void weightsOfOtherTypesAreRefused(int type) {
    refusedWeight(weight -> weight.setDataType(type), "[weights]", "expected FLOAT, DOUBLE");
  }

  @Test
  void weightsThatAreNotFiniteAreRefused() {
    refusedWeight(weight -> weight.setFloatData(77, Float.NaN), "not finite at 77");
    refusedWeight(weight -> weight.setFloatData(0, Float.NEGATIVE_INFINITY), "not finite at 0");
    byte[] raw = new byte[512];
    raw[4 * 100 + 3] = 0x7f;
    raw[4 * 100 + 2] = (byte) 0x80;
    refusedWeight(
        weight -> weight.clearFloatData().setRawData(ByteString.copyFrom(raw)),
        "not finite at 100");
    refusedGraph(
        graph ->
            graph.addInitializer(
                TensorProto.newBuilder()
                    .setName("d")
                    .setDataType(DataType.DOUBLE_VALUE)
                    .addDoubleData(Double.POSITIVE_INFINITY)),
        "[d]",
        "not finite at 0");
    refusedGraph(
        graph ->
            graph.addInitializer(
                TensorProto.newBuilder()
                    .setName("h")
                    .setDataType(DataType.FLOAT16_VALUE)
                    .addInt32Data(0xfc00)),
        "[h]",
        "not finite at 0");
    refusedGraph(
        graph ->
            graph.addInitializer(
                TensorProto.newBuilder()
                    .setName("h")
                    .setDataType(DataType.FLOAT16_VALUE)
                    .setRawData(ByteString.copyFrom(new byte[] {1, 0x7c}))),
        "[h]",
        "not finite at 0");
  }

  @Test
  void constantsAreCheckedLikeWeights() {
    refusedNodes(
        List.of(),
        List.of(
            node("Constant", List.of(), List.of("c"))
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeType.TENSOR)
                        .setT(
                            floats("", new float[] {1}, 1).toBuilder()
                                .setDataLocation(TensorProto.DataLocation.EXTERNAL)))),
        "node 3 [Constant]",
        "external data");
    refusedNodes(
        List.of(),
        List.of(
            node("Constant", List.of(), List.of("c"))
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("value_float")
                        .setType(AttributeType.FLOAT)
                        .setF(Float.NaN))),
        "not finite");
    refusedNodes(
        List.of(),
        List.of(node("Constant", List.of(), List.of("c")).addAttribute(integer("sparse_value", 1))),
        "[sparse_value] is not allowed");
  }
}
