package org.learnedpartition.bench.report;

/**
 * How many times as much a format does as the baseline, at equal recall: one ratio a round, of two
 * figures of the same round.
 */
public record Ratio(Bound bound, Spread spread) {
  /** Whether the rounds disagree which of the two is better. */
  boolean spansOne() {
    return spread.min() <= 1 && spread.max() >= 1;
  }

  /** How the ratio of two figures is to be read; null if there is none. */
  static Bound bound(Bound format, Bound baseline) {
    if (format == Bound.NOT_REACHED || baseline == Bound.NOT_REACHED) {
      return null;
    }
    boolean formatAbove = format == Bound.AT_LEAST;
    boolean baselineAbove = baseline == Bound.AT_LEAST;
    if (formatAbove && baselineAbove) {
      return Bound.ABOVE;
    }
    return formatAbove ? Bound.AT_LEAST : baselineAbove ? Bound.AT_MOST : Bound.EXACT;
  }
}
