package org.learnedpartition.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.learnedpartition.vector.Bfloat16;

/**
 * Small valid models for tests: random centres and a real router that ranks by nearness to them.
 */
public final class TestModels {
  /** Makes the probabilities of small random centres neither flat nor a single spike. */
  private static final float SHARPNESS = 2f;

  private TestModels() {}

  /** A model whose linear router ranks all bins, nearest centre first. */
  public static PartitionModel linear(int dimension, int bins, Similarity similarity, long seed) {
    return linear(dimension, bins, bins, similarity, seed);
  }

  /** A model whose linear router ranks only the {@code ranked} nearest centres. */
  public static PartitionModel linear(
      int dimension, int bins, int ranked, Similarity similarity, long seed) {
    ModelProto router =
        linearRouter(
                centres(dimension, bins, similarity, seed), dimension, bins, ranked, similarity)
            .build();
    return around(router, dimension, bins, ranked, similarity, seed);
  }

  /** The model of {@link #linear} with random codebooks of all encodings. */
  public static PartitionModel coded(int dimension, int bins, Similarity similarity, long seed) {
    return coded(dimension, bins, bins, similarity, seed);
  }

  /** The same with estimates that may fall short by up to a margin, whatever the recall. */
  public static PartitionModel coded(
      int dimension, int bins, Similarity similarity, long seed, float margin) {
    float[] margins = new float[Codebook.RECALLS.size()];
    Arrays.fill(margins, margin);
    return with(
        linear(dimension, bins, similarity, seed),
        codebooks(dimension, seed).stream()
            .map(
                book ->
                    new Codebook(
                        book.encoding(), book.values(), book.alpha(), book.error(), margins))
            .toList());
  }

  /** The same, whose router ranks only the {@code ranked} nearest centres. */
  public static PartitionModel coded(
      int dimension, int bins, int ranked, Similarity similarity, long seed) {
    return with(linear(dimension, bins, ranked, similarity, seed), codebooks(dimension, seed));
  }

  private static PartitionModel with(PartitionModel model, List<Codebook> codebooks) {
    float[] centres = new float[model.dimension() * model.bins()];
    model.centres().get(centres);
    return PartitionModel.of(
        model.manifest(), model.routerOnnx(), null, centres, model.calibration(), codebooks);
  }

  /** The same model, with second rows for about half of random vectors at a share of a half. */
  public static PartitionModel spilling(PartitionModel model) {
    return spilling(model, List.of());
  }

  /**
   * The same.
   *
   * @param factors of the bins, or none
   */
  static PartitionModel spilling(PartitionModel model, List<Double> factors) {
    Spill spill = spill(model.calibration());
    float[] centres = new float[model.dimension() * model.bins()];
    model.centres().get(centres);
    return PartitionModel.of(
        model.manifest(),
        model.routerOnnx(),
        null,
        centres,
        model.calibration(),
        model.encodings().stream()
            .filter(encoding -> encoding != Encoding.X1)
            .map(encoding -> model.quantizer(encoding).codebook())
            .toList(),
        new Spill(spill.losses(), factors, spill.curves()));
  }

  /** Losses from 0 to 4; recall that grows with the share. */
  static Spill spill(Calibration calibration) {
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < Spill.LOSSES; i++) {
      losses.add(4.0 * i / (Spill.LOSSES - 1));
    }
    return new Spill(
        losses, List.of(), List.of(spillCurve(calibration, 0.25), spillCurve(calibration, 1)));
  }

  private static Spill.Curve spillCurve(Calibration calibration, double share) {
    return new Spill.Curve(
        share,
        better(calibration.probes(), share),
        better(calibration.mass(), share),
        better(calibration.thresholds(), share));
  }

  private static List<Calibration.Point> better(List<Calibration.Point> points, double share) {
    return points.stream()
        .map(
            p ->
                new Calibration.Point(
                    p.setting(),
                    p.candidates(),
                    p.candidatesP95(),
                    p.recalls().stream().map(recall -> recall + share * (1 - recall) / 2).toList()))
        .toList();
  }

  /** Codebooks of all encodings for residuals with normally distributed components. */
  public static List<Codebook> codebooks(int dimension, long seed) {
    Random random = new Random(seed);
    float[] margins = new float[Codebook.RECALLS.size()];
    for (int i = 0; i < margins.length; i++) {
      margins[i] = i / 8f;
    }
    List<Codebook> codebooks = new ArrayList<>();
    for (Encoding encoding : EnumSet.complementOf(EnumSet.of(Encoding.X1))) {
      float[] values = new float[dimension * (encoding == Encoding.X4 ? 2 : 16)];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            encoding != Encoding.X4 ? (float) random.nextGaussian() : i < dimension ? -4 : 8f / 255;
      }
      codebooks.add(new Codebook(encoding, values, 0.6f, 0.1f, margins));
    }
    return codebooks;
  }

  /**
   * The model of {@link #linear} as if brought from elsewhere: its graph has an operator that our
   * own evaluator does not know.
   */
  static PartitionModel foreign(
      int dimension, int bins, int ranked, Similarity similarity, long seed) {
    float[] centres = centres(dimension, bins, similarity, seed);
    ModelProto.Builder router = linearRouter(centres, dimension, bins, ranked, similarity);
    GraphProto.Builder graph = router.getGraphBuilder();
    int gemm = graph.getNodeCount() - 3;
    graph.getNodeBuilder(gemm).setOutput(0, "unclipped");
    graph.getNodeBuilder(gemm + 1).setInput(0, "clipped");
    graph.addNode(gemm + 1, node("Clip", List.of("unclipped"), List.of("clipped")));
    return around(router.build(), dimension, bins, ranked, similarity, seed);
  }

  /** Centres with normally distributed components; of unit length for cosine. */
  public static float[] centres(int dimension, int bins, Similarity similarity, long seed) {
    Random random = new Random(seed);
    float[] centres = new float[dimension * bins];
    for (int bin = 0; bin < bins; bin++) {
      double norm = 0;
      for (int i = bin * dimension; i < (bin + 1) * dimension; i++) {
        centres[i] = (float) random.nextGaussian();
        norm += centres[i] * centres[i];
      }
      for (int i = bin * dimension; i < (bin + 1) * dimension; i++) {
        centres[i] /= similarity == Similarity.COSINE ? (float) Math.sqrt(norm) : 1;
      }
    }
    return centres;
  }

  /** A manifest of equally large bins. */
  public static Manifest manifest(
      int dimension, int bins, int ranked, Similarity similarity, float[] prices, long seed) {
    int[] sizes = new int[bins];
    Arrays.fill(sizes, 128);
    TreeMap<String, String> provenance = new TreeMap<>();
    provenance.put("method", "random centres");
    provenance.put("seed", Long.toString(seed));
    return new Manifest(dimension, similarity, bins, ranked, "linear", prices, sizes, provenance);
  }

  /** Recall that grows with the share of the bins probed, 1 when all are. */
  public static Calibration calibration(int bins) {
    List<Calibration.Point> points = new ArrayList<>();
    for (int probes = 1; probes < bins; probes *= 2) {
      double share = (double) probes / bins;
      points.add(new Calibration.Point(probes, share, share, List.of(Math.sqrt(share))));
    }
    points.add(new Calibration.Point(bins, 1, 1, List.of(1.0)));
    return new Calibration(10, 1000, points, List.of(), List.of());
  }

  /** A router of Gemm, LogSoftmax and TopK; LpNormalization first for cosine. */
  static ModelProto.Builder linearRouter(
      float[] centres, int dimension, int bins, int ranked, Similarity similarity) {
    float[] weights = new float[centres.length];
    float[] bias = new float[bins];
    for (int bin = 0; bin < bins; bin++) {
      for (int i = bin * dimension; i < (bin + 1) * dimension; i++) {
        // |x - c|² falls as 2xc - |c|² grows.
        weights[i] = centres[i] * SHARPNESS * (similarity == Similarity.L2 ? 2 : 1);
        bias[bin] -= similarity == Similarity.L2 ? centres[i] * centres[i] * SHARPNESS : 0;
      }
    }
    GraphProto.Builder graph = GraphProto.newBuilder().setName("router");
    String features = "vector";
    if (similarity == Similarity.COSINE) {
      features = "unit";
      graph.addNode(
          node("LpNormalization", List.of("vector"), List.of("unit"))
              .addAttribute(integer("axis", -1))
              .addAttribute(integer("p", 2)));
    }
    graph
        .addNode(
            node("Gemm", List.of(features, "weights", "bias"), List.of("logits"))
                .addAttribute(integer("transB", 1)))
        .addNode(
            node("LogSoftmax", List.of("logits"), List.of("log_probabilities"))
                .addAttribute(integer("axis", -1)))
        .addNode(
            node(
                "TopK", List.of("log_probabilities", "ranked"), List.of("log_probability", "bins")))
        .addInitializer(floats("weights", weights, bins, dimension))
        .addInitializer(floats("bias", bias, bins))
        .addInitializer(int64s("ranked", ranked))
        .addInput(value("vector", TensorProto.DataType.FLOAT_VALUE, dimension))
        .addOutput(value("bins", TensorProto.DataType.INT64_VALUE, ranked))
        .addOutput(value("log_probability", TensorProto.DataType.FLOAT_VALUE, ranked));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
        .setGraph(graph);
  }

  /**
   * The router of {@link #linearRouter} with a shortlist: heads of bfloat16, and sketches of their
   * first components.
   *
   * @param rank components of a sketch, at most the dimension
   * @param length bins on a shortlist, 1 … bins - 1
   */
  static ModelProto.Builder shortlistRouter(
      float[] centres,
      int dimension,
      int bins,
      int rank,
      int length,
      int ranked,
      Similarity similarity) {
    ModelProto.Builder router = linearRouter(centres, dimension, bins, ranked, similarity);
    GraphProto.Builder graph = router.getGraphBuilder();
    List<Float> given = graph.getInitializer(0).getFloatDataList();
    List<Float> biases = graph.getInitializer(1).getFloatDataList();
    float[] weights = new float[bins * dimension];
    float[] bias = new float[bins];
    float[] sketches = new float[bins * rank];
    float[] projection = new float[rank * dimension];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Bfloat16.round(given.get(i));
      if (i % dimension < rank) {
        sketches[i / dimension * rank + i % dimension] = weights[i];
      }
    }
    for (int i = 0; i < rank; i++) {
      projection[i * dimension + i] = 1;
    }
    for (int bin = 0; bin < bins; bin++) {
      bias[bin] = biases.get(bin);
    }
    String features = similarity == Similarity.COSINE ? "unit" : "vector";
    while (graph.getNodeCount() > (similarity == Similarity.COSINE ? 1 : 0)) {
      graph.removeNode(graph.getNodeCount() - 1);
    }
    graph
        .clearInitializer()
        .addInitializer(floats("projection", projection, rank, dimension))
        .addInitializer(floats("sketches", sketches, bins, rank))
        .addInitializer(floats("bias", bias, bins))
        .addInitializer(floats("heads", weights, bins, dimension))
        .addInitializer(int64s("all", bins))
        .addInitializer(int64s("first", LongStream.range(0, length).toArray()))
        .addInitializer(int64s("rest", LongStream.range(length, bins).toArray()))
        .addInitializer(int64s("row", 0, length))
        .addInitializer(int64s("axes", 2))
        .addInitializer(int64s("ranked", ranked))
        .addNode(
            node("Gemm", List.of(features, "projection"), List.of("projected"))
                .addAttribute(integer("transB", 1)))
        .addNode(
            node("Gemm", List.of("projected", "sketches", "bias"), List.of("sketched"))
                .addAttribute(integer("transB", 1)))
        .addNode(node("TopK", List.of("sketched", "all"), List.of("by_sketch", "order")))
        .addNode(
            node("Gather", List.of("order", "first"), List.of("shortlist"))
                .addAttribute(integer("axis", 1)))
        .addNode(
            node("Gather", List.of("by_sketch", "rest"), List.of("others"))
                .addAttribute(integer("axis", 1)))
        .addNode(node("Gather", List.of("heads", "shortlist"), List.of("listed_heads")))
        .addNode(node("Unsqueeze", List.of(features, "axes"), List.of("column")))
        .addNode(node("MatMul", List.of("listed_heads", "column"), List.of("products")))
        .addNode(node("Reshape", List.of("products", "row"), List.of("product")))
        .addNode(node("Gather", List.of("bias", "shortlist"), List.of("listed_bias")))
        .addNode(node("Add", List.of("product", "listed_bias"), List.of("exact")))
        .addNode(
            node("Concat", List.of("exact", "others"), List.of("logits"))
                .addAttribute(integer("axis", 1)))
        .addNode(node("LogSoftmax", List.of("logits"), List.of("log_probabilities")))
        .addNode(
            node("TopK", List.of("log_probabilities", "ranked"), List.of("log_probability", "at")))
        .addNode(
            node("GatherElements", List.of("order", "at"), List.of("bins"))
                .addAttribute(integer("axis", 1)));
    return router;
  }

  /** A model whose router has a shortlist of a third of its bins, and ranks three quarters. */
  public static PartitionModel shortlist(
      int dimension, int bins, Similarity similarity, long seed) {
    int ranked = 3 * bins / 4;
    ModelProto router =
        shortlistRouter(
                centres(dimension, bins, similarity, seed),
                dimension,
                bins,
                Math.ceilDiv(dimension, 2),
                bins / 3,
                ranked,
                similarity)
            .build();
    return around(router, dimension, bins, ranked, similarity, seed);
  }

  /** A model around a router, over the centres of the seed. */
  static PartitionModel around(
      ModelProto router, int dimension, int bins, int ranked, Similarity similarity, long seed) {
    return PartitionModel.of(
        manifest(dimension, bins, ranked, similarity, new float[bins], seed),
        router.toByteArray(),
        null,
        centres(dimension, bins, similarity, seed),
        calibration(bins),
        List.of());
  }

  static NodeProto.Builder node(String operator, List<String> inputs, List<String> outputs) {
    return NodeProto.newBuilder()
        .setName(operator + " to " + outputs.getFirst())
        .setOpType(operator)
        .addAllInput(inputs)
        .addAllOutput(outputs);
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  /** A tensor of int64 with one dimension. */
  static TensorProto int64s(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor.build();
  }

  static TensorProto floats(String name, float[] values, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE);
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return tensor.build();
  }

  /** A value of shape [n, columns], n symbolic. */
  static ValueInfoProto value(String name, int type, long columns) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(type)
                        .setShape(
                            TensorShapeProto.newBuilder()
                                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"))
                                .addDim(
                                    TensorShapeProto.Dimension.newBuilder().setDimValue(columns)))))
        .build();
  }
}
