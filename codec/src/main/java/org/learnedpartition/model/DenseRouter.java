package org.learnedpartition.model;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.learnedpartition.vector.ScoreRow;

/**
 * A router of dense layers, evaluated here on the Vector API: what the trainer exports, and any
 * other graph that {@link DenseLayers} reads. It knows all bins, so {@link #logProbabilities}
 * leaves none out, also where the graph ranks fewer.
 *
 * <p>A vector has the same bits alone and in a batch of any size, and its scores have them on every
 * machine: see {@link org.learnedpartition.vector.Gemm}. So {@link #score}, and by it the bin of a
 * document, depends on the vector and the model alone.
 *
 * <p>Weights are held once, as packed for the kernel, beside the file's bytes; ONNX Runtime, where
 * they would be a third time, is not even loaded.
 */
final class DenseRouter implements Router {
  /** Rows that are computed together: their values stay in a core's cache. */
  private static final int BLOCK = 96;

  private final DenseLayers layers;
  private final int logits;
  private final int dimension;
  private final int bins;
  private final int ranked;

  private DenseRouter(DenseLayers layers, int logits, int dimension, int bins, int ranked) {
    this.layers = layers;
    this.logits = logits;
    this.dimension = dimension;
    this.bins = bins;
    this.ranked = ranked;
  }

  /**
   * Reads a graph of layers, then LogSoftmax, TopK and the outputs, and tries it.
   *
   * @param what its name in messages
   * @return null if the graph has a node, or is put together in a way, that is not known here
   * @throws InvalidModelException if it breaks {@link Router}'s contract
   */
  static DenseRouter of(OnnxGraph graph, String what, int dimension, int bins) {
    OnnxTrace trace = new OnnxTrace(graph);
    NodeProto top = trace.maker(OnnxInterface.LOG_PROBABILITY, "TopK");
    NodeProto softmax = top == null ? null : trace.maker(top.getInput(0), "LogSoftmax");
    if (softmax == null || trace.maker(OnnxInterface.BINS, "TopK", 1) != top) {
      return null;
    }
    DenseLayers layers = DenseLayers.of(graph, trace, dimension);
    int logits = layers.number(softmax.getInput(0));
    // The vector itself cannot be written over as scores.
    if (logits < 1 || layers.width(logits) != bins) {
      return null;
    }
    DenseRouter router = new DenseRouter(layers, logits, dimension, bins, graph.ranked());
    RouterTrial.check(router, what);
    return router;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int bins() {
    return bins;
  }

  @Override
  public int ranked() {
    return ranked;
  }

  @Override
  public void logProbabilities(float[] vectors, int from, int count, float[] logProbabilities) {
    score(vectors, from, count, logProbabilities);
    for (int row = 0; row < count * bins; row += bins) {
      float max = ScoreRow.max(logProbabilities, row, bins);
      if (max > Float.NEGATIVE_INFINITY) {
        float sum = ScoreRow.logSumOfExp(logProbabilities, row, bins, max);
        for (int i = row; i < row + bins; i++) {
          logProbabilities[i] -= sum;
        }
      }
    }
  }

  @Override
  public void score(float[] vectors, int from, int count, float[] scores) {
    RouterArguments.checkLength("vectors", vectors.length, from, count, dimension);
    RouterArguments.checkLength("scores", scores.length, 0, count, bins);
    RouterArguments.checkFinite(vectors, from, count, dimension);
    for (int row = 0; row < count; row += BLOCK) {
      int rows = Math.min(BLOCK, count - row);
      run(vectors, (from + row) * dimension, rows, scores, row * bins);
    }
    for (int row = 0; row < count * bins; row += bins) {
      // NaN fails the comparison too.
      if (!(ScoreRow.max(scores, row, bins) < Float.POSITIVE_INFINITY)) {
        Arrays.fill(scores, row, row + bins, Float.NEGATIVE_INFINITY);
      }
    }
  }

  private void run(float[] vectors, int offset, int rows, float[] scores, int scoreOffset) {
    float[][] values = layers.room(rows, logits);
    int[] starts = new int[values.length];
    values[0] = vectors;
    starts[0] = offset;
    values[logits] = scores;
    starts[logits] = scoreOffset;
    layers.run(values, starts, rows);
  }

  @Override
  public void route(float[] vectors, int count, int[] rankedBins, float[] logProbabilities) {
    route(this, vectors, count, rankedBins, logProbabilities);
  }

  /** Ranks the bins of any router whose log-probabilities are known. */
  static void route(
      Router router, float[] vectors, int count, int[] rankedBins, float[] logProbabilities) {
    int ranked = router.ranked();
    RouterArguments.checkLength("vectors", vectors.length, 0, count, router.dimension());
    RouterArguments.checkLength("bins", rankedBins.length, 0, count, ranked);
    RouterArguments.checkLength("log-probabilities", logProbabilities.length, 0, count, ranked);
    float[] row = new float[router.bins()];
    for (int i = 0; i < count; i++) {
      router.logProbabilities(vectors, i, 1, row);
      int[] order = new RankedBins(row, DenseRouter::byNumber).first(ranked);
      for (int j = 0; j < ranked; j++) {
        rankedBins[i * ranked + j] = order[j];
        logProbabilities[i * ranked + j] = row[order[j]];
      }
    }
  }

  private static int[] byNumber(boolean[] ranked) {
    return IntStream.range(0, ranked.length).filter(bin -> !ranked[bin]).toArray();
  }

  @Override
  public String toString() {
    return "our own evaluator";
  }

  @Override
  public void close() {
    // All of it is on the heap.
  }
}
