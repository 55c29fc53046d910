package org.learnedpartition.model;

import ai.onnx.proto.OnnxMl.NodeProto;
import org.learnedpartition.vector.HeadRows;

/**
 * The end of a graph that scores a shortlist of bins again, as the package's documentation
 * describes it: which values its layers have to make, and its weights.
 *
 * @param sketch name of the value that scores all bins first
 * @param features name of the value that the bins' heads read
 * @param heads of all bins
 * @param length bins of a shortlist
 */
record ShortlistGraph(String sketch, String features, HeadRows heads, int length) {
  /**
   * Reads the end of a graph.
   *
   * @return null if it is put together otherwise
   */
  static ShortlistGraph of(OnnxTrace trace, int bins) {
    NodeProto top = trace.maker(OnnxInterface.LOG_PROBABILITY, "TopK");
    NodeProto softmax = top == null ? null : trace.maker(top.getInput(0), "LogSoftmax");
    NodeProto all = softmax == null ? null : trace.maker(softmax.getInput(0), "Concat");
    NodeProto ranked = trace.maker(OnnxInterface.BINS, "GatherElements");
    if (all == null
        || all.getInputCount() != 2
        || ranked == null
        || trace.maker(ranked.getInput(1), "TopK", 1) != top
        || !along(1, ranked)) {
      return null;
    }
    NodeProto order = trace.maker(ranked.getInput(0), "TopK", 1);
    NodeProto sum = trace.maker(all.getInput(0), "Add");
    NodeProto others = trace.maker(all.getInput(1), "Gather");
    if (order == null
        || sum == null
        || others == null
        || trace.maker(others.getInput(0), "TopK") != order) {
      return null;
    }
    NodeProto product = trace.maker(sum.getInput(0), "Reshape");
    NodeProto products = product == null ? null : trace.maker(product.getInput(0), "MatMul");
    NodeProto heads = products == null ? null : trace.maker(products.getInput(0), "Gather");
    NodeProto column = products == null ? null : trace.maker(products.getInput(1), "Unsqueeze");
    NodeProto bias = trace.maker(sum.getInput(1), "Gather");
    if (heads == null || column == null || bias == null || !along(0, heads, bias)) {
      return null;
    }
    String listed = trace.origin(heads.getInput(1));
    NodeProto best = trace.maker(listed, "Gather");
    if (best == null
        || !listed.equals(trace.origin(bias.getInput(1)))
        || trace.maker(best.getInput(0), "TopK", 1) != order
        || !along(1, best, others)) {
      return null;
    }
    int length = (int) trace.value(listed).elements();
    HeadRows rows = rows(trace, heads, bias);
    if (rows == null
        || rows.heads() != bins
        || !counts(trace, best, 0, length)
        || !counts(trace, others, length, bins)
        || !trace.shaped(column.getInput(0), OnnxValue.BATCH, rows.inner())
        || !trace.shaped(column.getOutput(0), OnnxValue.BATCH, rows.inner(), 1)
        || !trace.shaped(product.getOutput(0), OnnxValue.BATCH, length)
        || !trace.shaped(softmax.getInput(0), OnnxValue.BATCH, bins)) {
      return null;
    }
    return new ShortlistGraph(order.getInput(0), column.getInput(0), rows, length);
  }

  private static boolean along(long axis, NodeProto... nodes) {
    for (NodeProto node : nodes) {
      if (OnnxTrace.attribute(node, "axis", 0) != axis) {
        return false;
      }
    }
    return true;
  }

  /** Whether a node takes the places from … to - 1, in order. */
  private static boolean counts(OnnxTrace trace, NodeProto gather, int from, int to) {
    long[] places = OnnxTensors.integers(trace.value(gather.getInput(1)), to);
    boolean counts = places != null && places.length == to - from;
    for (int i = 0; counts && i < places.length; i++) {
      counts = places[i] == from + i;
    }
    return counts;
  }

  /** The heads [bins, width] with biases [bins], if their weights are of bfloat16. */
  private static HeadRows rows(OnnxTrace trace, NodeProto heads, NodeProto bias) {
    OnnxValue shape = trace.value(heads.getInput(0));
    float[] weights = OnnxTensors.floats(shape);
    float[] biases = OnnxTensors.floats(trace.value(bias.getInput(0)));
    if (weights == null
        || biases == null
        || shape.rank() != 2
        || !trace.shaped(bias.getInput(0), shape.dims()[0])) {
      return null;
    }
    return HeadRows.of(weights, biases, (int) shape.dims()[1]);
  }
}
