package org.learnedpartition.bench.report;

import java.util.Locale;
import java.util.function.DoubleFunction;
import org.learnedpartition.page.Numbers;

/** Writes figures as cells of tables. Null is what was not measured. */
final class Cells {
  static final String NOTHING = "–";

  private Cells() {}

  /** A number with three digits that count. */
  static String number(Number value) {
    return value == null ? NOTHING : Numbers.three(value.doubleValue());
  }

  static String bytes(Number value) {
    return value == null ? NOTHING : Numbers.bytes(value.doubleValue());
  }

  /** A speed at a recall, with half of what lies between its lowest and highest round. */
  static String speed(AtRecall at, double best) {
    if (at.bound() == Bound.NOT_REACHED) {
      return "not reached, best " + Numbers.recall(best);
    }
    return at.qps() == null ? NOTHING : at.bound().sign() + spread(at.qps(), Numbers::three);
  }

  /** A cost at a recall: the median alone. */
  static String cost(AtRecall at, Spread cost) {
    return cost == null ? NOTHING : at.bound().costSign() + Numbers.three(cost.median());
  }

  /** A cost at a recall as a share of a whole. */
  static String share(AtRecall at, Spread cost, double whole) {
    return cost == null ? NOTHING : at.bound().costSign() + Numbers.percent(cost.median() / whole);
  }

  /** A median with its spread in percent; without one if there was one round only. */
  static String spread(Spread spread, DoubleFunction<String> number) {
    return number.apply(spread.median())
        + (spread.rounds() == 1
            ? ""
            : String.format(Locale.ROOT, " ± %.1f %%", 100 * spread.halfWidth()));
  }

  /** A ratio, with its lowest and highest round. */
  static String ratio(Ratio ratio) {
    if (ratio == null) {
      return NOTHING;
    }
    Spread spread = ratio.spread();
    String median = ratio.bound().sign() + times(spread.median()) + " ×";
    if (spread.rounds() == 1) {
      return median + " (one round)";
    }
    return median
        + " ("
        + times(spread.min())
        + "…"
        + times(spread.max())
        + ")"
        + (ratio.spansOne() ? " not told apart" : "");
  }

  /** A factor: two digits behind the point, unless it is large or very small. */
  static String times(double factor) {
    return factor >= 0.1 && factor < 10
        ? String.format(Locale.ROOT, "%.2f", factor)
        : Numbers.three(factor);
  }
}
