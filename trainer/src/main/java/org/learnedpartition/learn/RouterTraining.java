package org.learnedpartition.learn;

import java.util.List;
import java.util.SplittableRandom;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/** Trains a network to predict the bins of each query's neighbours. */
public final class RouterTraining {
  private static final int BATCH = 1024;

  private RouterTraining() {}

  /**
   * What to train on: queries and where their neighbours lie.
   *
   * @param vectors count × dimension prepared values, row-major
   * @param count queries, ≥ 1
   * @param neighbours count × k point numbers, -1 for none
   */
  public record Queries(float[] vectors, int count, int[] neighbours) {
    /**
     * The same queries with fewer neighbours.
     *
     * @param k neighbours that a query has, nearest first
     * @param fewer how many to keep, 1 … k
     */
    public Queries nearest(int k, int fewer) {
      if (fewer == k) {
        return this;
      }
      int[] nearest = new int[Math.multiplyExact(count, fewer)];
      for (int i = 0; i < count; i++) {
        System.arraycopy(neighbours, i * k, nearest, i * fewer, fewer);
      }
      return new Queries(vectors, count, nearest);
    }
  }

  /**
   * How to train.
   *
   * @param epochs passes over the queries, ≥ 1
   * @param rate Adam's highest learning rate
   */
  public record Schedule(int epochs, double rate, long seed) {
    public Schedule {
      if (epochs < 1 || !(rate > 0 && rate < 1)) {
        throw new IllegalArgumentException("epochs must be ≥ 1 and rate in (0, 1)");
      }
    }
  }

  /**
   * Trains in place.
   *
   * @param sets queries of one or more kinds; each epoch sees every query once, in a new order
   * @param bins of each point
   * @param k neighbours of a query
   * @return mean loss of each epoch
   */
  public static double[] train(
      Network network,
      List<Queries> sets,
      int[] bins,
      int k,
      Schedule schedule,
      Workers workers,
      Progress progress,
      String stage)
      throws InterruptedException {
    int total = 0;
    for (Queries set : sets) {
      total += set.count();
    }
    int[] order = new int[total];
    for (int i = 0; i < total; i++) {
      order[i] = i;
    }
    int d = network.dimension();
    int batch = Math.min(BATCH, total);
    int stepsOfEpoch = Math.ceilDiv(total, batch);
    long steps = (long) schedule.epochs() * stepsOfEpoch;
    Gradient gradient = new Gradient(network, batch);
    Adam adam = new Adam(network.parameters(), schedule.rate(), steps);
    SplittableRandom random = new SplittableRandom(schedule.seed());
    float[] x = new float[batch * d];
    int[] labels = new int[batch * k];
    double[] losses = new double[schedule.epochs()];
    long done = 0;
    progress.report(stage, 0, steps);
    for (int epoch = 0; epoch < schedule.epochs(); epoch++) {
      shuffle(order, random);
      double loss = 0;
      for (int from = 0; from < total; from += batch) {
        int rows = Math.min(batch, total - from);
        gather(sets, order, from, rows, d, bins, k, x, labels);
        loss += gradient.compute(x, rows, labels, k, workers) * rows;
        adam.update(gradient.gradients(), workers);
        progress.report(stage, ++done, steps);
      }
      losses[epoch] = loss / total;
    }
    return losses;
  }

  private static void gather(
      List<Queries> sets,
      int[] order,
      int from,
      int rows,
      int d,
      int[] bins,
      int k,
      float[] x,
      int[] labels) {
    for (int r = 0; r < rows; r++) {
      int at = order[from + r];
      int set = 0;
      while (at >= sets.get(set).count()) {
        at -= sets.get(set++).count();
      }
      Queries queries = sets.get(set);
      System.arraycopy(queries.vectors(), at * d, x, r * d, d);
      for (int j = 0; j < k; j++) {
        int id = queries.neighbours()[at * k + j];
        labels[r * k + j] = id < 0 ? -1 : bins[id];
      }
    }
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
  }
}
