package org.learnedpartition.learn;

import java.util.SplittableRandom;
import org.learnedpartition.learn.RouterTraining.Queries;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/** Trains a network on {@link RelaxedCut} by Adam, on edges drawn at random. */
public final class RelaxedTraining {
  /** Edges of a batch: its points have to tell how full each bin is. */
  private static final int EDGES = 1024;

  private static final double RATE = 1e-2;

  private RelaxedTraining() {}

  /**
   * Trains in place.
   *
   * @param points and their neighbours, of which each is an edge
   * @param k neighbours of a point, -1 for none
   * @return the loss of the last batch
   */
  public static double train(
      Network network,
      Queries points,
      int k,
      Relaxation weights,
      long seed,
      Workers workers,
      Progress progress,
      String stage)
      throws InterruptedException {
    int d = network.dimension();
    Gradient gradient = new Gradient(network, 2 * EDGES);
    Adam adam = new Adam(network.parameters(), RATE, weights.updates());
    Objective objective = new RelaxedCut(weights);
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[2 * EDGES * d];
    double loss = 0;
    progress.report(stage, 0, weights.updates());
    for (int update = 1; update <= weights.updates(); update++) {
      for (int e = 0; e < EDGES; e++) {
        int point = random.nextInt(points.count());
        int other = points.neighbours()[point * k + random.nextInt(k)];
        // A point with fewer neighbours is its own: it counts for balance, and is not cut.
        int end = other < 0 ? point : other;
        System.arraycopy(points.vectors(), point * d, x, 2 * e * d, d);
        System.arraycopy(points.vectors(), end * d, x, (2 * e + 1) * d, d);
      }
      loss = gradient.compute(x, 2 * EDGES, objective, workers);
      adam.update(gradient.gradients(), workers);
      progress.report(stage, update, weights.updates());
    }
    return loss;
  }
}
