package org.learnedpartition.walk;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.learnedpartition.data.Points;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.vector.Gemm;

/**
 * The probability of keeping each edge of a graph. Of an edge from u to v it is σ(v·relu(A·x[u] +
 * B·x[v] + a) + w·φ + b + t), less a little, where x are the vertices' vectors, φ tells the edge's
 * length and how many edges lead to v, and t is a number of the edge's own.
 *
 * <p>Baranchuk and Babenko, "Towards Similarity Graphs Constructed by Deep Reinforcement Learning"
 * (arXiv 1911.12122), have a network of two hidden layers over both vectors, and nothing else. One
 * layer is a sum of two products, made once a vertex, so that an edge costs {@code hidden}
 * multiply-adds and not {@code hidden × dimension}; φ and t are what a graph of thousands of
 * vertices has room for.
 */
final class EdgePolicy {
  /** Probabilities are this far from 0 and 1 at least, so that both actions are tried. */
  static final double MARGIN = 0.002;

  /** Values that tell an edge: its length, its rank among its vertex's, edges that lead to v. */
  private static final int FEATURES = 3;

  private static final int GRAIN = 256;

  private final SearchGraph graph;
  private final Points points;
  private final int hidden;
  private final int[] sources;
  private final int[] reverseStarts;
  private final int[] reverse;
  private final float[] features;
  private final Workers workers;

  // A [hidden × d], B [hidden × d], a [hidden], v [hidden], w [FEATURES] then b.
  private final float[][] network;
  private final float[] table;
  private final float[][] networkGradients;
  private final float[] tableGradient;

  // A·x[u] + a, and B·x[v], of each vertex.
  private final float[] fromParts;
  private final float[] toParts;

  /**
   * @param points the vertices' vectors, in a {@link org.learnedpartition.data.Space}
   * @param hidden units of the network; 0 for none
   * @param start the logit that edges begin with
   */
  EdgePolicy(
      SearchGraph graph, Points points, int hidden, double start, long seed, Workers workers) {
    this.graph = graph;
    this.points = points;
    this.hidden = hidden;
    this.workers = workers;
    this.sources = graph.sources();
    this.reverseStarts = new int[graph.vertices() + 1];
    this.reverse = new int[graph.edges()];
    reverse();
    this.features = features();
    int d = points.dimension();
    SplittableRandom random = new SplittableRandom(seed);
    // Prepared vectors have length near 1, and two of them are added.
    network =
        new float[][] {
          gaussian(random, hidden * d, 1),
          gaussian(random, hidden * d, 1),
          new float[hidden],
          gaussian(random, hidden, 0.1 / Math.sqrt(Math.max(1, hidden))),
          new float[FEATURES + 1]
        };
    network[4][FEATURES] = (float) start;
    table = new float[graph.edges()];
    networkGradients = new float[network.length][];
    Arrays.setAll(networkGradients, i -> new float[network[i].length]);
    tableGradient = new float[table.length];
    fromParts = new float[graph.vertices() * hidden];
    toParts = new float[graph.vertices() * hidden];
  }

  private static float[] gaussian(SplittableRandom random, int length, double sigma) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (sigma * random.nextGaussian());
    }
    return values;
  }

  /** The edges by their targets. */
  private void reverse() {
    for (int target : graph.targets()) {
      reverseStarts[target + 1]++;
    }
    for (int v = 0; v < graph.vertices(); v++) {
      reverseStarts[v + 1] += reverseStarts[v];
    }
    int[] next = reverseStarts.clone();
    for (int e = 0; e < graph.edges(); e++) {
      reverse[next[graph.targets()[e]]++] = e;
    }
  }

  /** Each of mean 0 and deviation 1 over the edges. */
  private float[] features() {
    int d = points.dimension();
    int[] in = graph.inDegrees();
    float[] values = new float[graph.edges() * FEATURES];
    for (int e = 0; e < graph.edges(); e++) {
      int u = sources[e] * d;
      int v = graph.targets()[e] * d;
      double sum = 0;
      for (int j = 0; j < d; j++) {
        double gap = points.vectors()[u + j] - points.vectors()[v + j];
        sum += gap * gap;
      }
      values[e * FEATURES] = (float) Math.sqrt(sum);
      values[e * FEATURES + 1] = e - graph.starts()[sources[e]];
      values[e * FEATURES + 2] = (float) Math.log(in[graph.targets()[e]]);
    }
    for (int f = 0; f < FEATURES; f++) {
      double sum = 0;
      double squares = 0;
      for (int i = f; i < values.length; i += FEATURES) {
        sum += values[i];
        squares += (double) values[i] * values[i];
      }
      double mean = sum / Math.max(1, graph.edges());
      double deviation = Math.sqrt(squares / Math.max(1, graph.edges()) - mean * mean);
      for (int i = f; i < values.length; i += FEATURES) {
        values[i] = (float) (deviation > 1e-6 ? (values[i] - mean) / deviation : 0);
      }
    }
    return values;
  }

  /** The network's parameters, live. */
  float[][] network() {
    return network;
  }

  /** The edges' own logits, live. */
  float[] table() {
    return table;
  }

  float[][] networkGradients() {
    return networkGradients;
  }

  float[] tableGradient() {
    return tableGradient;
  }

  /**
   * Computes all probabilities.
   *
   * @param into receives one an edge, {@link #MARGIN} … 1 - {@link #MARGIN}
   */
  void probabilities(float[] into) throws InterruptedException {
    int d = points.dimension();
    if (hidden > 0) {
      Gemm.Packed a = Gemm.packTransposed(network[0], 0, hidden, d, d);
      Gemm.Packed b = Gemm.packTransposed(network[1], 0, hidden, d, d);
      workers.ranges(
          graph.vertices(),
          GRAIN,
          (from, to) -> {
            for (int u = from; u < to; u++) {
              System.arraycopy(network[2], 0, fromParts, u * hidden, hidden);
            }
            int rows = to - from;
            int at = from * hidden;
            Gemm.multiply(points.vectors(), from * d, d, rows, a, fromParts, at, hidden, true);
            Gemm.multiply(points.vectors(), from * d, d, rows, b, toParts, at, hidden, false);
          });
    }
    workers.ranges(
        graph.vertices(),
        GRAIN,
        (from, to) -> {
          for (int e = graph.starts()[from]; e < graph.starts()[to]; e++) {
            into[e] = (float) (MARGIN + (1 - 2 * MARGIN) * sigmoid(logit(e)));
          }
        });
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private float logit(int e) {
    float sum = table[e] + network[4][FEATURES];
    for (int f = 0; f < FEATURES; f++) {
      sum += network[4][f] * features[e * FEATURES + f];
    }
    int u = sources[e] * hidden;
    int v = graph.targets()[e] * hidden;
    for (int h = 0; h < hidden; h++) {
      sum += network[3][h] * Math.max(0, fromParts[u + h] + toParts[v + h]);
    }
    return sum;
  }

  /**
   * Computes the gradients of a loss, after {@link #probabilities}.
   *
   * @param probabilities that were computed
   * @param slopes derivative of the loss by each probability
   */
  void backward(float[] probabilities, float[] slopes) throws InterruptedException {
    for (int e = 0; e < table.length; e++) {
      double s = (probabilities[e] - MARGIN) / (1 - 2 * MARGIN);
      tableGradient[e] = (float) (slopes[e] * (1 - 2 * MARGIN) * s * (1 - s));
    }
    for (float[] gradient : networkGradients) {
      Arrays.fill(gradient, 0);
    }
    linear();
    if (hidden > 0) {
      hidden();
    }
  }

  private void linear() {
    double[] sums = new double[FEATURES + 1];
    for (int e = 0; e < table.length; e++) {
      for (int f = 0; f < FEATURES; f++) {
        sums[f] += tableGradient[e] * features[e * FEATURES + f];
      }
      sums[FEATURES] += tableGradient[e];
    }
    for (int f = 0; f <= FEATURES; f++) {
      networkGradients[4][f] = (float) sums[f];
    }
  }

  private void hidden() throws InterruptedException {
    int n = graph.vertices();
    int d = points.dimension();
    float[] fromSlopes = new float[n * hidden];
    float[] toSlopes = new float[n * hidden];
    float[][] outputs = new float[Math.ceilDiv(n, GRAIN)][hidden];
    workers.ranges(
        n,
        GRAIN,
        (from, to) -> {
          float[] output = outputs[from / GRAIN];
          for (int e = graph.starts()[from]; e < graph.starts()[to]; e++) {
            addSlopes(e, fromSlopes, sources[e] * hidden, output);
          }
          for (int i = reverseStarts[from]; i < reverseStarts[to]; i++) {
            int e = reverse[i];
            addSlopes(e, toSlopes, graph.targets()[e] * hidden, null);
          }
        });
    for (float[] output : outputs) {
      for (int h = 0; h < hidden; h++) {
        networkGradients[3][h] += output[h];
      }
    }
    for (int i = 0; i < fromSlopes.length; i++) {
      networkGradients[2][i % hidden] += fromSlopes[i];
    }
    Gemm.Packed x = Gemm.pack(points.vectors(), 0, n, d, d);
    Gemm.multiplyTransposed(fromSlopes, 0, hidden, hidden, x, networkGradients[0], 0, d, false);
    Gemm.multiplyTransposed(toSlopes, 0, hidden, hidden, x, networkGradients[1], 0, d, false);
  }

  /** Adds an edge's part to the slopes of one of its ends, and to those of the output weights. */
  private void addSlopes(int e, float[] slopes, int at, float[] output) {
    float slope = tableGradient[e];
    if (slope == 0) {
      return;
    }
    int u = sources[e] * hidden;
    int v = graph.targets()[e] * hidden;
    for (int h = 0; h < hidden; h++) {
      float unit = fromParts[u + h] + toParts[v + h];
      if (unit > 0) {
        slopes[at + h] += slope * network[3][h];
        if (output != null) {
          output[h] += slope * unit;
        }
      }
    }
  }
}
