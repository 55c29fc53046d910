package org.learnedpartition.bench.report;

/** How a figure at a recall is to be read. */
public enum Bound {
  /** It was interpolated between two measured points, or measured. */
  EXACT(""),
  /**
   * All measured points have a higher recall: the fastest of them stands for all, and at the wanted
   * recall the format can only be faster.
   */
  AT_LEAST("≥ "),
  /** A ratio to a baseline that can only be faster than said. */
  AT_MOST("≤ "),
  /**
   * A ratio of two formats that were both measured above the wanted recall only: of the fastest
   * point of each, so not quite at equal recall.
   */
  ABOVE("~ "),
  /** No measured point has so high a recall. */
  NOT_REACHED("");

  private final String sign;

  Bound(String sign) {
    this.sign = sign;
  }

  /** What stands before a speed or a ratio of speeds. */
  String sign() {
    return sign;
  }

  /** What stands before a cost: what is at least so fast costs at most so much. */
  String costSign() {
    return switch (this) {
      case AT_LEAST -> AT_MOST.sign;
      case AT_MOST -> AT_LEAST.sign;
      default -> sign;
    };
  }
}
