package org.learnedpartition.learn;

import java.util.SplittableRandom;
import org.learnedpartition.vector.Bfloat16;
import org.learnedpartition.vector.Gemm;

/**
 * A router's network: logits = W·x + b, and with a hidden layer + V·relu(U·x + a). The linear part
 * is a skip connection that starts at the bins' centres, so that a network begins as the router of
 * its centres and learns from there.
 */
public final class Network {
  private final int dimension;
  private final int bins;
  private final int hidden;
  private final float[][] parameters;

  private Network(int dimension, int bins, int hidden, float[][] parameters) {
    this.dimension = dimension;
    this.bins = bins;
    this.hidden = hidden;
    this.parameters = parameters;
  }

  /**
   * The router of centres: the linear network whose logits are {@code temperature × (x·c + bias)}.
   *
   * @param centres bins × dimension values
   * @param bias one value a bin
   */
  public static Network ofCentres(float[] centres, float[] bias, int dimension, float temperature) {
    float[] w = new float[centres.length];
    for (int i = 0; i < w.length; i++) {
      w[i] = temperature * centres[i];
    }
    float[] b = new float[bias.length];
    for (int i = 0; i < b.length; i++) {
      b[i] = temperature * bias[i];
    }
    return new Network(dimension, bias.length, 0, new float[][] {w, b});
  }

  /**
   * This linear network with prices taken off its logits.
   *
   * @param prices one value a bin
   */
  public Network lessPrices(float[] prices) {
    if (hidden != 0 || prices.length != bins) {
      throw new IllegalArgumentException("a linear network takes one price a bin");
    }
    Network less = copy();
    for (int c = 0; c < bins; c++) {
      less.parameters[1][c] -= prices[c];
    }
    return less;
  }

  /**
   * This linear network with a hidden layer whose output starts small (He's initialisation of U, a
   * tenth of it for V).
   *
   * @param units of the hidden layer, ≥ 1
   */
  public Network withHidden(int units, long seed) {
    if (hidden != 0 || units < 1) {
      throw new IllegalArgumentException("a linear network gets a hidden layer of ≥ 1 units");
    }
    SplittableRandom random = new SplittableRandom(seed);
    // Prepared vectors have length near 1, not components near 1: He's variance times dimension.
    float[] u = gaussian(random, units * dimension, Math.sqrt(2));
    float[] v = gaussian(random, bins * units, 0.1 * Math.sqrt(2.0 / units));
    return new Network(
        dimension,
        bins,
        units,
        new float[][] {parameters[0].clone(), parameters[1].clone(), u, new float[units], v});
  }

  /** As {@link #withHidden}, or a copy if there are to be no units. */
  public Network withHiddenOrNot(int units, long seed) {
    return units == 0 ? copy() : withHidden(units, seed);
  }

  /**
   * This network with its weights rounded to bfloat16, biases as they are: routing a query takes as
   * long as reading the weights does, and these are half as long.
   */
  public Network rounded() {
    Network rounded = copy();
    // Every other is a bias.
    for (int i = 0; i < parameters.length; i += 2) {
      float[] weights = rounded.parameters[i];
      for (int j = 0; j < weights.length; j++) {
        weights[j] = Bfloat16.round(weights[j]);
      }
    }
    return rounded;
  }

  /**
   * The same network with its bins in another order.
   *
   * @param order the bins in their new order
   */
  public Network reordered(int[] order) {
    Network reordered = copy();
    reorder(parameters[0], reordered.parameters[0], order);
    reorder(parameters[1], reordered.parameters[1], order);
    if (hidden > 0) {
      reorder(parameters[4], reordered.parameters[4], order);
    }
    return reordered;
  }

  /**
   * This network with other heads.
   *
   * @param heads bins × (dimension + hidden) values, what a bin reads of the vector and then of the
   *     hidden layer
   */
  Network withHeads(float[] heads) {
    Network other = copy();
    int width = dimension + hidden;
    for (int c = 0; c < bins; c++) {
      System.arraycopy(heads, c * width, other.parameters[0], c * dimension, dimension);
      if (hidden > 0) {
        System.arraycopy(heads, c * width + dimension, other.parameters[4], c * hidden, hidden);
      }
    }
    return other;
  }

  private static void reorder(float[] from, float[] to, int[] order) {
    int width = from.length / order.length;
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(from, order[i] * width, to, i * width, width);
    }
  }

  private static float[] gaussian(SplittableRandom random, int length, double sigma) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (sigma * random.nextGaussian());
    }
    return values;
  }

  public int dimension() {
    return dimension;
  }

  public int bins() {
    return bins;
  }

  /** Units of the hidden layer; 0 when the network is linear. */
  public int hidden() {
    return hidden;
  }

  /** {@code linear} or {@code mlp}. */
  public String kind() {
    return hidden == 0 ? "linear" : "mlp";
  }

  /** Multiply-adds of one vector. */
  public long cost() {
    return (long) dimension * bins + (long) hidden * (dimension + bins);
  }

  public Network copy() {
    float[][] copies = new float[parameters.length][];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = parameters[i].clone();
    }
    return new Network(dimension, bins, hidden, copies);
  }

  /**
   * The parameters, live: W [bins × dimension], b [bins], and with a hidden layer U [hidden ×
   * dimension], a [hidden], V [bins × hidden].
   */
  public float[][] parameters() {
    return parameters;
  }

  /** A snapshot that scores with the parameters as they are now. */
  public Forward forward() {
    return new Forward(this);
  }

  /** Packed parameters. */
  public static final class Forward implements Scorer {
    private static final int BLOCK = 96;

    private final int dimension;
    private final int bins;
    private final int hidden;
    private final Gemm.Packed w;
    private final float[] b;
    private final Gemm.Packed u;
    private final float[] a;
    private final Gemm.Packed v;

    private Forward(Network network) {
      float[][] p = network.parameters;
      dimension = network.dimension;
      bins = network.bins;
      hidden = network.hidden;
      w = Gemm.packTransposed(p[0], 0, bins, dimension, dimension);
      b = p[1].clone();
      u = hidden == 0 ? null : Gemm.packTransposed(p[2], 0, hidden, dimension, dimension);
      a = hidden == 0 ? null : p[3].clone();
      v = hidden == 0 ? null : Gemm.packTransposed(p[4], 0, bins, hidden, hidden);
    }

    @Override
    public int bins() {
      return bins;
    }

    @Override
    public void score(float[] vectors, int from, int rows, float[] scores) {
      float[] h = hidden == 0 ? null : new float[Math.min(rows, BLOCK) * hidden];
      for (int i = 0; i < rows; i += BLOCK) {
        int n = Math.min(BLOCK, rows - i);
        run(vectors, (from + i) * dimension, n, h, 0, scores, i * bins);
      }
    }

    /**
     * @param h receives the hidden layer after relu, rows × hidden from {@code hOffset}
     */
    void run(float[] x, int xOffset, int rows, float[] h, int hOffset, float[] out, int offset) {
      for (int r = 0; r < rows; r++) {
        System.arraycopy(b, 0, out, offset + r * bins, bins);
      }
      Gemm.multiply(x, xOffset, dimension, rows, w, out, offset, bins, true);
      if (hidden == 0) {
        return;
      }
      for (int r = 0; r < rows; r++) {
        System.arraycopy(a, 0, h, hOffset + r * hidden, hidden);
      }
      Gemm.multiply(x, xOffset, dimension, rows, u, h, hOffset, hidden, true);
      for (int i = hOffset; i < hOffset + rows * hidden; i++) {
        h[i] = Math.max(h[i], 0);
      }
      Gemm.multiply(h, hOffset, hidden, rows, v, out, offset, bins, true);
    }
  }
}
