package org.learnedpartition.learn;

import ai.onnx.proto.OnnxMl;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.learnedpartition.data.Space;
import org.learnedpartition.model.Similarity;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXInitializer;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXOperators;
import org.tribuo.util.onnx.ONNXRef;

/** Writes a network as an ONNX graph with the contract of {@code Router}. */
public final class OnnxExport {
  private static final int IR_VERSION = 7;

  private OnnxExport() {}

  /**
   * Writes the graph for vectors as the user gives them: it normalises, or centres and scales them.
   * Neither is folded into the first layer: far from the origin that would lose the digits that
   * tell vectors apart, and weights would no longer be of bfloat16.
   *
   * @param ranked bins that a row ranks, 1 … bins
   */
  public static byte[] router(Network network, Space space, int ranked) {
    ONNXContext context = new ONNXContext();
    context.setName("router");
    ONNXRef<?> x = context.floatInput("vector", network.dimension());
    if (space.similarity() == Similarity.COSINE) {
      x =
          context.operation(
              OnnxOperators.LP_NORMALIZATION, List.of(x), "unit", attributes("axis", 1, "p", 2));
    }
    if (space.similarity() == Similarity.L2) {
      ONNXInitializer mean = context.array("mean", space.mean());
      x = context.operation(ONNXOperators.SUB, List.of(x, mean), "centred");
    }
    if (space.scale() != 1) {
      float[] factors = new float[network.dimension()];
      Arrays.fill(factors, space.scale());
      ONNXInitializer scale = context.array("scale", factors);
      x = context.operation(ONNXOperators.MUL, List.of(x, scale), "scaled");
    }
    float[][] p = network.parameters();
    int bins = network.bins();
    int d = network.dimension();
    ONNXNode logits = gemm(context, x, "W", p[0], "b", p[1], d);
    if (network.hidden() > 0) {
      ONNXNode h = gemm(context, x, "U", p[2], "a", p[3], d);
      ONNXNode relu = context.operation(OnnxOperators.RELU, List.of(h), "hidden");
      ONNXNode v = gemm(context, relu, "V", p[4], "zero", new float[bins], network.hidden());
      logits = context.operation(ONNXOperators.ADD, List.of(logits, v), "logits");
    }
    ONNXNode logP =
        context.operation(
            OnnxOperators.LOG_SOFTMAX, List.of(logits), "log_softmax", Map.of("axis", 1));
    ONNXInitializer k = context.array("ranked", new long[] {ranked});
    List<ONNXNode> top =
        context.operation(
            OnnxOperators.TOP_K,
            List.of(logP, k),
            List.of("top", "top_bins"),
            attributes("axis", 1, "largest", 1, "sorted", 1));
    context.assignTo(top.get(0), context.floatOutput("log_probability", ranked));
    OnnxMl.GraphProto.Builder graph = context.buildGraph().toBuilder();
    // The exporter makes float outputs only.
    graph
        .addNode(
            OnnxMl.NodeProto.newBuilder()
                .setOpType("Identity")
                .setName("bins")
                .addInput(top.get(1).getReference())
                .addOutput("bins"))
        .addOutput(
            OnnxMl.ValueInfoProto.newBuilder()
                .setName("bins")
                .setType(
                    graph.getOutput(0).getType().toBuilder()
                        .setTensorType(
                            graph.getOutput(0).getType().getTensorType().toBuilder()
                                .setElemType(OnnxMl.TensorProto.DataType.INT64.getNumber()))));
    return OnnxMl.ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("learned-partition")
        .addOpsetImport(ONNXOperators.getOpsetProto())
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  /** Names and values in the order given: Map.of has another in each JVM, and so would models. */
  private static Map<String, Object> attributes(Object... namesAndValues) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      attributes.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return attributes;
  }

  private static ONNXNode gemm(
      ONNXContext context,
      ONNXRef<?> x,
      String weightName,
      float[] weight,
      String biasName,
      float[] bias,
      int inner) {
    ONNXInitializer w =
        context.floatTensor(weightName, List.of(bias.length, inner), out -> out.put(weight));
    ONNXInitializer b = context.array(biasName, bias);
    return context.operation(
        ONNXOperators.GEMM, List.of(x, w, b), weightName + "x", Map.of("transB", 1));
  }
}
