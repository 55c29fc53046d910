package org.learnedpartition.method;

/** A way to learn a partition and its router. */
interface Learner {
  /** Learns a model, and puts each of its stages before the judge. */
  Model learn(Training training) throws InterruptedException;

  /** Whether it can start at such clusters, if it takes any. */
  default boolean startsAt(Clusterer clusters) {
    return true;
  }

  /** Whether it goes by what the judge says, and so needs documents that are held out. */
  default boolean chooses() {
    return false;
  }
}
