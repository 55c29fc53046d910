package org.learnedpartition.learn;

import java.util.SplittableRandom;
import org.learnedpartition.data.Points;

/**
 * The best sketches of a network's heads: the principal components of its logits (Eckart and Young,
 * 1936), as the features of points vary them. With the covariance Σ of the features and heads W
 * less their mean, which no ranking depends on, the logits' components are read by the leading
 * eigenvectors P of WᵀWΣ, which is self-adjoint in the inner product of Σ; with PᵀΣP = 1 the
 * sketches are WΣP. They are found by orthogonal iteration.
 */
public final class Sketches {
  private static final int SAMPLE = 20_000;
  private static final int ITERATIONS = 40;

  private final Network network;
  private final int width;
  private final float[] heads;
  private final double[] mean;
  private final double[][] covariance;
  private final double[][] gram;
  private final double[][] components;

  private Sketches(Network network, Points points, int most, long seed) {
    this.network = network;
    this.width = network.dimension() + network.hidden();
    this.heads = centred(Features.heads(network), width);
    this.mean = new double[width];
    this.covariance = new double[width][width];
    this.gram = new double[width][width];
    addPoints(points);
    for (int c = 0; c < heads.length; c += width) {
      addProduct(gram, heads, c);
    }
    this.components = components(Math.min(most, width), seed);
  }

  /**
   * @param points in random order
   * @param most components of a sketch at most
   * @param seed of the first guess
   */
  public static Sketches of(Network network, Points points, int most, long seed) {
    return new Sketches(network, points, most, seed);
  }

  private static float[] centred(float[] heads, int width) {
    double[] sum = new double[width];
    for (int i = 0; i < heads.length; i++) {
      sum[i % width] += heads[i];
    }
    int bins = heads.length / width;
    for (int i = 0; i < heads.length; i++) {
      heads[i] -= (float) (sum[i % width] / bins);
    }
    return heads;
  }

  private void addPoints(Points points) {
    Features features = new Features(network);
    int n = Math.min(SAMPLE, points.count());
    int d = network.dimension();
    float[] row = new float[width];
    for (int i = 0; i < n; i++) {
      features.of(points.vectors(), i * d, 1, row);
      for (int j = 0; j < width; j++) {
        mean[j] += row[j] / (double) n;
      }
    }
    for (int i = 0; i < n; i++) {
      features.of(points.vectors(), i * d, 1, row);
      for (int j = 0; j < width; j++) {
        row[j] -= (float) mean[j];
      }
      addProduct(covariance, row, 0);
    }
    for (double[] values : covariance) {
      for (int j = 0; j < width; j++) {
        values[j] /= n;
      }
    }
    // Keeps the inner product one where features do not vary at all.
    double trace = 0;
    for (int j = 0; j < width; j++) {
      trace += covariance[j][j];
    }
    for (int j = 0; j < width; j++) {
      covariance[j][j] += 1e-6 * trace / width + 1e-12;
    }
  }

  private void addProduct(double[][] sum, float[] values, int at) {
    for (int i = 0; i < width; i++) {
      double value = values[at + i];
      double[] to = sum[i];
      for (int j = 0; j < width; j++) {
        to[j] += value * values[at + j];
      }
    }
  }

  /** The shortlist of sketches with so many components, as long as it may be. */
  public Shortlist shortlist(int rank) {
    double[][] p = components;
    float[] projection = new float[rank * width];
    float[] sketches = new float[network.bins() * rank];
    float[] bias = network.parameters()[1].clone();
    // Features of the projection have length near 1, as vectors do.
    double scale = 1 / Math.sqrt(rank);
    for (int r = 0; r < rank; r++) {
      double[] seen = times(covariance, p[r]);
      double at = dot(p[r], mean);
      for (int i = 0; i < width; i++) {
        projection[r * width + i] = (float) (scale * p[r][i]);
      }
      for (int c = 0; c < bias.length; c++) {
        double sketch = 0;
        for (int i = 0; i < width; i++) {
          sketch += heads[c * width + i] * seen[i];
        }
        sketches[c * rank + r] = (float) (sketch / scale);
        bias[c] -= (float) (sketch * at);
      }
    }
    for (int c = 0; c < bias.length; c++) {
      double usual = 0;
      for (int i = 0; i < width; i++) {
        usual += heads[c * width + i] * mean[i];
      }
      bias[c] += (float) usual;
    }
    return new Shortlist(projection, Network.ofCentres(sketches, bias, rank, 1), bias.length - 1);
  }

  /** The network whose heads have no mean: the same ranking, and scores that sketches estimate. */
  public Network network() {
    return network.withHeads(heads);
  }

  /** Leading eigenvectors of gram · covariance, orthonormal in the covariance. */
  private double[][] components(int rank, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] p = new double[rank][width];
    for (double[] component : p) {
      for (int i = 0; i < width; i++) {
        component[i] = random.nextGaussian();
      }
    }
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      for (int r = 0; r < rank; r++) {
        p[r] = times(gram, times(covariance, p[r]));
      }
      orthonormalise(p);
    }
    return p;
  }

  private void orthonormalise(double[][] p) {
    for (int r = 0; r < p.length; r++) {
      // Twice, since the first time leaves rounding that the second takes away.
      for (int pass = 0; pass < 2; pass++) {
        double[] seen = times(covariance, p[r]);
        for (int s = 0; s < r; s++) {
          double along = dot(seen, p[s]);
          for (int i = 0; i < width; i++) {
            p[r][i] -= along * p[s][i];
          }
        }
      }
      double length = Math.sqrt(dot(times(covariance, p[r]), p[r]));
      for (int i = 0; i < width; i++) {
        p[r][i] = length > 0 ? p[r][i] / length : 0;
      }
    }
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[vector.length];
    for (int i = 0; i < product.length; i++) {
      product[i] = dot(matrix[i], vector);
    }
    return product;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
