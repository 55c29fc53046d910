package org.learnedpartition.model;

import static org.learnedpartition.model.RefusedRouters.BINS;
import static org.learnedpartition.model.RefusedRouters.refusedGraph;
import static org.learnedpartition.model.RefusedRouters.refusedNodes;
import static org.learnedpartition.model.TestModels.floats;
import static org.learnedpartition.model.TestModels.int64s;
import static org.learnedpartition.model.TestModels.integer;
import static org.learnedpartition.model.TestModels.integers;
import static org.learnedpartition.model.TestModels.node;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators, attributes and shapes that must not reach native code. */
class OnnxNodeRefusalTests {
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
}
