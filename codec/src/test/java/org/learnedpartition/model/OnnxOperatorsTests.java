package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.learnedpartition.model.TestModels.floats;
import static org.learnedpartition.model.TestModels.int64s;
import static org.learnedpartition.model.TestModels.integer;
import static org.learnedpartition.model.TestModels.integers;
import static org.learnedpartition.model.TestModels.node;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/** Shapes as they are inferred before the run, against those that ONNX Runtime makes. */
class OnnxOperatorsTests {
  private static final int ROWS = 5;

  /** A node on {@code x} (float32 [n, 2, 6], n = 5) and constants. */
  private record Case(NodeProto.Builder node, TensorProto... constants) {}

  private static Case unary(String operator, AttributeProto... attributes) {
    return new Case(
        node(operator, List.of("x"), List.of("y")).addAllAttribute(List.of(attributes)));
  }

  private static Case binary(String operator, TensorProto constant, AttributeProto... attributes) {
    return new Case(
        node(operator, List.of("x", constant.getName()), List.of("y"))
            .addAllAttribute(List.of(attributes)),
        constant);
  }

  private static TensorProto ones(long... dims) {
    int n = 1;
    for (long dim : dims) {
      n *= (int) dim;
    }
    float[] ones = new float[n];
    Arrays.fill(ones, 1);
    return floats("ones", ones, dims);
  }

  private static List<Case> cases(int opset) {
    List<Case> cases = new ArrayList<>();
    for (String operator :
        List.of(
            "Abs",
            "Elu",
            "Erf",
            "Exp",
            "Identity",
            "LeakyRelu",
            "Log",
            "Neg",
            "Reciprocal",
            "Relu",
            "Sigmoid",
            "Softplus",
            "Sqrt",
            "Tanh",
            "Softmax",
            "LogSoftmax",
            "LpNormalization",
            "Max",
            "Min",
            "Clip",
            "Flatten")) {
      cases.add(unary(operator));
    }
    cases.add(unary("Softmax", integer("axis", 1)));
    cases.add(unary("LpNormalization", integer("axis", -2), integer("p", 1)));
    for (String operator : List.of("Add", "Sub", "Mul", "Div", "Pow", "Max", "Min")) {
      for (long[] dims : new long[][] {{}, {1}, {6}, {2, 1}, {1, 6}, {1, 2, 6}, {1, 1, 1}}) {
        cases.add(binary(operator, ones(dims)));
      }
    }
    cases.add(new Case(node("Clip", List.of("x", "", "ones"), List.of("y")), ones()));
    cases.add(binary("MatMul", ones(6, 3)));
    cases.add(binary("MatMul", ones(1, 6, 3)));
    cases.add(new Case(node("MatMul", List.of("ones", "x"), List.of("y")), ones(4, 2)));
    cases.add(
        new Case(
            node("Gemm", List.of("ones", "b", "c"), List.of("y"))
                .addAttribute(integer("transA", 1))
                .addAttribute(integer("transB", 1)),
            ones(3, 4),
            floats("b", new float[6], 2, 3),
            floats("c", new float[2], 2)));
    for (String operator :
        List.of(
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSumExp",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "ReduceSumSquare")) {
      if (opset < OnnxRules.OPSET_REDUCTION_AXES) {
        cases.add(unary(operator, integers("axes", -1)));
        cases.add(unary(operator, integers("axes", 1, 2), integer("keepdims", 0)));
      } else {
        cases.add(binary(operator, int64s("axes", -1)));
        cases.add(binary(operator, int64s("axes", 1, 2), integer("keepdims", 0)));
      }
    }
    cases.add(binary("ReduceSum", int64s("axes", 1), integer("keepdims", 0)));
    cases.add(binary("ReduceSum", int64s("axes", -1, -2)));
    cases.add(
        new Case(
            node("Squeeze", List.of("ones", "axes"), List.of("y")),
            ones(4, 1, 2, 1),
            int64s("axes", 1, -1)));
    cases.add(binary("Unsqueeze", int64s("axes", 1, -1)));
    cases.add(unary("Transpose", integers("perm", 0, 2, 1)));
    for (long[] shape : new long[][] {{0, 12}, {-1, 12}, {0, -1}, {0, 3, 4}, {0, 0, 3, 2}}) {
      cases.add(binary("Reshape", int64s("shape", shape)));
    }
    cases.add(binary("Gather", int64s("indices", 0, 5, -1, 3), integer("axis", 2)));
    cases.add(
        new Case(
            node("Gather", List.of("x", "index"), List.of("y")).addAttribute(integer("axis", 1)),
            TensorProto.newBuilder()
                .setName("index")
                .setDataType(DataType.INT64_VALUE)
                .addInt64Data(1)
                .build()));
    cases.add(
        new Case(
            node("GatherElements", List.of("ones", "i"), List.of("y"))
                .addAttribute(integer("axis", 1)),
            ones(2, 4),
            int64s("i", 0, 1, 2, 0, 0, 0).toBuilder().clearDims().addDims(2).addDims(3).build()));
    cases.add(
        new Case(
            node("Concat", List.of("x", "x", "x"), List.of("y"))
                .addAttribute(integer("axis", -1))));
    cases.add(unary("Cast", integer("to", DataType.INT64_VALUE)));
    cases.add(unary("Cast", integer("to", DataType.FLOAT16_VALUE)));
    cases.add(binary("TopK", int64s("k", 4)));
    cases.add(binary("TopK", int64s("k", 2), integer("axis", 1)));
    return cases;
  }

  @TestFactory
  Stream<DynamicTest> inferredShapeIsOnnxRuntimes() {
    return IntStream.of(
            OnnxOperators.OPSET_MIN, OnnxRules.OPSET_REDUCTION_AXES, OnnxOperators.OPSET_MAX)
        .boxed()
        .flatMap(
            opset ->
                cases(opset).stream()
                    .map(
                        c ->
                            DynamicTest.dynamicTest(
                                opset + " " + c.node().build().toString().replaceAll("\\s+", " "),
                                () -> assertEquals(actual(c, opset), inferred(c, opset)))));
  }

  @Test
  void everyListedOperatorIsCompared() {
    TreeSet<String> compared = new TreeSet<>();
    cases(OnnxOperators.OPSET_MIN).forEach(c -> compared.add(c.node().getOpType()));
    assertEquals(OnnxOperators.names(), String.join(", ", compared));
  }

  @ParameterizedTest
  @Seeds({201, 202})
  void whatIsAcceptedMakesWhatWasInferred(long seed) throws Exception {
    Random random = new Random(seed);
    List<String> names = List.of(OnnxOperators.names().split(", "));
    int accepted = 0;
    for (int i = 0; i < 3_000; i++) {
      Case c = randomCase(names.get(random.nextInt(names.size())), random);
      int opset = random.nextBoolean() ? OnnxOperators.OPSET_MIN : OnnxOperators.OPSET_MAX;
      String inferred;
      try {
        inferred = inferred(c, opset);
      } catch (InvalidModelException e) {
        continue;
      }
      try {
        String what = "seed " + seed + ", node " + i + ": " + c.node().build();
        assertEquals(actual(c, opset), inferred, what);
        accepted++;
      } catch (OrtException e) {
        // ONNX Runtime may be stricter.
      }
    }
    assertTrue(accepted > 100, accepted + " accepted");
  }

  private static Case randomCase(String operator, Random random) {
    OnnxOperators.Operator rule = OnnxOperators.named(operator);
    NodeProto.Builder node = node(operator, List.of(), List.of("y"));
    List<TensorProto> constants = new ArrayList<>();
    int inputs =
        rule.minInputs() + random.nextInt(Math.min(3, rule.maxInputs()) - rule.minInputs() + 1);
    for (int i = 0; i < inputs; i++) {
      String name = "c" + i;
      switch (random.nextInt(i == 0 ? 4 : 8)) {
        case 0, 1, 2 -> name = "x";
        case 3, 4 -> constants.add(ones(randomDims(random)).toBuilder().setName(name).build());
        case 5, 6, 7 -> constants.add(int64s(name, randomIntegers(random)));
        default -> name = "";
      }
      node.addInput(name);
    }
    rule.attributes()
        .forEach(
            (name, type) -> {
              if (random.nextBoolean()) {
                return;
              }
              switch (type) {
                case INT -> node.addAttribute(integer(name, random.nextInt(6) - 2));
                case INTS -> node.addAttribute(integers(name, randomIntegers(random)));
                default ->
                    node.addAttribute(
                        AttributeProto.newBuilder()
                            .setName(name)
                            .setType(AttributeProto.AttributeType.FLOAT)
                            .setF(random.nextFloat()));
              }
            });
    return new Case(node, constants.toArray(TensorProto[]::new));
  }

  private static long[] randomDims(Random random) {
    return random
        .longs(random.nextInt(4), 0, 4)
        .map(i -> new long[] {1, 2, 3, 6}[(int) i])
        .toArray();
  }

  private static long[] randomIntegers(Random random) {
    return random.longs(1 + random.nextInt(3), -2, random.nextBoolean() ? 3 : 13).toArray();
  }

  private static String inferred(Case c, int opset) {
    List<OnnxValue> inputs = new ArrayList<>();
    for (String name : c.node().getInputList()) {
      OnnxValue value =
          name.equals("x") ? new OnnxValue(DataType.FLOAT_VALUE, OnnxValue.BATCH, 2, 6) : null;
      for (TensorProto constant : c.constants()) {
        value = constant.getName().equals(name) ? OnnxTensors.check(constant, name) : value;
      }
      inputs.add(value);
    }
    OnnxValue result =
        OnnxOperators.named(c.node().getOpType())
            .results()
            .apply(new OnnxNode(c.node().build(), inputs, opset))
            .getFirst();
    return result.text().replace("[n", "[" + ROWS);
  }

  private static String actual(Case c, int opset) throws Exception {
    TypeProto.Tensor.Builder x =
        TypeProto.Tensor.newBuilder()
            .setElemType(DataType.FLOAT_VALUE)
            .setShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"))
                    .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(2))
                    .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(6)));
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("one node")
            .addNode(c.node())
            .addAllInitializer(List.of(c.constants()))
            .addInput(
                ValueInfoProto.newBuilder()
                    .setName("x")
                    .setType(TypeProto.newBuilder().setTensorType(x)))
            .addOutput(ValueInfoProto.newBuilder().setName("y"));
    if (c.node().getOpType().equals("TopK")) {
      graph.getNodeBuilder(0).addOutput("indices");
    }
    byte[] onnx =
        ModelProto.newBuilder()
            .setIrVersion(OnnxHeader.IR_MIN)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
            .setGraph(graph)
            .build()
            .toByteArray();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = quiet(environment, onnx, options);
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.allocate(ROWS * 12), new long[] {ROWS, 2, 6});
        OrtSession.Result result = session.run(Map.of("x", input))) {
      TensorInfo info = (TensorInfo) result.get(0).getInfo();
      return info.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "")
          + OnnxValue.text(info.getShape());
    }
  }

  private static OrtSession quiet(
      OrtEnvironment environment, byte[] onnx, OrtSession.SessionOptions options)
      throws OrtException {
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    options.setIntraOpNumThreads(1);
    return environment.createSession(onnx, options);
  }
}
