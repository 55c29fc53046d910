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
                    p.recall() + share * (1 - p.recall()) / 2,
                    p.candidates(),
                    p.candidatesP95()))
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
      points.add(new Calibration.Point(probes, Math.sqrt(share), share, share));
    }
    points.add(new Calibration.Point(bins, 1, 1, 1));
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
