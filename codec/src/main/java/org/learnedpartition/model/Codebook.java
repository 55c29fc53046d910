package org.learnedpartition.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What was learnt for one encoding: its values, and how far estimates made from codes may be
 * trusted. A {@link Quantizer} is a codebook at work in a model. Arrays are copied on the way in
 * and out.
 *
 * @param encoding any but {@link Encoding#X1}, which has nothing to learn
 * @param values finite. For nibbles, [dimension][16]: each component of the 16 points that stand
 *     for a group. For {@link Encoding#X4}, [2][dimension]: the component that code 0 stands for,
 *     then the step to the next, ≥ 0
 * @param alpha share of a vector's own direction in the queries near it, 0 … {@value #MAX_ALPHA}
 * @param error mean of |r - r̂|² over mean of |r|², r being residuals that were not learnt from and
 *     r̂ what their codes stand for; ≥ 0
 * @param margins quantiles at {@link #RECALLS} of what an estimate falls short of the score of a
 *     true neighbour, in units of {@link Quantizer#spread}; not decreasing
 */
public record Codebook(
    Encoding encoding, float[] values, float alpha, float error, float[] margins) {

  /** Points that a nibble tells apart. */
  public static final int CENTROIDS = 16;

  /** Above 1 is rounding; far above is a damaged model. */
  public static final float MAX_ALPHA = 1.5f;

  /** Shares of the true neighbours at which margins are kept, ascending. */
  public static final List<Double> RECALLS =
      List.of(0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999);

  /**
   * @throws InvalidModelException if a value is out of range
   */
  public Codebook {
    if (encoding == Encoding.X1) {
      throw new InvalidModelException(
          "model has a codebook of the encoding 1x, which has no codes");
    }
    values = values.clone();
    margins = margins.clone();
    int each = valuesOfAComponent(encoding);
    if (values.length == 0 || values.length % each != 0) {
      throw refusal(encoding, "has %d values, expected %d for each component", values.length, each);
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw refusal(encoding, "has a value that is not finite: %s", value);
      }
    }
    for (int i = values.length / 2; encoding == Encoding.X4 && i < values.length; i++) {
      if (values[i] < 0) {
        throw refusal(encoding, "has a negative step: %s", values[i]);
      }
    }
    if (!(alpha >= 0 && alpha <= MAX_ALPHA)) {
      throw refusal(encoding, "has alpha %s, expected 0 to %s", alpha, MAX_ALPHA);
    }
    if (!(error >= 0 && Float.isFinite(error))) {
      throw refusal(encoding, "has an error of %s, expected a finite share of at least 0", error);
    }
    if (margins.length != RECALLS.size()) {
      throw refusal(encoding, "has %d margins, expected %d", margins.length, RECALLS.size());
    }
    for (int i = 0; i < margins.length; i++) {
      if (!Float.isFinite(margins[i]) || i > 0 && margins[i] < margins[i - 1]) {
        throw refusal(encoding, "has a margin that is not finite or falls: %s", margins[i]);
      }
    }
  }

  private static InvalidModelException refusal(Encoding encoding, String what, Object... values) {
    return new InvalidModelException(
        "model's codebook of " + encoding.label() + " " + String.format(Locale.ROOT, what, values));
  }

  static int valuesOfAComponent(Encoding encoding) {
    return encoding == Encoding.X4 ? 2 : CENTROIDS;
  }

  /** Components of the vectors that it was learnt from. */
  public int dimension() {
    return values.length / valuesOfAComponent(encoding);
  }

  /**
   * How far below its score the estimate of a true neighbour may lie so that a share of them lies
   * within, in units of {@link Quantizer#spread}: interpolated between {@link #RECALLS}, and that
   * of the nearest outside them.
   *
   * @param recall the share, 0 … 1
   */
  public float margin(double recall) {
    int i = 0;
    while (i < margins.length && RECALLS.get(i) < recall) {
      i++;
    }
    if (i == 0 || i == margins.length) {
      return margins[Math.min(i, margins.length - 1)];
    }
    double from = RECALLS.get(i - 1);
    double share = (recall - from) / (RECALLS.get(i) - from);
    return (float) (margins[i - 1] + share * ((double) margins[i] - margins[i - 1]));
  }

  @Override
  public float[] values() {
    return values.clone();
  }

  @Override
  public float[] margins() {
    return margins.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Codebook book
        && encoding == book.encoding
        && alpha == book.alpha
        && error == book.error
        && Arrays.equals(values, book.values)
        && Arrays.equals(margins, book.margins);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }
}
