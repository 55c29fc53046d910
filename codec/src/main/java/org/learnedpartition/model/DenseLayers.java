package org.learnedpartition.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.learnedpartition.vector.Gemm;

/**
 * The layers of a graph before its LogSoftmax, read from these nodes: LpNormalization with p = 2,
 * Add, Sub and Mul of a constant row, Gemm and MatMul with constant weights, Relu, Add of two
 * values, Identity; and at the end LogSoftmax, TopK and the outputs. Each layer makes a value of
 * {@code [rows, width]} as ONNX Runtime does, in single precision, but for the order of sums.
 */
final class DenseLayers {
  /** A layer reads values that were made before it and writes its own. */
  private interface Layer {
    /**
     * @param values by number, row-major
     * @param starts where in its array each value begins
     */
    void run(float[][] values, int[] starts, int rows);
  }

  private final OnnxGraph graph;
  private final List<Layer> layers = new ArrayList<>();
  // By number of value; 0 is the vector.
  private final List<Integer> widths = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  // Names of what is passed on unchanged, and what it is.
  private final Map<String, String> same = new HashMap<>();
  private String logProbabilities;
  private int logits = -1;
  private NodeProto top;

  private DenseLayers(OnnxGraph graph) {
    this.graph = graph;
  }

  /**
   * @return null if the graph has a node, or is put together in a way, that is not known here
   */
  static DenseLayers of(OnnxGraph graph, int dimension, int bins) {
    DenseLayers layers = new DenseLayers(graph);
    layers.numbers.put(OnnxInterface.VECTOR, 0);
    layers.widths.add(dimension);
    for (NodeProto node : graph.nodes()) {
      if (!layers.add(node)) {
        return null;
      }
    }
    NodeProto top = layers.top;
    boolean complete =
        top != null
            && top.getOutputCount() == 2
            && layers.widths.get(layers.logits) == bins
            && layers.origin(OnnxInterface.LOG_PROBABILITY).equals(top.getOutput(0))
            && layers.origin(OnnxInterface.BINS).equals(top.getOutput(1));
    return complete ? layers : null;
  }

  /**
   * Computes the scores before LogSoftmax.
   *
   * @param vectors rows of the dimension, from {@code offset}
   * @param scores receives rows of as many as there are bins, from {@code scoreOffset}
   */
  void run(float[] vectors, int offset, int rows, float[] scores, int scoreOffset) {
    float[][] values = new float[widths.size()][];
    int[] starts = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      if (i != 0 && i != logits) {
        values[i] = new float[rows * widths.get(i)];
      }
    }
    values[0] = vectors;
    starts[0] = offset;
    values[logits] = scores;
    starts[logits] = scoreOffset;
    for (Layer layer : layers) {
      layer.run(values, starts, rows);
    }
  }

  private boolean add(NodeProto node) {
    return switch (node.getOpType()) {
      case "LpNormalization" -> addNormalization(node);
      case "Add" -> addSum(node) || addShift(node, 0, 1, 1) || addShift(node, 1, 0, 1);
      case "Sub" -> addShift(node, 0, 1, -1);
      case "Mul" -> addScale(node, 0, 1) || addScale(node, 1, 0);
      case "Gemm", "MatMul" -> addProduct(node);
      case "Relu" -> addRelu(node);
      case "Identity" -> pass(node, 0);
      // Put before TopK by OnnxGraph, and no graph may have them: NaN is looked for in scores.
      case "IsNaN" -> true;
      case "Where" -> pass(node, 2);
      case "LogSoftmax" -> setLogits(node);
      case "TopK" -> setTop(node);
      default -> false;
    };
  }

  private boolean pass(NodeProto node, int input) {
    same.put(node.getOutput(0), origin(node.getInput(input)));
    return true;
  }

  private String origin(String name) {
    return same.getOrDefault(name, name);
  }

  /** The number of a layer's value, or -1 if the input is something else. */
  private int number(NodeProto node, int input) {
    return numbers.getOrDefault(origin(node.getInput(input)), -1);
  }

  private float[] constant(NodeProto node, int input) {
    return OnnxTensors.floats(graph.value(origin(node.getInput(input))));
  }

  /** A constant with one value for each column, or null. */
  private float[] constantRow(NodeProto node, int input, int width) {
    float[] row = constant(node, input);
    long[] dims = row == null ? null : graph.value(origin(node.getInput(input))).dims();
    return row != null && row.length == width && dims.length > 0 && dims[dims.length - 1] == width
        ? row
        : null;
  }

  private boolean addLayer(NodeProto node, Layer layer) {
    OnnxValue made = graph.value(node.getOutput(0));
    if (made.rank() != 2 || !made.batched() || made.type() != OnnxInterface.FLOAT) {
      return false;
    }
    numbers.put(node.getOutput(0), widths.size());
    widths.add((int) made.elements());
    layers.add(layer);
    return true;
  }

  private boolean addNormalization(NodeProto node) {
    int from = number(node, 0);
    int to = widths.size();
    if (from < 0 || attribute(node, "p", 2) != 2) {
      return false;
    }
    int width = widths.get(from);
    return addLayer(
        node,
        (values, starts, rows) -> {
          for (int row = 0; row < rows * width; row += width) {
            normalise(values[from], starts[from] + row, values[to], starts[to] + row, width);
          }
        });
  }

  /** A vector without length stays as it is. */
  private static void normalise(float[] from, int offset, float[] to, int toOffset, int width) {
    // Four sums, since each waits for its last addition.
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int end = offset + width;
    int i = offset;
    for (; i + 3 < end; i += 4) {
      a += from[i] * from[i];
      b += from[i + 1] * from[i + 1];
      c += from[i + 2] * from[i + 2];
      d += from[i + 3] * from[i + 3];
    }
    for (; i < end; i++) {
      a += from[i] * from[i];
    }
    float norm = (float) Math.sqrt(a + b + (c + d));
    float divisor = norm == 0 ? 1 : norm;
    for (int j = 0; j < width; j++) {
      to[toOffset + j] = from[offset + j] / divisor;
    }
  }

  private boolean addShift(NodeProto node, int input, int constant, float sign) {
    int from = number(node, input);
    int to = widths.size();
    if (from < 0) {
      return false;
    }
    int width = widths.get(from);
    float[] shift = constantRow(node, constant, width);
    if (shift == null) {
      return false;
    }
    for (int i = 0; i < width; i++) {
      shift[i] *= sign;
    }
    return addLayer(
        node,
        (values, starts, rows) -> {
          for (int row = 0; row < rows * width; row += width) {
            for (int i = 0; i < width; i++) {
              values[to][starts[to] + row + i] = values[from][starts[from] + row + i] + shift[i];
            }
          }
        });
  }

  private boolean addScale(NodeProto node, int input, int constant) {
    int from = number(node, input);
    int to = widths.size();
    float[] factors = from < 0 ? null : constantRow(node, constant, widths.get(from));
    if (factors == null) {
      return false;
    }
    return addLayer(
        node,
        (values, starts, rows) -> {
          for (int row = 0; row < rows * factors.length; row += factors.length) {
            for (int i = 0; i < factors.length; i++) {
              values[to][starts[to] + row + i] = values[from][starts[from] + row + i] * factors[i];
            }
          }
        });
  }

  private boolean addSum(NodeProto node) {
    int one = number(node, 0);
    int other = number(node, 1);
    int to = widths.size();
    if (one < 0 || other < 0 || !widths.get(one).equals(widths.get(other))) {
      return false;
    }
    int width = widths.get(one);
    return addLayer(
        node,
        (values, starts, rows) -> {
          for (int i = 0; i < rows * width; i++) {
            values[to][starts[to] + i] =
                values[one][starts[one] + i] + values[other][starts[other] + i];
          }
        });
  }

  private boolean addRelu(NodeProto node) {
    int from = number(node, 0);
    int to = widths.size();
    if (from < 0) {
      return false;
    }
    int width = widths.get(from);
    return addLayer(
        node,
        (values, starts, rows) -> {
          for (int i = 0; i < rows * width; i++) {
            values[to][starts[to] + i] = Math.max(values[from][starts[from] + i], 0);
          }
        });
  }

  private boolean addProduct(NodeProto node) {
    int from = number(node, 0);
    int to = widths.size();
    float[] weights = constant(node, 1);
    if (from < 0
        || weights == null
        || graph.value(origin(node.getInput(1))).rank() != 2
        || attribute(node, "transA", 0) != 0
        || attribute(node, "alpha", 1f) != 1
        || attribute(node, "beta", 1f) != 1) {
      return false;
    }
    int inner = widths.get(from);
    int columns = weights.length / inner;
    Gemm.Packed packed =
        attribute(node, "transB", 0) == 1
            ? Gemm.packTransposed(weights, 0, columns, inner, inner).compact()
            : Gemm.pack(weights, 0, inner, columns, columns).compact();
    boolean biased = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
    float[] bias = biased ? constantRow(node, 2, columns) : null;
    if (biased && bias == null) {
      return false;
    }
    return addLayer(
        node,
        (values, starts, rows) -> {
          float[] product = values[to];
          int start = starts[to];
          Gemm.multiply(
              values[from], starts[from], inner, rows, packed, product, start, columns, false);
          // Last, not as what the sums begin with: it may be large, and would cost them digits.
          for (int row = start; biased && row < start + rows * columns; row += columns) {
            for (int i = 0; i < columns; i++) {
              product[row + i] += bias[i];
            }
          }
        });
  }

  private boolean setLogits(NodeProto node) {
    boolean first = logits < 0;
    logits = number(node, 0);
    logProbabilities = node.getOutput(0);
    // The vector itself cannot be written over as scores.
    return first && logits > 0;
  }

  private boolean setTop(NodeProto node) {
    boolean first = top == null;
    top = node;
    return first && origin(node.getInput(0)).equals(logProbabilities);
  }

  private static long attribute(NodeProto node, String name, long otherwise) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute.getI();
      }
    }
    return otherwise;
  }

  private static float attribute(NodeProto node, String name, float otherwise) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute.getF();
      }
    }
    return otherwise;
  }
}
