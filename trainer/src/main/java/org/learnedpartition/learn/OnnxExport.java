package org.learnedpartition.learn;

import ai.onnx.proto.OnnxMl;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
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
  private static final String BINS = "bins";

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
    ONNXRef<?> x = prepared(context, space);
    float[][] p = network.parameters();
    int bins = network.bins();
    ONNXNode logits = gemm(context, x, "W", p[0], "b", p[1], network.dimension());
    if (network.hidden() > 0) {
      ONNXNode relu = hidden(context, x, network);
      ONNXNode v = gemm(context, relu, "V", p[4], "zero", new float[bins], network.hidden());
      logits = context.operation(ONNXOperators.ADD, List.of(logits, v), "logits");
    }
    List<ONNXNode> top = ranking(context, logits, ranked);
    OnnxMl.GraphProto.Builder graph = context.buildGraph().toBuilder();
    // The exporter makes float outputs only.
    graph.addNode(node("Identity", List.of(top.get(1).getReference()), BINS));
    return model(graph);
  }

  /**
   * Writes the graph of a network with a shortlist, as the package documentation of the codec's
   * models describes it.
   *
   * @param ranked bins that a row ranks, 1 … bins
   */
  public static byte[] router(Network network, Shortlist shortlist, Space space, int ranked) {
    ONNXContext context = new ONNXContext();
    ONNXRef<?> x = prepared(context, space);
    ONNXRef<?> features = x;
    if (network.hidden() > 0) {
      features =
          context.operation(
              ONNXOperators.CONCAT,
              List.of(x, hidden(context, x, network)),
              "features",
              Map.of("axis", 1));
    }
    int bins = network.bins();
    int width = network.dimension() + network.hidden();
    int rank = shortlist.rank();
    float[][] p = shortlist.sketches().parameters();
    ONNXNode projected =
        gemm(context, features, "P", shortlist.projection(), "none", new float[rank], width);
    ONNXNode scores = gemm(context, projected, "S", p[0], "sketch_bias", p[1], rank);
    List<ONNXNode> order = top(context, scores, bins, "bins_k", "by_sketch", "order");
    ONNXInitializer first = context.array("first", places(0, shortlist.length()));
    ONNXInitializer rest = context.array("rest", places(shortlist.length(), bins));
    ONNXNode listed = gathered(context, order.get(1), first, 1, "shortlist");
    ONNXInitializer heads =
        context.floatTensor("heads", List.of(bins, width), out -> out.put(Features.heads(network)));
    ONNXInitializer bias = context.array("bias", network.parameters()[1]);
    ONNXNode column =
        context.operation(
            ONNXOperators.UNSQUEEZE,
            List.of(features, context.array("axes", new long[] {2})),
            "column");
    ONNXNode products =
        context.operation(
            OnnxOperators.MAT_MUL,
            List.of(gathered(context, heads, listed, 0, "listed_heads"), column),
            "products");
    ONNXInitializer row = context.array("row", new long[] {0, shortlist.length()});
    ONNXNode exact =
        context.operation(
            ONNXOperators.ADD,
            List.of(
                context.operation(OnnxOperators.RESHAPE, List.of(products, row), "product"),
                gathered(context, bias, listed, 0, "listed_biases")),
            "exact");
    ONNXNode logits =
        context.operation(
            ONNXOperators.CONCAT,
            List.of(exact, gathered(context, order.get(0), rest, 1, "others")),
            "logits",
            Map.of("axis", 1));
    List<ONNXNode> top = ranking(context, logits, ranked);
    OnnxMl.GraphProto.Builder graph = context.buildGraph().toBuilder();
    // The exporter makes float outputs only.
    graph.addNode(
        node(
                "GatherElements",
                List.of(order.get(1).getReference(), top.get(1).getReference()),
                BINS)
            .toBuilder()
            .addAttribute(
                OnnxMl.AttributeProto.newBuilder()
                    .setName("axis")
                    .setType(OnnxMl.AttributeProto.AttributeType.INT)
                    .setI(1)));
    return model(graph);
  }

  private static long[] places(int from, int to) {
    return LongStream.range(from, to).toArray();
  }

  /** The vector as training saw it. */
  private static ONNXRef<?> prepared(ONNXContext context, Space space) {
    context.setName("router");
    ONNXRef<?> x = context.floatInput("vector", space.dimension());
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
      float[] factors = new float[space.dimension()];
      Arrays.fill(factors, space.scale());
      ONNXInitializer scale = context.array("scale", factors);
      x = context.operation(ONNXOperators.MUL, List.of(x, scale), "scaled");
    }
    return x;
  }

  private static ONNXNode hidden(ONNXContext context, ONNXRef<?> x, Network network) {
    float[][] p = network.parameters();
    ONNXNode h = gemm(context, x, "U", p[2], "a", p[3], network.dimension());
    return context.operation(OnnxOperators.RELU, List.of(h), "hidden");
  }

  private static ONNXNode gathered(
      ONNXContext context, ONNXRef<?> values, ONNXRef<?> index, int axis, String name) {
    return context.operation(
        ONNXOperators.GATHER, List.of(values, index), name, Map.of("axis", axis));
  }

  /** The probabilities of the best, and their places. */
  private static List<ONNXNode> ranking(ONNXContext context, ONNXNode logits, int ranked) {
    ONNXNode logP =
        context.operation(
            OnnxOperators.LOG_SOFTMAX, List.of(logits), "log_softmax", Map.of("axis", 1));
    List<ONNXNode> top = top(context, logP, ranked, "ranked", "top", "top_bins");
    context.assignTo(top.get(0), context.floatOutput("log_probability", ranked));
    return top;
  }

  private static List<ONNXNode> top(
      ONNXContext context,
      ONNXNode values,
      int count,
      String countName,
      String name,
      String indices) {
    ONNXInitializer k = context.array(countName, new long[] {count});
    return context.operation(
        OnnxOperators.TOP_K,
        List.of(values, k),
        List.of(name, indices),
        attributes("axis", 1, "largest", 1, "sorted", 1));
  }

  private static OnnxMl.NodeProto node(String operator, List<String> inputs, String output) {
    return OnnxMl.NodeProto.newBuilder()
        .setOpType(operator)
        .setName(output)
        .addAllInput(inputs)
        .addOutput(output)
        .build();
  }

  /** The model of a graph whose nodes make the bins, as an output beside the probabilities. */
  private static byte[] model(OnnxMl.GraphProto.Builder graph) {
    OnnxMl.TypeProto type = graph.getOutput(0).getType();
    graph.addOutput(
        OnnxMl.ValueInfoProto.newBuilder()
            .setName(BINS)
            .setType(
                type.toBuilder()
                    .setTensorType(
                        type.getTensorType().toBuilder()
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
