package org.learnedpartition.bench.engine;

/**
 * Where a search of bins spent its time, in nanoseconds, summed over the segments.
 *
 * @param router choosing the bins
 * @param tables making the tables that codes are looked up in
 * @param scan of rows
 * @param rescore of the best rows, exactly
 */
public record Phases(long router, long tables, long scan, long rescore) {
  public static final Phases NONE = new Phases(0, 0, 0, 0);

  public Phases plus(Phases other) {
    return new Phases(
        router + other.router, tables + other.tables, scan + other.scan, rescore + other.rescore);
  }
}
