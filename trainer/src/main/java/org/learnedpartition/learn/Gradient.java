package org.learnedpartition.learn;

import java.util.Arrays;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.vector.Gemm;

/**
 * Loss and gradient of a network over a batch: cross-entropy of softmax(logits) to labels that
 * share the weight of a row equally, mean over the rows; or another {@link Objective}.
 */
final class Gradient {
  private static final int GRAIN = 128;

  private final Network network;
  private final int capacity;
  private final float[][] gradients;
  private final float[] delta;
  private final float[] h;
  private final float[] dh;
  private final double[] losses;

  /**
   * @param capacity largest batch
   */
  Gradient(Network network, int capacity) {
    this.network = network;
    this.capacity = capacity;
    float[][] p = network.parameters();
    gradients = new float[p.length][];
    for (int i = 0; i < p.length; i++) {
      gradients[i] = new float[p[i].length];
    }
    delta = new float[capacity * network.bins()];
    h = new float[capacity * network.hidden()];
    dh = new float[capacity * network.hidden()];
    losses = new double[Math.ceilDiv(capacity, GRAIN)];
  }

  /** The last gradient, in the order of {@link Network#parameters}. */
  float[][] gradients() {
    return gradients;
  }

  /**
   * Computes the gradient.
   *
   * @param x rows × dimension
   * @param labels rows × k bins; -1 for none
   * @return the mean loss
   */
  double compute(float[] x, int rows, int[] labels, int k, Workers workers)
      throws InterruptedException {
    check(rows);
    int d = network.dimension();
    int bins = network.bins();
    int hidden = network.hidden();
    Network.Forward forward = network.forward();
    Arrays.fill(losses, 0);
    workers.ranges(
        rows,
        GRAIN,
        (from, to) -> {
          forward.run(x, from * d, to - from, h, from * hidden, delta, from * bins);
          for (int r = from; r < to; r++) {
            losses[from / GRAIN] += toDelta(r, rows, labels, k);
          }
        });
    back(x, rows, workers);
    double loss = 0;
    for (double part : losses) {
      loss += part;
    }
    return loss / rows;
  }

  /**
   * Computes the gradient of a loss of the batch as a whole.
   *
   * @param x rows × dimension
   * @return the loss
   */
  double compute(float[] x, int rows, Objective objective, Workers workers)
      throws InterruptedException {
    check(rows);
    int d = network.dimension();
    int bins = network.bins();
    int hidden = network.hidden();
    Network.Forward forward = network.forward();
    workers.ranges(
        rows,
        GRAIN,
        (from, to) -> forward.run(x, from * d, to - from, h, from * hidden, delta, from * bins));
    double loss = objective.differentiate(delta, rows, bins, workers);
    back(x, rows, workers);
    return loss;
  }

  private void check(int rows) {
    if (rows < 1 || rows > capacity) {
      throw new IllegalArgumentException("a batch of " + rows + " rows, capacity " + capacity);
    }
  }

  /** Gradients of the parameters from those of the logits. */
  private void back(float[] x, int rows, Workers workers) throws InterruptedException {
    int d = network.dimension();
    int bins = network.bins();
    int hidden = network.hidden();
    Gemm.Packed packedX = Gemm.pack(x, 0, rows, d, d);
    product(delta, bins, packedX, rows, gradients[0], d, workers);
    sumColumns(delta, rows, bins, gradients[1]);
    if (hidden > 0) {
      Gemm.Packed packedH = Gemm.pack(h, 0, rows, hidden, hidden);
      product(delta, bins, packedH, rows, gradients[4], hidden, workers);
      Gemm.Packed v = Gemm.pack(network.parameters()[4], 0, bins, hidden, hidden);
      workers.ranges(
          rows,
          GRAIN,
          (from, to) -> {
            Gemm.multiply(delta, from * bins, bins, to - from, v, dh, from * hidden, hidden, false);
            for (int i = from * hidden; i < to * hidden; i++) {
              dh[i] = h[i] > 0 ? dh[i] : 0;
            }
          });
      product(dh, hidden, packedX, rows, gradients[2], d, workers);
      sumColumns(dh, rows, hidden, gradients[3]);
    }
  }

  /** Turns a row of logits into d loss / d logits, (p - target) / rows; returns its loss. */
  private double toDelta(int row, int rows, int[] labels, int k) {
    int bins = network.bins();
    int at = row * bins;
    int n = 0;
    double sum = 0;
    for (int j = row * k; j < row * k + k; j++) {
      if (labels[j] >= 0) {
        sum += delta[at + labels[j]];
        n++;
      }
    }
    if (n == 0) {
      Arrays.fill(delta, at, at + bins, 0);
      return 0;
    }
    double logSum = Softmax.inPlace(delta, at, bins);
    float scale = 1f / rows;
    for (int i = at; i < at + bins; i++) {
      delta[i] *= scale;
    }
    float share = scale / n;
    for (int j = row * k; j < row * k + k; j++) {
      if (labels[j] >= 0) {
        delta[at + labels[j]] -= share;
      }
    }
    return logSum - sum / n;
  }

  /** out = leftᵀ · right, its rows shared out among the workers. */
  private static void product(
      float[] left, int columns, Gemm.Packed right, int rows, float[] out, int d, Workers workers)
      throws InterruptedException {
    int grain = Math.max(48, Math.ceilDiv(columns, 4 * workers.threads()));
    workers.ranges(
        columns,
        grain,
        (from, to) ->
            Gemm.multiplyTransposed(
                left, from, columns, to - from, right, out, from * d, d, false));
  }

  private static void sumColumns(float[] matrix, int rows, int columns, float[] out) {
    Arrays.fill(out, 0);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        out[c] += matrix[r * columns + c];
      }
    }
  }
}
