package org.learnedpartition.model;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.learnedpartition.vector.Gemm;

/**
 * The layers of a graph, read from these nodes: LpNormalization with p = 2, Add, Sub and Mul of a
 * constant row, Gemm and MatMul with constant weights, Relu, Add and Concat of values, Identity.
 * Each layer makes a value of {@code [rows, width]} as ONNX Runtime does, in single precision, but
 * for the order of sums.
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

  private final OnnxTrace trace;
  private final OnnxGraph graph;
  private final List<Layer> layers = new ArrayList<>();
  // By number of value; 0 is the vector.
  private final List<Integer> widths = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  private DenseLayers(OnnxGraph graph, OnnxTrace trace) {
    this.graph = graph;
    this.trace = trace;
  }

  /** Reads those nodes of a graph that are layers of layers, from the vector on. */
  static DenseLayers of(OnnxGraph graph, OnnxTrace trace, int dimension) {
    DenseLayers layers = new DenseLayers(graph, trace);
    layers.numbers.put(OnnxInterface.VECTOR, 0);
    layers.widths.add(dimension);
    // What is made by other nodes has no number.
    graph.nodes().forEach(layers::add);
    return layers;
  }

  /** The number of a layer's value, 0 for the vector; -1 if the name is of something else. */
  int number(String name) {
    return numbers.getOrDefault(trace.origin(name), -1);
  }

  /** Columns of a value. */
  int width(int number) {
    return widths.get(number);
  }

  /**
   * Arrays for the values of so many rows, but for those of the vector and one other, which are the
   * caller's.
   */
  float[][] room(int rows, int other) {
    float[][] values = new float[widths.size()][];
    for (int i = 1; i < values.length; i++) {
      values[i] = i == other ? null : new float[rows * widths.get(i)];
    }
    return values;
  }

  /**
   * Computes all values; allocates nothing for one row where products have whole panels.
   *
   * @param values by number, row-major; the vectors are the first
   * @param starts where in its array each value begins
   */
  void run(float[][] values, int[] starts, int rows) {
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
      case "Concat" -> addConcatenation(node);
      case "Identity" -> true;
      default -> false;
    };
  }

  private int number(NodeProto node, int input) {
    return number(node.getInput(input));
  }

  private float[] constant(NodeProto node, int input) {
    return OnnxTensors.floats(trace.value(node.getInput(input)));
  }

  /** A constant with one value for each column, or null. */
  private float[] constantRow(NodeProto node, int input, int width) {
    float[] row = constant(node, input);
    long[] dims = row == null ? null : trace.value(node.getInput(input)).dims();
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
    if (from < 0 || OnnxTrace.attribute(node, "p", 2) != 2) {
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

  private boolean addConcatenation(NodeProto node) {
    int to = widths.size();
    int[] from = new int[node.getInputCount()];
    for (int i = 0; i < from.length; i++) {
      from[i] = number(node, i);
      if (from[i] < 0) {
        return false;
      }
    }
    return addLayer(
        node,
        (values, starts, rows) -> {
          int width = widths.get(to);
          int at = starts[to];
          for (int part : from) {
            int columns = widths.get(part);
            for (int r = 0; r < rows; r++) {
              System.arraycopy(
                  values[part], starts[part] + r * columns, values[to], at + r * width, columns);
            }
            at += columns;
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
        || trace.value(node.getInput(1)).rank() != 2
        || OnnxTrace.attribute(node, "transA", 0) != 0
        || OnnxTrace.attribute(node, "alpha", 1f) != 1
        || OnnxTrace.attribute(node, "beta", 1f) != 1) {
      return false;
    }
    int inner = widths.get(from);
    int columns = weights.length / inner;
    Gemm.Packed packed =
        OnnxTrace.attribute(node, "transB", 0) == 1
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
}
