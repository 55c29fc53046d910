package org.learnedpartition.graph;

/**
 * Points whose true neighbours are known, to measure a graph by.
 *
 * @param points ids
 * @param truth their neighbours, row i those of {@code points[i]}
 */
record GraphSample(int[] points, Neighbours truth) {
  /** Share of the true neighbours of point i of the sample that are among its first k. */
  private double recall(int i, NeighbourLists lists) {
    int k = truth.k();
    int hits = 0;
    for (int j = i * k; j < (i + 1) * k; j++) {
      int from = points[i] * lists.width();
      for (int l = from; l < from + k; l++) {
        hits += lists.ids()[l] == truth.ids()[j] ? 1 : 0;
      }
    }
    return (double) hits / k;
  }

  double recall(NeighbourLists lists) {
    double sum = 0;
    for (int i = 0; i < points.length; i++) {
      sum += recall(i, lists);
    }
    return sum / points.length;
  }

  /** Standard error of the recall: points are drawn, not neighbours. */
  double error(NeighbourLists lists) {
    double mean = recall(lists);
    double squares = 0;
    for (int i = 0; i < points.length; i++) {
      double off = recall(i, lists) - mean;
      squares += off * off;
    }
    int n = points.length;
    return n < 2 ? 0 : Math.sqrt(squares / (n - 1) / n);
  }
}
