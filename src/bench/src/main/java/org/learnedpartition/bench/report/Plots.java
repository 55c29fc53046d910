package org.learnedpartition.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.learnedpartition.bench.run.Point;
import org.learnedpartition.page.Axis;
import org.learnedpartition.page.Charts;
import org.learnedpartition.page.Line;
import org.learnedpartition.page.Palette;

/** The plots of a report. */
final class Plots {
  /** Points below are not drawn if all formats have points above: nobody searches there. */
  private static final double LEAST_RECALL = 0.7;

  private Plots() {}

  /**
   * Recall against speed, with error bars from the slowest to the fastest round; nothing if no
   * round is whole.
   */
  static Optional<String> curves(Setup setup, Map<String, Rounds> formats, Palette palette) {
    List<Line> lines = new ArrayList<>();
    boolean cut =
        formats.values().stream()
            .filter(r -> !r.curves().isEmpty())
            .allMatch(r -> r.bestRecall() >= LEAST_RECALL);
    for (Rounds rounds : formats.values()) {
      List<Dot> dots = dots(rounds);
      if (cut) {
        dots.removeIf(dot -> dot.recall < LEAST_RECALL);
      }
      if (!dots.isEmpty()) {
        lines.add(line(rounds.format(), dots));
      }
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Charts.svg(
                "Recall against queries a second: " + setup.title(),
                Axis.linear("recall@" + setup.k()),
                Axis.log("queries a second"),
                lines,
                palette));
  }

  /** A setting: its recall, and its speed over rounds. */
  private record Dot(double recall, Spread speed) {}

  /** The settings that no other beats in recall and in median speed, by rising recall. */
  private static List<Dot> dots(Rounds rounds) {
    Map<Object, List<Point>> settings = new LinkedHashMap<>();
    for (Point point : rounds.points()) {
      if (rounds.curves().containsKey(point.round())) {
        settings.computeIfAbsent(point.parameters(), p -> new ArrayList<>()).add(point);
      }
    }
    List<Dot> all = new ArrayList<>();
    for (List<Point> points : settings.values()) {
      double recall = Spread.median(points.stream().mapToDouble(Point::recall).toArray());
      all.add(new Dot(recall, Spread.of(points.stream().map(Curve::speed).toList())));
    }
    List<Dot> front = new ArrayList<>();
    for (Dot dot : all) {
      boolean beaten =
          all.stream()
              .anyMatch(
                  other ->
                      other.recall >= dot.recall
                          && other.speed.median() >= dot.speed.median()
                          && (other.recall > dot.recall
                              || other.speed.median() > dot.speed.median()));
      if (!beaten) {
        front.add(dot);
      }
    }
    front.sort((a, b) -> Double.compare(a.recall, b.recall));
    return front;
  }

  private static Line line(String name, List<Dot> dots) {
    return spreads(
        name,
        dots.stream().mapToDouble(Dot::recall).toArray(),
        dots.stream().map(Dot::speed).toList());
  }

  /** A line of figures over rounds. */
  static Line spreads(String name, double[] x, List<Spread> y) {
    return new Line(
        name,
        x,
        y.stream().mapToDouble(Spread::median).toArray(),
        y.stream().mapToDouble(Spread::min).toArray(),
        y.stream().mapToDouble(Spread::max).toArray());
  }
}
