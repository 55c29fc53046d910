package org.learnedpartition.learn;

/** Scores every bin for vectors; safe for use by many threads. */
public interface Scorer {
  int bins();

  /**
   * Scores rows.
   *
   * @param vectors row-major prepared vectors
   * @param from the first row to score
   * @param rows number of rows
   * @param scores receives rows × bins values from index 0
   */
  void score(float[] vectors, int from, int rows, float[] scores);
}
