package org.learnedpartition.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Recall against candidates: one point a setting of a rule, from few bins to many.
 *
 * @param points by rising recall
 */
public record Curve(List<Routing.Measured> points) {
  /** Steps of thresholds: half a power of e. */
  private static final double NATS = 0.5;

  private static final double MOST_NATS = 24;

  /** What follows costs much and tells little. */
  private static final double MOST_RECALL = 0.999;

  public Curve {
    points = List.copyOf(points);
  }

  /** The same number of probes for all queries. */
  public static Curve ofProbes(Routing routing) {
    List<Routing.Measured> points = new ArrayList<>();
    for (int probes = 1; probes <= routing.bins(); probes += Math.max(1, probes / 4)) {
      Routing.Measured at = routing.atProbes(probes);
      points.add(at);
      if (at.recall() >= MOST_RECALL) {
        break;
      }
    }
    return new Curve(points);
  }

  /** The bins whose probabilities are above a threshold. */
  public static Curve ofThresholds(Routing routing) {
    List<Routing.Measured> points = new ArrayList<>();
    for (double nats = NATS; nats <= MOST_NATS; nats += NATS) {
      Routing.Measured at = routing.atThreshold(nats);
      points.add(at);
      if (at.recall() >= MOST_RECALL || at.probes() == routing.bins()) {
        break;
      }
    }
    return new Curve(points);
  }
}
