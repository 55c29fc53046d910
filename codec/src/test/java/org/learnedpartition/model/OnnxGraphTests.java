package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.learnedpartition.model.Refusals.assertRefused;
import static org.learnedpartition.model.RefusedRouters.BINS;
import static org.learnedpartition.model.RefusedRouters.DIMENSION;
import static org.learnedpartition.model.RefusedRouters.good;
import static org.learnedpartition.model.RefusedRouters.refusedGraph;
import static org.learnedpartition.model.TestModels.int64s;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.UnknownFieldSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a graph takes, gives and names its values; and what of it reaches native code. */
class OnnxGraphTests {
  @Test
  void theGraphThatTheOthersAreMadeFromIsAccepted() {
    OnnxGraph graph = OnnxGraph.check(good().build().toByteString(), "router", DIMENSION, BINS);
    assertEquals(BINS, graph.ranked());
    // Logits, log-probabilities, the two of the guard against NaN, and the two outputs.
    assertEquals(6 * BINS, graph.rowElements());
  }

  @Test
  void whatIsNotNeededDoesNotReachNativeCode() throws Exception {
    byte[] clean =
        OnnxGraph.check(good().build().toByteString(), "router", DIMENSION, BINS).toOnnx();
    ModelProto.Builder loaded = good().setDocString("x").setProducerName("y");
    loaded.addMetadataProps(StringStringEntryProto.newBuilder().setKey("a").setValue("b"));
    loaded.setUnknownFields(unknownField());
    GraphProto.Builder graph = loaded.getGraphBuilder().setDocString("z");
    graph.setUnknownFields(unknownField());
    graph.addValueInfo(TestModels.value("logits", DataType.FLOAT_VALUE, 1_000_000));
    graph.getNodeBuilder(0).setDocString("d").setName("n").setUnknownFields(unknownField());
    graph.getInitializerBuilder(0).setDocString("d").setUnknownFields(unknownField());
    graph.getInputBuilder(0).setDocString("d").setUnknownFields(unknownField());
    assertArrayEquals(
        clean, OnnxGraph.check(loaded.build().toByteString(), "router", DIMENSION, BINS).toOnnx());
  }

  private static UnknownFieldSet unknownField() {
    return UnknownFieldSet.newBuilder()
        .addField(999, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
        .build();
  }

  @Test
  void exportersNotesAreNoReasonToRefuse() {
    ModelProto.Builder model = good();
    for (int i = 0; i < 3; i++) {
      model
          .getGraphBuilder()
          .getNodeBuilder(i)
          .addMetadataProps(
              StringStringEntryProto.newBuilder().setKey("trace").setValue("x".repeat(100_000)));
    }
    assertTrue(
        OnnxGraph.check(model.build().toByteString(), "router", DIMENSION, BINS).ranked() > 0);
  }

  @Test
  void documentHeadIsCheckedLikeTheRouter() {
    ModelProto.Builder head = good();
    head.getGraphBuilder().getNodeBuilder(0).setOpType("If");
    assertRefused(
        () ->
            PartitionModel.of(
                TestModels.manifest(DIMENSION, BINS, BINS, Similarity.L2, new float[0], 3),
                good().build().toByteArray(),
                head.build().toByteArray(),
                TestModels.centres(DIMENSION, BINS, Similarity.L2, 3),
                TestModels.calibration(BINS),
                List.of()),
        "document head",
        "[If]");
  }

  @Test
  void otherInputsAreRefused() {
    refusedGraph(GraphProto.Builder::clearInput, "0 inputs");
    refusedGraph(graph -> graph.getInputBuilder(0).setName("x"), "[x]", "expected [vector]");
    refusedGraph(
        graph -> graph.addInput(TestModels.value("y", DataType.FLOAT_VALUE, 1)), "2 inputs");
    refusedGraph(
        graph -> graph.setInput(0, TestModels.value("vector", DataType.DOUBLE_VALUE, DIMENSION)),
        "[vector] is declared as DOUBLE");
    refusedGraph(
        graph -> graph.setInput(0, TestModels.value("vector", DataType.FLOAT_VALUE, 9)),
        "9 columns, expected 8");
    refusedGraph(
        graph -> shape(graph.getInputBuilder(0)).getDimBuilder(0).setDimValue(1),
        "declared for 1 vectors");
    refusedGraph(graph -> shape(graph.getInputBuilder(0)).removeDim(1), "1 dimensions, expected 2");
    refusedGraph(graph -> graph.getInputBuilder(0).clearType(), "no tensor");
  }

  private static TensorShapeProto.Builder shape(ValueInfoProto.Builder value) {
    return value.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
  }

  @Test
  void otherOutputsAreRefused() {
    refusedGraph(graph -> graph.removeOutput(0), "1 outputs");
    refusedGraph(
        graph -> graph.addOutput(TestModels.value("logits", DataType.FLOAT_VALUE, BINS)),
        "3 outputs");
    refusedGraph(graph -> graph.setOutput(1, graph.getOutput(0)), "expected two");
    refusedGraph(
        graph -> graph.setOutput(0, TestModels.value("bins", DataType.FLOAT_VALUE, BINS)),
        "[bins] is declared as FLOAT");
    refusedGraph(
        graph -> graph.setOutput(0, TestModels.value("bins", DataType.INT64_VALUE, 5)),
        "5 columns, expected 16");
    refusedGraph(
        graph -> graph.getNodeBuilder(2).setOutput(1, "other"), "[bins] is made as nothing");
    refusedGraph(
        graph -> graph.getNodeBuilder(2).setOutput(0, "bins").setOutput(1, "log_probability"),
        "[bins] is made as FLOAT[n, 16]");
    refusedGraph(graph -> graph.setInitializer(2, int64s("ranked", 5)), "16 columns, expected 5");
  }

  @Test
  void namesUsedBeforeTheyAreDefinedOrTwiceAreRefused() {
    refusedGraph(
        graph -> graph.getNodeBuilder(0).setInput(1, "nowhere"), "[nowhere] is not defined");
    refusedGraph(graph -> graph.getNodeBuilder(0).setInput(1, ""), "lacks input 1");
    refusedGraph(
        graph -> {
          var last = graph.getNode(2);
          graph.setNode(2, graph.getNode(1)).setNode(1, last);
        },
        "node 1 [TopK]",
        "[log_probabilities] is not defined before");
    refusedGraph(graph -> graph.getNodeBuilder(1).setOutput(0, "logits"), "[logits]", "twice");
    refusedGraph(graph -> graph.getNodeBuilder(1).setOutput(0, "vector"), "[vector]", "twice");
    refusedGraph(graph -> graph.getNodeBuilder(1).setOutput(0, "bias"), "[bias]", "twice");
    refusedGraph(graph -> graph.getInitializerBuilder(0).setName("bias"), "[bias]", "twice");
    refusedGraph(graph -> graph.getInitializerBuilder(0).setName("vector"), "[vector]", "twice");
    refusedGraph(graph -> graph.getNodeBuilder(1).setOutput(0, ""), "no output");
    refusedGraph(graph -> graph.getNodeBuilder(1).clearOutput(), "0 outputs");
    refusedGraph(graph -> graph.getNodeBuilder(1).addOutput("more"), "2 outputs, expected 1");
    refusedGraph(graph -> graph.getNodeBuilder(1).clearInput(), "0 inputs, expected 1");
    refusedGraph(
        graph -> graph.getInitializerBuilder(0).setName("learned_partition/lowest"), "twice");
  }
}
