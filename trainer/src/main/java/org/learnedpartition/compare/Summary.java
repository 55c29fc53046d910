package org.learnedpartition.compare;

import java.util.Locale;
import org.learnedpartition.report.Probing;

/** A result in a line. */
final class Summary {
  private static final double TOLD = 0.95;

  private Summary() {}

  static String of(Result result) {
    Result.Point at = result.at(Probing.FIXED, TOLD);
    return String.format(
        Locale.ROOT,
        "%.2f %% / %.2f %% candidates at recall %.2f, bins of %d to %d, %.1f s",
        100 * at.candidates(),
        100 * at.candidatesQ95(),
        TOLD,
        result.smallestBin(),
        result.largestBin(),
        result.trainSeconds());
  }
}
