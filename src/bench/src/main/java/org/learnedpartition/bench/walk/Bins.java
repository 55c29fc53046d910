package org.learnedpartition.bench.walk;

import org.learnedpartition.data.Points;
import org.learnedpartition.model.Similarity;

/**
 * Bins to route to, and the queries to measure it on.
 *
 * @param set name of the data set
 * @param similarity of its vectors
 * @param centres of the bins
 * @param sizes vectors in each bin, that of its nearest centre
 * @param queries prepared as the centres are
 * @param learnt queries to learn from; none of them is measured
 * @param k neighbours of a query
 * @param neighbours bins of each query's k true neighbours, nearest first
 */
record Bins(
    String set,
    Similarity similarity,
    Points centres,
    int[] sizes,
    Points queries,
    Points learnt,
    int k,
    int[] neighbours) {
  int count() {
    return centres.count();
  }

  long vectors() {
    long sum = 0;
    for (int size : sizes) {
      sum += size;
    }
    return sum;
  }
}
