package org.learnedpartition.page;

/**
 * One line of a chart.
 *
 * @param name in the legend
 * @param x of the points, from left to right
 * @param y of the points
 * @param low lower ends of the points' error bars; null for a line without them
 * @param high upper ends; null for a line without them
 */
public record Line(String name, double[] x, double[] y, double[] low, double[] high) {
  public Line {
    if (x.length == 0
        || x.length != y.length
        || (low == null) != (high == null)
        || low != null && (low.length != x.length || high.length != x.length)) {
      throw new IllegalArgumentException(
          "line [" + name + "] needs as many x as y, at least one, and as many low as high");
    }
  }

  /** A line without error bars. */
  public static Line of(String name, double[] x, double[] y) {
    return new Line(name, x, y, null, null);
  }
}
