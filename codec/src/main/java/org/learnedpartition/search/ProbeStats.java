package org.learnedpartition.search;

import java.util.Locale;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** What one query did: counters that all threads of the query add to. */
public final class ProbeStats {
  private final LongAdder routerNanos = new LongAdder();
  private final LongAdder tableNanos = new LongAdder();
  private final LongAdder scanNanos = new LongAdder();
  private final LongAdder rescoreNanos = new LongAdder();
  private final LongAdder rowsRescored = new LongAdder();
  private final LongAdder routed = new LongAdder();
  private final LongAdder binsProbed = new LongAdder();
  private final LongAdder bins = new LongAdder();
  private final LongAdder rowsScanned = new LongAdder();
  private final LongAdder rowsTotal = new LongAdder();
  private final DoubleAdder massOfRows = new DoubleAdder();
  private final DoubleAdder recallOfRows = new DoubleAdder();
  private final LongAdder segments = new LongAdder();
  private final LongAdder flatSegments = new LongAdder();

  /** Time spent in routers, in nanoseconds. */
  public long routerNanos() {
    return routerNanos.sum();
  }

  /** Time spent on tables that coded rows are looked up in, in nanoseconds. */
  public long tableNanos() {
    return tableNanos.sum();
  }

  /** Time spent in segments, in nanoseconds, summed over the threads. */
  public long scanNanos() {
    return scanNanos.sum();
  }

  /** Time spent on the exact scores of coded rows, in nanoseconds. */
  public long rescoreNanos() {
    return rescoreNanos.sum();
  }

  /** Coded rows that were scored exactly, too. */
  public long rowsRescored() {
    return rowsRescored.sum();
  }

  /** How often a router ran: once for each model. */
  public long routed() {
    return routed.sum();
  }

  /** Bins that the plans probe, summed over the models. */
  public long binsProbed() {
    return binsProbed.sum();
  }

  /** Bins that the models have, summed over the models. */
  public long bins() {
    return bins.sum();
  }

  /** Rows that were scored, over all segments: both of a vector that has two. */
  public long rowsScanned() {
    return rowsScanned.sum();
  }

  /** Rows that the searched segments hold, of vectors that have two both. */
  public long rowsTotal() {
    return rowsTotal.sum();
  }

  /**
   * The routers' probability of the bins that were scanned, 0 … 1, segments counting by their rows;
   * 1 where each vector was scored.
   */
  public double massReached() {
    return rowsTotal() == 0 ? 1 : massOfRows.sum() / rowsTotal();
  }

  /**
   * Share of the true neighbours, 0 … 1, that lie in the scanned bins as the models' calibrations
   * say: of the plan, or, of segments whose scan had to stop, of the probability that it reached.
   */
  public double estimatedRecall() {
    return rowsTotal() == 0 ? 1 : recallOfRows.sum() / rowsTotal();
  }

  /** Segments that were searched. */
  public long segments() {
    return segments.sum();
  }

  /**
   * Segments of those that were searched without postings: they have none, or the filter left so
   * few documents that scoring each was cheaper.
   */
  public long flatSegments() {
    return flatSegments.sum();
  }

  void addPlan(long nanos, long tables, int probes, int ofBins) {
    routerNanos.add(nanos);
    tableNanos.add(tables);
    routed.increment();
    binsProbed.add(probes);
    bins.add(ofBins);
  }

  void addRescored(long nanos, int rows) {
    rescoreNanos.add(nanos);
    rowsRescored.add(rows);
  }

  /**
   * Counts a segment.
   *
   * @param nanos time that it took
   * @param scanned rows scored
   * @param total vectors that the segment holds
   * @param flat whether its postings were not used
   * @param mass the router's probability of the bins that were scanned
   * @param recall share of the neighbours that are in these
   */
  public void addSegment(
      long nanos, long scanned, long total, boolean flat, double mass, double recall) {
    scanNanos.add(nanos);
    rowsScanned.add(scanned);
    rowsTotal.add(total);
    massOfRows.add(mass * total);
    recallOfRows.add(recall * total);
    segments.increment();
    if (flat) {
      flatSegments.increment();
    }
  }

  /** {@code bins=T/B, rows=scanned/total, segments=S (flat f), router_us=U, mass=M, recall=R}. */
  @Override
  public String toString() {
    return "bins="
        + binsProbed()
        + "/"
        + bins()
        + ", rows="
        + rowsScanned()
        + "/"
        + rowsTotal()
        + ", segments="
        + segments()
        + " (flat "
        + flatSegments()
        + "), router_us="
        + routerNanos() / 1000
        + String.format(Locale.ROOT, ", mass=%.3f, recall=%.3f", massReached(), estimatedRecall());
  }
}
