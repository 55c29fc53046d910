package org.learnedpartition.model;

import static org.learnedpartition.model.InvalidModelException.firstSentence;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Parses ONNX's protobuf within bounds. A parser makes an object of some hundred bytes from a
 * message of two, so what is not the weights themselves is measured before it is parsed.
 */
final class OnnxBytes {
  /** Longest graph, in bytes: half a model file, centres take the other half. */
  static final int MAX_BYTES = ModelFile.MAX_BYTES / 2;

  /** Most bytes that are not weights: exporters leave stack traces of some kilobytes at a node. */
  static final int MAX_STRUCTURE_BYTES = 2 << 20;

  /** Model, graph, node, attribute, tensor, segment are six; two spare. */
  private static final int MAX_DEPTH = 8;

  // Field numbers of onnx.proto.
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int TENSOR_FLOAT_DATA = 4;
  private static final int TENSOR_RAW_DATA = 9;
  private static final int TENSOR_DOUBLE_DATA = 10;

  private OnnxBytes() {}

  /**
   * @throws InvalidModelException if the bytes are no ONNX model, or break a bound
   */
  static ModelProto parse(ByteString onnx) {
    if (onnx.size() > MAX_BYTES) {
      throw new InvalidModelException(
          "graph takes " + onnx.size() + " bytes, more than " + MAX_BYTES);
    }
    try {
      int structure = onnx.size() - weightBytes(onnx.newCodedInput(), MODEL_GRAPH);
      if (structure > MAX_STRUCTURE_BYTES) {
        throw new InvalidModelException(
            "graph takes "
                + structure
                + " bytes beside its weights, more than "
                + MAX_STRUCTURE_BYTES);
      }
      CodedInputStream in = onnx.newCodedInput();
      in.setRecursionLimit(MAX_DEPTH);
      return ModelProto.parseFrom(in);
    } catch (IOException e) {
      throw new InvalidModelException("it is not an ONNX model: " + firstSentence(e), e);
    }
  }

  /** Bytes of packed weights below this message; {@code child} is the only field looked into. */
  private static int weightBytes(CodedInputStream in, int child) throws IOException {
    int bytes = 0;
    int tag;
    while ((tag = in.readTag()) != 0) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        in.skipField(tag);
      } else if (child == 0) {
        int length = in.readRawVarint32();
        in.skipRawBytes(length);
        boolean weights =
            field == TENSOR_RAW_DATA || field == TENSOR_FLOAT_DATA || field == TENSOR_DOUBLE_DATA;
        bytes += weights ? length : 0;
      } else if (field == child) {
        int limit = in.pushLimit(in.readRawVarint32());
        bytes += weightBytes(in, child == MODEL_GRAPH ? GRAPH_INITIALIZER : 0);
        in.popLimit(limit);
      } else {
        in.skipField(tag);
      }
    }
    return bytes;
  }
}
