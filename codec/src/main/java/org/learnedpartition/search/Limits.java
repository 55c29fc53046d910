package org.learnedpartition.search;

import org.apache.lucene.search.KnnCollector;

/** The limits of a query, of which each segment has its share by its rows. Used by all threads. */
final class Limits {
  private final ProbeParameters parameters;
  private final long rows;
  private final long start = System.nanoTime();
  private long begun;

  /**
   * @param rows of all segments
   */
  Limits(ProbeParameters parameters, long rows) {
    this.parameters = parameters;
    this.rows = rows;
  }

  /**
   * A segment's collector that ends with its share. The time is up for a segment when that of all
   * segments begun so far is, so what one leaves is the others', and those that are searched at the
   * same time share it.
   */
  synchronized KnnCollector of(KnnCollector collector, int segmentRows) {
    begun += segmentRows;
    double visits = (double) parameters.maxVisited() * segmentRows / rows;
    long most = parameters.maxVisited() == 0 ? Long.MAX_VALUE : (long) Math.ceil(visits);
    double nanos = parameters.timeLimit().getSeconds() * 1e9 + parameters.timeLimit().getNano();
    return new Limited(
        collector, most, nanos == 0 ? Double.POSITIVE_INFINITY : nanos * begun / rows, start);
  }

  private static final class Limited extends KnnCollector.Decorator {
    private final long most;
    private final double nanos;
    private final long start;

    Limited(KnnCollector collector, long most, double nanos, long start) {
      super(collector);
      this.most = most;
      this.nanos = nanos;
      this.start = start;
    }

    @Override
    public boolean earlyTerminated() {
      return visitedCount() >= most
          || nanos < Double.POSITIVE_INFINITY && System.nanoTime() - start >= nanos
          || super.earlyTerminated();
    }

    @Override
    public long visitLimit() {
      return Math.min(most, super.visitLimit());
    }
  }
}
