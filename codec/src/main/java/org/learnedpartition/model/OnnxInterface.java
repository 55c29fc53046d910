package org.learnedpartition.model;

import static org.learnedpartition.model.InvalidModelException.quote;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashMap;
import java.util.Map;

/** The inputs and outputs of a graph: those of {@link Router}'s contract. */
final class OnnxInterface {
  static final String VECTOR = "vector";
  static final String BINS = "bins";
  static final String LOG_PROBABILITY = "log_probability";

  static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
  static final int INT64 = TensorProto.DataType.INT64_VALUE;

  private OnnxInterface() {}

  /** Refuses all but {@code vector} float32 [n, dimension]. */
  static void checkInput(GraphProto graph, int dimension) {
    if (graph.getInputCount() != 1 || !graph.getInput(0).getName().equals(VECTOR)) {
      String first = graph.getInputCount() == 0 ? "" : graph.getInput(0).getName();
      throw new InvalidModelException(
          "it has "
              + graph.getInputCount()
              + " inputs, the first named "
              + quote(first)
              + ", expected [vector] only");
    }
    checkDeclared(graph.getInput(0), FLOAT, dimension);
  }

  /**
   * Refuses all but {@code bins} int64 [n, r] and {@code log_probability} float32 [n, r].
   *
   * @param made what the nodes of the graph make
   * @return r
   */
  static int checkOutputs(GraphProto graph, Map<String, OnnxValue> made, int bins) {
    Map<String, ValueInfoProto> outputs = new HashMap<>();
    graph.getOutputList().forEach(output -> outputs.put(output.getName(), output));
    if (graph.getOutputCount() != 2
        || !outputs.containsKey(BINS)
        || !outputs.containsKey(LOG_PROBABILITY)) {
      throw new InvalidModelException(
          "it has "
              + graph.getOutputCount()
              + " outputs, expected two, [bins] and [log_probability]");
    }
    OnnxValue ranking = made.get(BINS);
    if (ranking == null || ranking.rank() != 2 || !ranking.batched() || ranking.dims()[1] > bins) {
      throw new InvalidModelException(
          "output [bins] is made as "
              + (ranking == null ? "nothing" : ranking.text())
              + ", expected INT64[n, r] with r at most "
              + bins);
    }
    int ranked = (int) ranking.dims()[1];
    checkOutput(outputs.get(BINS), ranking, INT64, ranked);
    checkOutput(outputs.get(LOG_PROBABILITY), made.get(LOG_PROBABILITY), FLOAT, ranked);
    return ranked;
  }

  private static void checkOutput(ValueInfoProto declared, OnnxValue made, int type, int ranked) {
    OnnxValue expected = new OnnxValue(type, OnnxValue.BATCH, ranked);
    if (made == null || !made.text().equals(expected.text())) {
      throw new InvalidModelException(
          "output "
              + quote(declared.getName())
              + " is made as "
              + (made == null ? "nothing" : made.text())
              + ", expected "
              + expected.text());
    }
    checkDeclared(declared, type, ranked);
  }

  private static void checkDeclared(ValueInfoProto value, int type, int columns) {
    String name = quote(value.getName());
    if (!value.getType().hasTensorType()) {
      throw new InvalidModelException(name + " is declared as no tensor");
    }
    TypeProto.Tensor tensor = value.getType().getTensorType();
    if (tensor.getElemType() != type) {
      throw new InvalidModelException(
          name
              + " is declared as "
              + OnnxValue.typeName(tensor.getElemType())
              + ", expected "
              + OnnxValue.typeName(type));
    }
    TensorShapeProto shape = tensor.getShape();
    if (shape.getDimCount() != 2) {
      throw new InvalidModelException(
          name + " is declared with " + shape.getDimCount() + " dimensions, expected 2");
    }
    if (shape.getDim(0).hasDimValue()) {
      throw new InvalidModelException(
          name
              + " is declared for "
              + shape.getDim(0).getDimValue()
              + " vectors, expected any number of them (a symbolic first dimension)");
    }
    if (shape.getDim(1).getDimValue() != columns) {
      throw new InvalidModelException(
          name
              + " is declared with "
              + shape.getDim(1).getDimValue()
              + " columns, expected "
              + columns);
    }
  }

  /** A value of shape [n, columns]. */
  static ValueInfoProto declare(String name, int type, int columns) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(columns));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }
}
