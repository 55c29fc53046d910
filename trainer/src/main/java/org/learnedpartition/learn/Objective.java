package org.learnedpartition.learn;

import org.learnedpartition.parallel.Workers;

/** A loss of a batch as a whole. */
@FunctionalInterface
interface Objective {
  /**
   * Computes the loss.
   *
   * @param logits rows × bins; receives the gradient of the loss by each of them
   * @return the loss
   */
  double differentiate(float[] logits, int rows, int bins, Workers workers)
      throws InterruptedException;
}
