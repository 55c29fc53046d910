package org.learnedpartition.model;

import static org.learnedpartition.model.Refusals.assertRefused;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.function.Consumer;

/** Routers that are changed until reading a model with them is refused. */
final class RefusedRouters {
  static final int DIMENSION = 8;
  static final int BINS = 16;

  private RefusedRouters() {}

  static ModelProto.Builder good() {
    return TestModels.linearRouter(
        TestModels.centres(DIMENSION, BINS, Similarity.L2, 3),
        DIMENSION,
        BINS,
        BINS,
        Similarity.L2);
  }

  /** Reading a model with this router is refused. */
  static void refused(Consumer<ModelProto.Builder> change, String... words) {
    ModelProto.Builder model = good();
    change.accept(model);
    refusedBytes(model.build().toByteArray(), words);
  }

  static void refusedBytes(byte[] onnx, String... words) {
    assertRefused(
        () ->
            PartitionModel.of(
                TestModels.manifest(DIMENSION, BINS, BINS, Similarity.L2, new float[BINS], 3),
                onnx,
                null,
                TestModels.centres(DIMENSION, BINS, Similarity.L2, 3),
                TestModels.calibration(BINS),
                List.of()),
        words);
  }

  static void refusedGraph(Consumer<GraphProto.Builder> change, String... words) {
    refused(model -> change.accept(model.getGraphBuilder()), words);
  }

  static void refusedWeight(Consumer<TensorProto.Builder> change, String... words) {
    refusedGraph(graph -> change.accept(graph.getInitializerBuilder(0)), words);
  }

  /** Nodes put before the router's own. */
  static void refusedNodes(
      List<TensorProto> weights, List<NodeProto.Builder> nodes, String... words) {
    refusedGraph(
        graph -> {
          graph.addAllInitializer(weights);
          nodes.forEach(graph::addNode);
        },
        words);
  }
}
