package org.learnedpartition.method;

import java.util.SplittableRandom;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * k-means whose clusters are of nearly one size: Lloyd's iterations on a sample, then rounds of
 * {balance by prices, move the centres}. Centres are of length 1 unless the similarity is L2.
 */
public final class BalancedKMeans {
  private static final int LLOYD_ITERATIONS = 12;
  private static final int LLOYD_SAMPLE = 100_000;
  private static final int LLOYD_SAMPLE_OF_A_BIN = 64;
  private static final int ROUNDS = 3;

  private BalancedKMeans() {}

  /**
   * A balanced clustering.
   *
   * @param centres bins × dimension values
   * @param bias of each bin: x·c + bias orders the bins of x by similarity
   * @param prices of each bin, in the same unit: point i is in argmax(x·c + bias - price)
   * @param bin of each point
   */
  public record Clustering(float[] centres, float[] bias, float[] prices, int[] bin) {}

  /**
   * Clusters.
   *
   * @param points in random order, at least one for each bin
   */
  public static Clustering cluster(
      Points points, int bins, Similarity similarity, long seed, Workers workers, Progress progress)
      throws InterruptedException {
    int d = points.dimension();
    String stage = "k-means";
    int steps = LLOYD_ITERATIONS + ROUNDS + 1;
    progress.report(stage, 0, steps);
    int sampled = Math.min(points.count(), Math.max(LLOYD_SAMPLE, LLOYD_SAMPLE_OF_A_BIN * bins));
    Points sample = points.first(sampled);
    // Points are in random order, so the first ones are a random choice.
    float[] centres = points.range(0, bins).vectors();
    if (similarity != Similarity.L2) {
      normalise(centres, d);
    }
    float[] bias = bias(centres, d, similarity);
    SplittableRandom random = new SplittableRandom(seed);
    int[] bin = new int[points.count()];
    float[] free = new float[bins];
    for (int i = 0; i < LLOYD_ITERATIONS; i++) {
      new ScoreTable(sample, scorer(centres, bias, d), false, workers).assign(free, bin);
      move(sample, bin, centres, similarity, random, workers);
      bias = bias(centres, d, similarity);
      progress.report(stage, i + 1, steps);
    }
    float[] prices = free;
    for (int i = 0; i <= ROUNDS; i++) {
      prices = PriceBalance.balance(points, scorer(centres, bias, d), prices, bin, workers);
      if (i < ROUNDS) {
        move(points, bin, centres, similarity, random, workers);
        bias = bias(centres, d, similarity);
      }
      progress.report(stage, LLOYD_ITERATIONS + i + 1, steps);
    }
    return new Clustering(centres, bias, prices, bin);
  }

  private static Scorer scorer(float[] centres, float[] bias, int d) {
    return Network.ofCentres(centres, bias, d, 1).forward();
  }

  /** Centres become the means of their points; an empty bin starts again at a random point. */
  private static void move(
      Points points,
      int[] bin,
      float[] centres,
      Similarity similarity,
      SplittableRandom random,
      Workers workers)
      throws InterruptedException {
    int d = points.dimension();
    int bins = centres.length / d;
    Means means = Means.of(points, bin, bins, workers);
    for (int c = 0; c < bins; c++) {
      if (means.sizes()[c] == 0) {
        int point = random.nextInt(points.count());
        System.arraycopy(points.vectors(), point * d, centres, c * d, d);
      } else {
        System.arraycopy(means.values(), c * d, centres, c * d, d);
      }
    }
    if (similarity != Similarity.L2) {
      normalise(centres, d);
    }
  }

  private static void normalise(float[] centres, int d) {
    for (int from = 0; from < centres.length; from += d) {
      double squares = 0;
      for (int i = from; i < from + d; i++) {
        squares += (double) centres[i] * centres[i];
      }
      float factor = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
      for (int i = from; i < from + d; i++) {
        centres[i] *= factor;
      }
    }
  }

  private static float[] bias(float[] centres, int d, Similarity similarity) {
    float[] bias = new float[centres.length / d];
    if (similarity == Similarity.L2) {
      for (int i = 0; i < centres.length; i++) {
        bias[i / d] -= centres[i] * centres[i] / 2;
      }
    }
    return bias;
  }
}
