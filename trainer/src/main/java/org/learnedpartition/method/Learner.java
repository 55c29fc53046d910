package org.learnedpartition.method;

/** A way to learn a partition and its router. */
interface Learner {
  /** Learns a model, and puts each of its stages before the judge. */
  Model learn(Training training) throws InterruptedException;
}
