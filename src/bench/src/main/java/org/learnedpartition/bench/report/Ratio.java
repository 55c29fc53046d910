package org.learnedpartition.bench.report;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * How many times as much a format does as the baseline, at equal recall: one ratio a round, of two
 * figures of the same round.
 */
public record Ratio(Bound bound, Spread spread) {
  /** Whether all rounds agree which of the two is better. One round alone tells nothing. */
  @JsonIgnore
  boolean isTold() {
    return spread.rounds() > 1
        && (spread.min() > 1 && bound != Bound.AT_MOST
            || spread.max() < 1 && bound != Bound.AT_LEAST);
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
