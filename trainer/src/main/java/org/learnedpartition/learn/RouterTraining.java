package org.learnedpartition.learn;

import java.util.Arrays;
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
   * A training after some of its epochs.
   *
   * @param losses mean loss of each epoch that is done
   * @param parameters of the network
   * @param first of Adam's moments; empty after the last epoch
   * @param second of Adam's moments; empty after the last epoch
   */
  public record State(double[] losses, float[][] parameters, float[][] first, float[][] second) {
    /** How many epochs are done. */
    public int epochs() {
      return losses.length;
    }
  }

  /** Keeps the state of one training. */
  public interface Keeper {
    /** Keeps nothing. */
    Keeper NONE =
        new Keeper() {
          @Override
          public State last() {
            return null;
          }

          @Override
          public void keep(State state) {}
        };

    /** The state that was kept last, of the same training; null if there is none. */
    State last();

    /** Keeps a state, whose arrays change after the call. */
    void keep(State state) throws InterruptedException;
  }

  /**
   * Trains in place.
   *
   * @param sets queries of one or more kinds; each epoch sees every query once, in a new order
   * @param bins of each point
   * @param k neighbours of a query
   * @param keeper is given the state after each epoch; what it kept is not done again, and the
   *     network has the same bits as without it
   * @return mean loss of each epoch
   */
  public static double[] train(
      Network network,
      List<Queries> sets,
      int[] bins,
      int k,
      Schedule schedule,
      Keeper keeper,
      Workers workers,
      Progress progress,
      String stage)
      throws InterruptedException {
    State last = keeper.last();
    if (last != null) {
      for (int i = 0; i < last.parameters().length; i++) {
        float[] kept = last.parameters()[i];
        System.arraycopy(kept, 0, network.parameters()[i], 0, kept.length);
      }
      progress.report(stage + ", " + last.epochs() + " epochs from the cache", 1, 1);
      if (last.epochs() == schedule.epochs()) {
        return last.losses();
      }
    }
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
    double[] losses = new double[0];
    if (last != null) {
      losses = last.losses();
      adam.resume(last.first(), last.second(), (long) last.epochs() * stepsOfEpoch);
      for (int epoch = 0; epoch < last.epochs(); epoch++) {
        shuffle(order, random);
      }
    }
    long done = (long) losses.length * stepsOfEpoch;
    progress.report(stage, done, steps);
    while (losses.length < schedule.epochs()) {
      shuffle(order, random);
      double loss = 0;
      for (int from = 0; from < total; from += batch) {
        int rows = Math.min(batch, total - from);
        gather(sets, order, from, rows, d, bins, k, x, labels);
        loss += gradient.compute(x, rows, labels, k, workers) * rows;
        adam.update(gradient.gradients(), workers);
        progress.report(stage, ++done, steps);
      }
      losses = Arrays.copyOf(losses, losses.length + 1);
      losses[losses.length - 1] = loss / total;
      float[][] none = {};
      boolean over = losses.length == schedule.epochs();
      keeper.keep(
          new State(
              losses,
              network.parameters(),
              over ? none : adam.first(),
              over ? none : adam.second()));
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
