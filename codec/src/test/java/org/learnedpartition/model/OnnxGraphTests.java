package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.learnedpartition.model.Refusals.assertRefused;
import static org.learnedpartition.model.TestModels.floats;
import static org.learnedpartition.model.TestModels.int64s;
import static org.learnedpartition.model.TestModels.integer;
import static org.learnedpartition.model.TestModels.integers;
import static org.learnedpartition.model.TestModels.node;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorAnnotation;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TrainingInfoProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs that must not reach native code: each is refused when the model is read. */
class OnnxGraphTests {
  private static final int DIMENSION = 8;
  private static final int BINS = 16;

  private static ModelProto.Builder good() {
    return TestModels.linearRouter(
        TestModels.centres(DIMENSION, BINS, Similarity.L2, 3),
        DIMENSION,
        BINS,
        BINS,
        Similarity.L2);
  }

  /** Reading a model with this router is refused. */
  private static void refused(Consumer<ModelProto.Builder> change, String... words) {
    ModelProto.Builder model = good();
    change.accept(model);
    refusedBytes(model.build().toByteArray(), words);
  }

  private static void refusedBytes(byte[] onnx, String... words) {
    assertRefused(
        () ->
            PartitionModel.of(
                TestModels.manifest(DIMENSION, BINS, BINS, Similarity.L2, new float[BINS], 3),
                onnx,
                null,
                TestModels.centres(DIMENSION, BINS, Similarity.L2, 3),
                TestModels.calibration(BINS)),
        words);
  }

  private static void refusedGraph(Consumer<GraphProto.Builder> change, String... words) {
    refused(model -> change.accept(model.getGraphBuilder()), words);
  }

  private static void refusedWeight(Consumer<TensorProto.Builder> change, String... words) {
    refusedGraph(graph -> change.accept(graph.getInitializerBuilder(0)), words);
  }

  private static ByteString zeros(int bytes) {
    return ByteString.copyFrom(new byte[bytes]);
  }

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "If",
        "Loop",
        "Scan",
        "Expand",
        "ConstantOfShape",
        "Range",
        "Tile",
        "Resize",
        "Einsum",
        "NonZero",
        "RandomNormal",
        "StringNormalizer",
        "IsNaN",
        "Where",
        "",
        "gemm"
      })
  void operatorsThatAreNotListedAreRefused(String operator) {
    refusedGraph(
        graph -> graph.getNodeBuilder(0).setOpType(operator),
        "[" + operator + "]",
        "not allowed",
        "Gemm");
  }

  @Test
  void subgraphsAndUnknownAttributesAreRefused() {
    refusedGraph(
        graph ->
            graph
                .getNodeBuilder(0)
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("body")
                        .setType(AttributeType.GRAPH)
                        .setG(GraphProto.newBuilder())),
        "[body]",
        "is a graph");
    refusedGraph(graph -> graph.getNodeBuilder(0).addAttribute(integer("speed", 9)), "[speed]");
    refusedGraph(
        graph -> graph.getNodeBuilder(0).addAttribute(integer("transB", 1)), "given twice");
    refusedGraph(
        graph ->
            graph
                .getNodeBuilder(0)
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("alpha")
                        .setType(AttributeType.FLOAT)
                        .setF(Float.NaN)),
        "[alpha] is not finite");
    refusedGraph(
        graph -> graph.getNodeBuilder(0).getAttributeBuilder(0).setType(AttributeType.FLOAT),
        "[transB] of type FLOAT");
    refusedGraph(
        graph -> graph.getNodeBuilder(0).getAttributeBuilder(0).setRefAttrName("x"), "[transB]");
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

  @Test
  void hostileNamesArePrintedHarmlessly() {
    refusedGraph(graph -> graph.getNodeBuilder(0).setOpType("\u001b[2J\nroot Done"), "not allowed");
    refusedGraph(
        graph -> graph.getInitializerBuilder(0).setName("x".repeat(100_000)),
        "100000 characters, expected 1 to 256");
  }

  /** Nodes put before the router's own. */
  private static void refusedNodes(
      List<TensorProto> weights, List<NodeProto.Builder> nodes, String... words) {
    refusedGraph(
        graph -> {
          graph.addAllInitializer(weights);
          nodes.forEach(graph::addNode);
        },
        words);
  }

  @Test
  void outerProductsAreRefused() {
    float[] ones = new float[1 << 13];
    refusedNodes(
        List.of(floats("column", ones, 1 << 13, 1), floats("row", ones, 1, 1 << 13)),
        List.of(node("Mul", List.of("column", "row"), List.of("square"))),
        "node 3 [Mul]",
        "[8192, 8192]",
        "elements a row");
    refusedNodes(
        List.of(
            floats("column", new float[1 << 12], 1 << 12, 1),
            floats("row", new float[1 << 12], 1, 1 << 12),
            int64s("one", 1)),
        List.of(
            node("ReduceSum", List.of("vector", "one"), List.of("sum")),
            node("Unsqueeze", List.of("sum", "one"), List.of("x")),
            node("Mul", List.of("x", "column"), List.of("y")),
            node("Mul", List.of("y", "row"), List.of("z"))),
        "node 6 [Mul]",
        "elements for each vector, more than 4194304");
  }

  @Test
  void amplificationByGatherConcatAndChainsIsRefused() {
    long[] same = new long[1 << 14];
    refusedNodes(
        List.of(floats("table", new float[1 << 12], 1, 1 << 12), int64s("same", same)),
        List.of(node("Gather", List.of("table", "same"), List.of("copies"))),
        "node 3 [Gather]",
        "elements a row");
    refusedGraph(
        graph -> {
          String last = "vector";
          for (int i = 0; i < 40; i++) {
            graph.addNode(
                node("Concat", List.of(last, last), List.of("c" + i))
                    .addAttribute(integer("axis", 1)));
            last = "c" + i;
          }
        },
        "[Concat]",
        "elements");
    refusedGraph(
        graph -> {
          graph.addInitializer(floats("wide", new float[8 << 14], 8, 1 << 14));
          for (int i = 0; i < 300; i++) {
            graph.addNode(node("MatMul", List.of("vector", "wide"), List.of("m" + i)));
          }
        },
        "[MatMul]",
        "for each vector, more than");
    refusedGraph(
        graph -> {
          graph.addInitializer(floats("square", new float[1 << 22], 1 << 11, 1 << 11));
          graph.addNode(node("MatMul", List.of("square", "square"), List.of("m")));
        },
        "[MatMul]",
        "steps");
  }

  @Test
  void topKBeyondItsInputIsRefused() {
    refusedGraph(graph -> graph.setInitializer(2, int64s("ranked", BINS + 1)), "between 1 and 16");
    refusedGraph(graph -> graph.setInitializer(2, int64s("ranked", 0)), "between 1 and 16");
    refusedGraph(
        graph -> graph.setInitializer(2, int64s("ranked", Long.MAX_VALUE)), "between 1 and 16");
    refusedGraph(graph -> graph.setInitializer(2, int64s("ranked", 2, 2)), "between 1 and 16");
    refusedGraph(
        graph -> graph.setInitializer(2, floats("ranked", new float[] {1}, 1)), "constant");
    refusedGraph(graph -> graph.getNodeBuilder(2).addAttribute(integer("largest", 0)), "must be 1");
    refusedGraph(
        graph -> graph.getNodeBuilder(2).addAttribute(integer("sorted", 2)), "0 or 1, got 2");
  }

  @Test
  void rowsThatDependOnOtherRowsAreRefused() {
    refusedGraph(
        graph -> graph.getNodeBuilder(1).setAttribute(0, integer("axis", 0)), "is the batch");
    refusedGraph(
        graph -> graph.getNodeBuilder(2).addAttribute(integer("axis", -2)), "is the batch");
    refusedNodes(
        List.of(),
        List.of(
            node("Transpose", List.of("vector"), List.of("t"))
                .addAttribute(integers("perm", 1, 0))),
        "batch must be the first");
    refusedNodes(
        List.of(),
        List.of(
            node("Gemm", List.of("vector", "vector"), List.of("t"))
                .addAttribute(integer("transA", 1))),
        "do not fit");
    refusedNodes(
        List.of(int64s("zero", 0)),
        List.of(node("ReduceSum", List.of("vector", "zero"), List.of("t"))),
        "is the batch");
    refusedNodes(
        List.of(int64s("zero", 0)),
        List.of(node("Gather", List.of("vector", "zero"), List.of("t"))),
        "is the batch");
    refusedNodes(
        List.of(int64s("shape", -1)),
        List.of(
            node("Reshape", List.of("vector", "shape"), List.of("t")),
            node("Add", List.of("t", "bias"), List.of("u"))),
        "cannot be given the shape [-1]");
    refusedNodes(
        List.of(floats("three", new float[24], 3, 8)),
        List.of(node("Add", List.of("vector", "three"), List.of("t"))),
        "do not fit");
  }

  @Test
  void integerDivisionIsRefused() {
    // A division by zero ends the process.
    refusedNodes(
        List.of(int64s("zero", 0)),
        List.of(
            node("Cast", List.of("vector"), List.of("i"))
                .addAttribute(integer("to", DataType.INT64_VALUE)),
            node("Div", List.of("i", "zero"), List.of("d"))),
        "node 4 [Div]",
        "floating-point");
  }

  @ParameterizedTest
  @CsvSource({"8, STRING", "9, BOOL", "0, UNDEFINED", "4294967297, x"})
  void castsToOtherTypesAreRefused(long type, String name) {
    refusedNodes(
        List.of(),
        List.of(node("Cast", List.of("vector"), List.of("c")).addAttribute(integer("to", type))),
        "[to] is " + type);
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
                TestModels.calibration(BINS)),
        "document head",
        "[If]");
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
}
