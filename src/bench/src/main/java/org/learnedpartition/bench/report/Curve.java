package org.learnedpartition.bench.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.learnedpartition.bench.run.Point;

/**
 * Recall against queries a second of one format in one round.
 *
 * @param front the points that no other beats in both, by rising recall and so by falling speed
 */
record Curve(List<Point> front) {
  /**
   * What a format costs at one recall.
   *
   * @param from the point before, or the only one
   * @param to the point behind; the same if there is nothing between
   * @param weight of {@code to}, 0 … 1
   */
  record At(Bound bound, Point from, Point to, double weight) {
    /**
     * A figure at that recall: between two points on a straight line in recall and in the figure's
     * logarithm; null if it was not measured at both.
     */
    Double value(Function<Point, ? extends Number> figure) {
      if (bound == Bound.NOT_REACHED || figure.apply(from) == null || figure.apply(to) == null) {
        return null;
      }
      double a = figure.apply(from).doubleValue();
      double b = figure.apply(to).doubleValue();
      // A count may be zero, which has no logarithm.
      return a > 0 && b > 0
          ? Math.exp((1 - weight) * Math.log(a) + weight * Math.log(b))
          : (1 - weight) * a + weight * b;
    }
  }

  /**
   * Queries a second; of a cold search, where time goes by between queries, by the median time of
   * one. Null if neither was measured.
   */
  static Double speed(Point point) {
    if (point.qps() != null) {
      return point.qps();
    }
    return point.latencyP50Us() == null ? null : (Double) (1e6 / point.latencyP50Us());
  }

  /** The curve of points, of which those without recall or speed do not count. */
  static Curve of(Collection<Point> points) {
    List<Point> falling = new ArrayList<>(points);
    falling.removeIf(p -> p.recall() == null || speed(p) == null || !(speed(p) > 0));
    falling.sort(
        Comparator.comparingDouble(Point::recall).thenComparingDouble(Curve::speed).reversed());
    List<Point> front = new ArrayList<>();
    double fastest = 0;
    for (Point point : falling) {
      if (speed(point) > fastest) {
        front.addFirst(point);
        fastest = speed(point);
      }
    }
    return new Curve(front);
  }

  /** The highest recall that was measured; 0 without points. */
  double bestRecall() {
    return front.isEmpty() ? 0 : front.getLast().recall();
  }

  /** What the format costs at a recall. Nothing is extrapolated. */
  At at(double recall) {
    if (bestRecall() < recall) {
      return new At(Bound.NOT_REACHED, null, null, 0);
    }
    if (front.getFirst().recall() > recall) {
      return new At(Bound.AT_LEAST, front.getFirst(), front.getFirst(), 0);
    }
    int behind = 0;
    while (front.get(behind).recall() < recall) {
      behind++;
    }
    Point to = front.get(behind);
    if (behind == 0 || to.recall() == recall) {
      return new At(Bound.EXACT, to, to, 0);
    }
    Point from = front.get(behind - 1);
    double weight = (recall - from.recall()) / (to.recall() - from.recall());
    return new At(Bound.EXACT, from, to, weight);
  }
}
