package org.learnedpartition.model;

import static org.learnedpartition.model.InvalidModelException.quote;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;

/** What an ONNX file says of itself before its nodes: versions, domains, counts. */
final class OnnxHeader {
  /** Versions of the ONNX file format that are read; the graph is handed on in the first. */
  static final int IR_MIN = 7;

  static final int IR_MAX = 12;

  /** Most operators; an unrolled ascent of ten steps has some two hundred. */
  static final int MAX_NODES = 1024;

  static final int MAX_WEIGHTS = 1024;

  private OnnxHeader() {}

  /**
   * Refuses a file that has no graph, is of another version, or carries what a router has no use
   * for.
   *
   * @return version of the operator set
   */
  static int check(ModelProto model) {
    if (!model.hasGraph()) {
      throw new InvalidModelException("it has no graph");
    }
    if (model.getIrVersion() < IR_MIN || model.getIrVersion() > IR_MAX) {
      throw new InvalidModelException(
          "it has ONNX IR version "
              + model.getIrVersion()
              + ", expected "
              + IR_MIN
              + " to "
              + IR_MAX);
    }
    if (model.getFunctionsCount() > 0) {
      throw new InvalidModelException(
          "it defines functions, such as " + quote(model.getFunctions(0).getName()));
    }
    if (model.getTrainingInfoCount() > 0) {
      throw new InvalidModelException("it has training info, which a model may not have");
    }
    if (model.getOpsetImportCount() != 1) {
      throw new InvalidModelException(
          "it imports "
              + model.getOpsetImportCount()
              + " operator sets, expected the standard one only");
    }
    OperatorSetIdProto set = model.getOpsetImport(0);
    checkDomain(set.getDomain());
    if (set.getVersion() < OnnxOperators.OPSET_MIN || set.getVersion() > OnnxOperators.OPSET_MAX) {
      throw new InvalidModelException(
          "it has operator set version "
              + set.getVersion()
              + ", expected "
              + OnnxOperators.OPSET_MIN
              + " to "
              + OnnxOperators.OPSET_MAX);
    }
    checkLimits(model.getGraph());
    return (int) set.getVersion();
  }

  /** Refuses operators that are not standard ones. */
  static void checkDomain(String domain) {
    if (!domain.isEmpty() && !domain.equals("ai.onnx")) {
      throw new InvalidModelException(
          "operators of domain " + quote(domain) + " are not allowed, only standard ones");
    }
  }

  private static void checkLimits(GraphProto graph) {
    if (graph.getSparseInitializerCount() > 0) {
      throw new InvalidModelException("it has sparse weights, which a model may not have");
    }
    if (graph.getQuantizationAnnotationCount() > 0) {
      throw new InvalidModelException(
          "it has quantization annotations, which a model may not have");
    }
    if (graph.getNodeCount() > MAX_NODES) {
      throw new InvalidModelException(
          "it has " + graph.getNodeCount() + " nodes, more than " + MAX_NODES);
    }
    if (graph.getInitializerCount() > MAX_WEIGHTS) {
      throw new InvalidModelException(
          "it has " + graph.getInitializerCount() + " weights, more than " + MAX_WEIGHTS);
    }
  }
}
