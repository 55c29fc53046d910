package org.learnedpartition.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one search cost, as its profile tells: the query describes itself there as {@code
 * learned_knn[field=F, k=K, bins=T/B, rows=scanned/total, segments=S (flat f), router_us=U]}.
 *
 * @param probed bins probed
 * @param bins bins of the model
 * @param scanned rows scanned, over all segments
 * @param total rows in the index, both of a vector that has two
 * @param segments segments searched
 * @param routerMicros time that the router took, µs
 */
record ProbeProfile(
    int probed, int bins, long scanned, long total, int segments, long routerMicros) {
  private static final Pattern DESCRIPTION =
      Pattern.compile(
          "learned_knn\\[.*?bins=(\\d+)/(\\d+), rows=(\\d+)/(\\d+), segments=(\\d+)"
              + "(?: \\(flat \\d+\\))?, router_us=(\\d+)");

  /**
   * Reads a description.
   *
   * @throws IllegalArgumentException if it is not of the form above
   */
  static ProbeProfile parse(String description) {
    Matcher m = DESCRIPTION.matcher(description);
    if (!m.find()) {
      throw new IllegalArgumentException(
          "the profile does not say what was scanned: [" + description + "]");
    }
    return new ProbeProfile(
        Integer.parseInt(m.group(1)),
        Integer.parseInt(m.group(2)),
        Long.parseLong(m.group(3)),
        Long.parseLong(m.group(4)),
        Integer.parseInt(m.group(5)),
        Long.parseLong(m.group(6)));
  }

  /** Share of all rows that was scanned, 0 … 1. */
  double share() {
    return total == 0 ? 0 : (double) scanned / total;
  }
}
