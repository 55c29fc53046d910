package org.learnedpartition.model;

import static org.learnedpartition.model.RefusedRouters.good;
import static org.learnedpartition.model.RefusedRouters.refused;
import static org.learnedpartition.model.RefusedRouters.refusedBytes;
import static org.learnedpartition.model.RefusedRouters.refusedGraph;
import static org.learnedpartition.model.TestModels.floats;
import static org.learnedpartition.model.TestModels.node;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorAnnotation;
import ai.onnx.proto.OnnxMl.TrainingInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that must not reach native code: refused before their nodes are looked at. */
class OnnxFileRefusalTests {
  @Test
  void bytesThatAreNoGraphAreRefused() {
    refusedBytes(new byte[] {1, 2, 3}, "router", "not an ONNX model");
    refusedBytes("no protobuf at all".getBytes(StandardCharsets.UTF_8), "ONNX");
    byte[] truncated = good().build().toByteArray();
    refusedBytes(Arrays.copyOf(truncated, truncated.length - 1), "not an ONNX model");
  }

  @Test
  void noGraphIsRefused() {
    refused(ModelProto.Builder::clearGraph, "no graph");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 6, 13, Long.MAX_VALUE})
  void otherIrVersionsAreRefused(long version) {
    refused(model -> model.setIrVersion(version), "IR version " + version, "expected 7 to 12");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 12, 24, 1L << 32 | 13})
  void otherOperatorSetsAreRefused(long version) {
    refused(
        model -> model.getOpsetImportBuilder(0).setVersion(version),
        "operator set version " + version,
        "expected 13 to 23");
  }

  @Test
  void otherDomainsAreRefused() {
    refused(model -> model.getOpsetImportBuilder(0).setDomain("ai.onnx.ml"), "[ai.onnx.ml]");
    refused(
        model ->
            model.addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1)),
        "imports 2 operator sets");
    refused(ModelProto.Builder::clearOpsetImport, "imports 0 operator sets");
    refusedGraph(
        graph -> graph.getNodeBuilder(0).setDomain("com.microsoft"),
        "node 0 [Gemm]",
        "[com.microsoft]");
  }

  @Test
  void functionsTrainingSparseWeightsAndAnnotationsAreRefused() {
    refused(
        model -> model.addFunctions(FunctionProto.newBuilder().setName("Gemm")),
        "functions",
        "[Gemm]");
    refused(model -> model.addTrainingInfo(TrainingInfoProto.newBuilder()), "training info");
    refusedGraph(
        graph -> graph.addSparseInitializer(SparseTensorProto.newBuilder()), "sparse weights");
    refusedGraph(
        graph -> graph.addQuantizationAnnotation(TensorAnnotation.newBuilder()), "quantization");
  }

  @Test
  void deepNestingIsRefused() {
    ByteString graph = ByteString.EMPTY;
    for (int i = 0; i < 200; i++) {
      GraphProto.Builder outer = GraphProto.newBuilder();
      AttributeProto.Builder body = AttributeProto.newBuilder().setName("b");
      body.setUnknownFields(
          UnknownFieldSet.newBuilder()
              .addField(
                  AttributeProto.G_FIELD_NUMBER,
                  UnknownFieldSet.Field.newBuilder().addLengthDelimited(graph).build())
              .build());
      graph =
          outer
              .addNode(node("If", List.of(), List.of("x")).addAttribute(body))
              .build()
              .toByteString();
    }
    ByteString nested = graph;
    refused(
        model ->
            model
                .clearGraph()
                .setUnknownFields(
                    UnknownFieldSet.newBuilder()
                        .addField(
                            ModelProto.GRAPH_FIELD_NUMBER,
                            UnknownFieldSet.Field.newBuilder().addLengthDelimited(nested).build())
                        .build()),
        "not an ONNX model");
  }

  @Test
  void tooManyNodesAndWeightsAreRefused() {
    refusedGraph(
        graph -> {
          for (int i = 0; i < OnnxHeader.MAX_NODES; i++) {
            graph.addNode(node("Relu", List.of("vector"), List.of("r" + i)));
          }
        },
        "1027 nodes, more than 1024");
    refusedGraph(
        graph -> {
          for (int i = 0; i < OnnxHeader.MAX_WEIGHTS; i++) {
            graph.addInitializer(floats("w" + i, new float[] {1}));
          }
        },
        "1027 weights, more than 1024");
  }

  @Test
  void millionsOfEmptyMessagesAreRefusedBeforeTheyAreParsed() {
    // Two bytes each in the file, a hundred in memory.
    ByteArrayOutputStream nodes = new ByteArrayOutputStream();
    for (int i = 0; i <= OnnxBytes.MAX_STRUCTURE_BYTES / 2; i++) {
      nodes.write(GraphProto.NODE_FIELD_NUMBER << 3 | 2);
      nodes.write(0);
    }
    ByteString graph = ByteString.copyFrom(nodes.toByteArray());
    refused(
        model ->
            model
                .clearGraph()
                .setUnknownFields(
                    UnknownFieldSet.newBuilder()
                        .addField(
                            ModelProto.GRAPH_FIELD_NUMBER,
                            UnknownFieldSet.Field.newBuilder().addLengthDelimited(graph).build())
                        .build()),
        "beside its weights");
  }

  @Test
  void hostileNamesArePrintedHarmlessly() {
    refusedGraph(graph -> graph.getNodeBuilder(0).setOpType("\u001b[2J\nroot Done"), "not allowed");
    refusedGraph(
        graph -> graph.getInitializerBuilder(0).setName("x".repeat(100_000)),
        "100000 characters, expected 1 to 256");
  }
}
