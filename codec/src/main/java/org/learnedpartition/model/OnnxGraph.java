package org.learnedpartition.model;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;

/** The static check of an ONNX graph, before native code sees it. */
final class OnnxGraph {
  private OnnxGraph() {}

  /**
   * @param what name of the graph in messages
   * @throws InvalidModelException if the graph breaks a rule
   */
  static void check(byte[] onnx, String what, int dimension, int ranked) {
    try {
      OnnxMl.ModelProto.parseFrom(onnx);
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidModelException("model's " + what + " is not an ONNX graph", e);
    }
  }
}
