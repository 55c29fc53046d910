package org.learnedpartition.method;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.RecallCurves;
import org.learnedpartition.report.Routing;
import org.learnedpartition.search.ProbeDepth;

/**
 * Recall and candidates by the settings of a search, as the judges measure them.
 *
 * <p>All neighbours of the judges are counted, and then as many more misses as those of the
 * documents have that were not trained on. These alone would tell the same, but are a seventh of
 * all, so that of 8,000 judges hardly 1,200 would have a nearest one. How the two differ is
 * measured where there is most to see, on the most neighbours: misses of documents that were not
 * trained on are 1.0 to 1.03 times those of all on wordnetminilm.
 */
final class Curves {
  private static final double[] MASSES = {
    0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99,
    0.995, 0.998, 0.999
  };

  /** Steps of thresholds: a quarter of a power of e, between which recall is straight to 0.001. */
  private static final double NATS = 0.25;

  private static final double MOST_NATS = 24;

  /** Above it, what thresholds are for is nowhere asked for. */
  private static final double MOST_RECALL = 0.9999;

  /** Digits of costs, and of recalls: more than queries can tell; a model is in every segment. */
  private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_UP);

  private static final double DECIMALS = 1e5;

  /** By how much the misses of documents that were not trained on may differ from all. */
  private static final double MOST_UNLIKE = 2;

  private final Routing routing;
  private final Routing unseen;
  private final List<Integer> ks;
  private final List<Routing> nearest;

  /**
   * @param routing of the judges, to as many neighbours as the last of {@code ks} at least
   * @param heldOut tells which neighbours were not trained on
   */
  Curves(Routing routing, HeldOut heldOut, List<Integer> ks) {
    this.ks = ks;
    this.nearest = ks.stream().map(routing::nearest).toList();
    this.routing = nearest.getLast();
    this.unseen = this.routing.counting(heldOut::unseen);
  }

  /**
   * The calibration: every number of probes to 16, then steps of an eighth to a sixteenth;
   * thresholds until they let all bins pass, or nearly all neighbours are found.
   *
   * @param like a calibration whose thresholds are to be measured, or null
   */
  Calibration calibration(Calibration like) {
    int bins = routing.bins();
    List<Calibration.Point> probes = new ArrayList<>();
    for (int t = 1; t <= bins; t = next(t, bins)) {
      int all = t;
      add(probes, t, query -> all);
    }
    List<Calibration.Point> masses = new ArrayList<>();
    for (double mass : MASSES) {
      add(masses, mass, query -> routing.reaching(query, mass));
    }
    RecallCurves costs =
        new Calibration(ks, routing.queries(), probes, List.of(), List.of()).of(ks.getLast());
    List<Calibration.Point> thresholds = new ArrayList<>();
    double last = like == null ? MOST_NATS : like.thresholds().getLast().setting();
    for (double nats = NATS; nats <= last; nats += NATS) {
      double above = nats;
      double evenly = costs.probesOf(routing.atThreshold(nats).candidates()).setting();
      double probed = add(thresholds, nats, query -> probes(routing.above(query, above), evenly));
      double recall = thresholds.getLast().recalls().getLast();
      if (like == null && (probed == bins || recall > MOST_RECALL)) {
        break;
      }
    }
    return new Calibration(ks, routing.queries(), probes, masses, thresholds);
  }

  private int probes(int above, double evenly) {
    return (int) Math.min(routing.bins(), Math.ceil(ProbeDepth.bounded(above, evenly)));
  }

  private static int next(int probes, int bins) {
    int step = Math.max(1, Integer.highestOneBit(probes) / 8);
    return probes < bins && probes + step > bins ? bins : probes + step;
  }

  /** Adds a point, which recalls do not fall to, and returns the mean number of probes. */
  private double add(List<Calibration.Point> points, double setting, IntUnaryOperator probesOf) {
    Routing.Measured all = routing.at(probesOf);
    double unlike = unlike(1 - all.recall(), 1 - unseen.at(probesOf).recall());
    List<Double> recalls = new ArrayList<>();
    double farther = 0;
    for (int i = ks.size() - 1; i >= 0; i--) {
      Routing.Measured at = i == ks.size() - 1 ? all : nearest.get(i).at(probesOf);
      double measured = 1 - unlike * (1 - at.recall());
      double before = points.isEmpty() ? 0 : points.getLast().recalls().get(i);
      // What is farther is not found more surely, and more probes find no less.
      farther = Math.max(Math.max(farther, before), rounded(measured));
      recalls.addFirst(farther);
    }
    points.add(
        new Calibration.Point(setting, cost(all.candidates()), cost(all.candidatesP95()), recalls));
    return all.probes();
  }

  /** How many times the misses of all are those of documents that were not trained on. */
  private static double unlike(double all, double unseen) {
    return all == 0 ? 1 : Math.clamp(unseen / all, 1 / MOST_UNLIKE, MOST_UNLIKE);
  }

  private static double rounded(double recall) {
    return Math.clamp(Math.round(recall * DECIMALS) / DECIMALS, 0.0, 1.0);
  }

  private static double cost(double share) {
    return Math.min(1, new BigDecimal(share).round(DIGITS).doubleValue());
  }
}
