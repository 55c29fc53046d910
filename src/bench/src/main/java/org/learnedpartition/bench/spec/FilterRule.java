package org.learnedpartition.bench.spec;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which rows a query may find, as benchmarks write it: {@code none}, or {@code KIND SHARE} such as
 * {@code correlated 0.01}.
 *
 * @param kind how the rows are chosen
 * @param share of the rows that may be hits, in (0, 1]; 1 for {@link Kind#NONE}
 */
public record FilterRule(Kind kind, double share) {
  /** All rows. */
  public static final FilterRule NONE = new FilterRule(Kind.NONE, 1);

  /** How rows are chosen. */
  public enum Kind {
    /** All rows. */
    NONE,
    /** A sample that is independent of position in space, one for all queries. */
    RANDOM,
    /** The rows nearest to the anchor that is nearest to the query. */
    CORRELATED,
    /** The rows farthest from that anchor. */
    ANTI_CORRELATED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public FilterRule {
    if (!(share > 0 && share <= 1) || kind == Kind.NONE && share != 1) {
      throw new IllegalArgumentException(
          "the share of a filter must be above 0 and at most 1, got " + share);
    }
  }

  /**
   * @throws IllegalArgumentException if the text is no filter; says what one looks like
   */
  public static FilterRule parse(String text) {
    List<String> words = List.of(text.strip().split("\\s+"));
    if (words.equals(List.of(Kind.NONE.toString()))) {
      return NONE;
    }
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(k -> k != Kind.NONE && k.toString().equals(words.get(0)))
            .findFirst()
            .orElse(null);
    if (kind == null || words.size() != 2) {
      throw new IllegalArgumentException(
          "["
              + text
              + "] is no filter: expected none, or one of "
              + Arrays.stream(Kind.values())
                  .filter(k -> k != Kind.NONE)
                  .map(Kind::toString)
                  .collect(Collectors.joining(", "))
              + " and a share above 0 and at most 1, such as: random 0.01");
    }
    try {
      return new FilterRule(kind, Double.parseDouble(words.get(1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "[" + text + "] is no filter: its share [" + words.get(1) + "] is not a number", e);
    }
  }

  /** How many of some rows may be hits: the share, rounded up. */
  public int accepted(int rows) {
    // In decimal, since 0.07 × 100 is more than 7 in binary.
    return BigDecimal.valueOf(share)
        .multiply(BigDecimal.valueOf(rows))
        .setScale(0, RoundingMode.CEILING)
        .intValueExact();
  }

  /** What {@link #parse} reads. */
  @Override
  public String toString() {
    return kind == Kind.NONE
        ? kind.toString()
        : kind + " " + BigDecimal.valueOf(share).stripTrailingZeros().toPlainString();
  }
}
