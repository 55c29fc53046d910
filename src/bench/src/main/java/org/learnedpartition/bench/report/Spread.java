package org.learnedpartition.bench.report;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collection;
import org.learnedpartition.page.Numbers;

/**
 * A figure over rounds, with four digits that count; in JSON an array of its fields.
 *
 * @param rounds that it was measured in, ≥ 1
 */
public record Spread(double median, double min, double max, int rounds) {
  public Spread {
    if (rounds < 1 || !(min <= median && median <= max)) {
      throw new IllegalArgumentException(
          "a spread needs a round and min ≤ median ≤ max, got "
              + rounds
              + " rounds, "
              + min
              + " ≤ "
              + median
              + " ≤ "
              + max);
    }
  }

  @JsonCreator
  static Spread of(double[] fields) {
    if (fields.length != 4) {
      throw new IllegalArgumentException("a spread has 4 fields, got " + fields.length);
    }
    return new Spread(fields[0], fields[1], fields[2], (int) fields[3]);
  }

  @JsonValue
  double[] fields() {
    return new double[] {median, min, max, rounds};
  }

  /** The spread of values, one a round; null if there are none. */
  static Spread of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0
        ? null
        : new Spread(
            Numbers.four(median(sorted)),
            Numbers.four(sorted[0]),
            Numbers.four(sorted[sorted.length - 1]),
            sorted.length);
  }

  /** The median of values, at least one: the mean of the two in the middle of an even number. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Half of what lies between the lowest and the highest, as a share of the median. */
  double halfWidth() {
    return median == 0 ? 0 : (max - min) / 2 / Math.abs(median);
  }
}
