package org.learnedpartition.model;

import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.learnedpartition.vector.HeadRows;
import org.learnedpartition.vector.ScoreRow;

/**
 * A router of many bins in two levels, evaluated here on the Vector API: sketches of the heads
 * score all bins, and only the heads of the best are read, whose scores replace those of the
 * sketches.
 *
 * <p>As with {@link DenseRouter}, a vector has the same bits alone and in a batch, and its scores
 * have them on every machine. A warm query allocates nothing but the edge of a product whose
 * columns do not fill a panel of the kernel.
 */
final class ShortlistRouter implements Router {
  /** Rows whose layers are computed together. */
  private static final int BLOCK = 96;

  /** Buffers kept for later calls; more calls at once than these make their own. */
  private static final int KEPT_BUFFERS = 32;

  private final DenseLayers layers;
  private final int sketch;
  private final int features;
  private final HeadRows heads;
  private final int length;
  private final int dimension;
  private final int ranked;
  private final BlockingQueue<Buffers> single = new ArrayBlockingQueue<>(KEPT_BUFFERS);

  /**
   * @param sketch number of the layer that scores all bins
   * @param features number of the layer that the heads read
   */
  private ShortlistRouter(
      DenseLayers layers,
      int sketch,
      int features,
      ShortlistGraph graph,
      int dimension,
      int ranked) {
    this.layers = layers;
    this.sketch = sketch;
    this.features = features;
    this.heads = graph.heads();
    this.length = graph.length();
    this.dimension = dimension;
    this.ranked = ranked;
  }

  /**
   * Reads a graph of layers and a shortlist, and tries it.
   *
   * @param what its name in messages
   * @return null if the graph has a node, or is put together in a way, that is not known here
   * @throws InvalidModelException if it breaks {@link Router}'s contract
   */
  static ShortlistRouter of(OnnxGraph graph, String what, int dimension, int bins) {
    OnnxTrace trace = new OnnxTrace(graph);
    ShortlistGraph shortlist = ShortlistGraph.of(trace, bins);
    if (shortlist == null) {
      return null;
    }
    DenseLayers layers = DenseLayers.of(graph, trace, dimension);
    int sketch = layers.number(shortlist.sketch());
    int features = layers.number(shortlist.features());
    // The vector itself cannot be written over as scores.
    if (sketch < 1 || features < 0 || layers.width(sketch) != bins) {
      return null;
    }
    ShortlistRouter router =
        new ShortlistRouter(layers, sketch, features, shortlist, dimension, graph.ranked());
    RouterTrial.check(router, what);
    return router;
  }

  /** What rows need. */
  private static final class Buffers {
    private final float[][] values;
    private final int[] starts;
    private final int[] best;
    private final float[] scores;
    private final HeadRows.Scratch scratch;

    private Buffers(ShortlistRouter router, int rows) {
      values = router.layers.room(rows, router.sketch);
      starts = new int[values.length];
      best = new int[router.length];
      scores = new float[router.length];
      scratch = router.heads.scratch();
    }
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int bins() {
    return heads.heads();
  }

  @Override
  public int ranked() {
    return ranked;
  }

  @Override
  public void logProbabilities(float[] vectors, int from, int count, float[] logProbabilities) {
    score(vectors, from, count, logProbabilities);
    int bins = bins();
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
    RouterArguments.checkLength("scores", scores.length, 0, count, bins());
    RouterArguments.checkFinite(vectors, from, count, dimension);
    if (count == 1) {
      Buffers kept = single.poll();
      Buffers buffers = kept == null ? new Buffers(this, 1) : kept;
      score(vectors, from, 1, scores, 0, buffers);
      single.offer(buffers);
      return;
    }
    Buffers buffers = new Buffers(this, Math.min(BLOCK, count));
    for (int row = 0; row < count; row += BLOCK) {
      int rows = Math.min(BLOCK, count - row);
      score(vectors, from + row, rows, scores, row * bins(), buffers);
    }
  }

  private void score(
      float[] vectors, int from, int rows, float[] scores, int offset, Buffers buffers) {
    buffers.values[0] = vectors;
    buffers.starts[0] = from * dimension;
    buffers.values[sketch] = scores;
    buffers.starts[sketch] = offset;
    layers.run(buffers.values, buffers.starts, rows);
    int bins = bins();
    for (int i = 0; i < rows; i++) {
      int row = offset + i * bins;
      ScoreRow.greatest(scores, row, bins, buffers.best);
      int at = buffers.starts[features] + i * heads.inner();
      heads.score(buffers.values[features], at, buffers.best, buffers.scores, buffers.scratch);
      for (int j = 0; j < length; j++) {
        scores[row + buffers.best[j]] = buffers.scores[j];
      }
      // NaN fails the comparison too.
      if (!(ScoreRow.max(scores, row, bins) < Float.POSITIVE_INFINITY)) {
        Arrays.fill(scores, row, row + bins, Float.NEGATIVE_INFINITY);
      }
    }
    buffers.values[0] = null;
    buffers.values[sketch] = null;
  }

  @Override
  public void route(float[] vectors, int count, int[] rankedBins, float[] logProbabilities) {
    DenseRouter.route(this, vectors, count, rankedBins, logProbabilities);
  }

  @Override
  public String toString() {
    return "our own evaluator of shortlists";
  }

  @Override
  public void close() {
    // All of it is on the heap.
  }
}
