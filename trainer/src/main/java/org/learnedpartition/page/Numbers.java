package org.learnedpartition.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Writes numbers with as many digits as a reader can use. */
public final class Numbers {
  private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Numbers() {}

  /** A number with all its digits, thousands apart. */
  public static String plain(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(10));
    return grouped(rounded.stripTrailingZeros());
  }

  /** A number with three digits that count, or all those before the point. */
  public static String three(double value) {
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
    int decimals = 2 - (rounded.precision() - rounded.scale() - 1);
    return decimals <= 0
        ? String.format(Locale.ROOT, "%,.0f", value)
        : grouped(rounded.setScale(decimals));
  }

  /** The number nearest to a value that has four digits that count. */
  public static double four(double value) {
    return new BigDecimal(value).round(new MathContext(4)).doubleValue();
  }

  /** A recall, such as 0.953; one that is not 1 is never written as 1. */
  public static String recall(double value) {
    return value < 1 && value >= 0.9995
        ? "> 0.999"
        : String.format(Locale.ROOT, value == 1 ? "%.0f" : "%.3f", value);
  }

  /** A share as percent. */
  public static String percent(double share) {
    double percent = 100 * share;
    return (percent >= 99.95 && share < 1 ? "> 99.9" : three(percent)) + " %";
  }

  /** A size in bytes. */
  public static String bytes(double bytes) {
    int unit = 0;
    double value = bytes;
    while (value >= 1024 && unit < BYTES.length - 1) {
      value /= 1024;
      unit++;
    }
    return (unit == 0 ? String.format(Locale.ROOT, "%.0f", value) : three(value))
        + " "
        + BYTES[unit];
  }

  private static String grouped(BigDecimal value) {
    String text = value.abs().toPlainString();
    int point = text.indexOf('.');
    String whole = point < 0 ? text : text.substring(0, point);
    String rest = point < 0 ? "" : text.substring(point);
    return (value.signum() < 0 ? "-" : "")
        + String.format(Locale.ROOT, "%,d", new BigDecimal(whole).toBigInteger())
        + rest;
  }
}
