package org.learnedpartition.method;

import java.util.ArrayList;
import java.util.List;
import org.learnedpartition.model.Calibration;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.RankedBins;
import org.learnedpartition.model.Spill;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Routing;

/**
 * Measures on held-out queries what recall and candidates a model's probes give, and what they give
 * when documents have second rows.
 */
final class Calibrator {
  private static final double[] MASSES = {
    0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99,
    0.995, 0.998, 0.999
  };

  /** Steps of thresholds: an eighth of a power of e. */
  private static final double NATS = 0.125;

  private static final double MOST_NATS = 24;

  /** Decimals of figures: more than queries can tell, and a model is in every segment. */
  private static final double DECIMALS = 1e6;

  /** Shares of the documents that have second rows; between them, figures change evenly. */
  private static final double[] SHARES = {0.5, 1};

  private final TrainingSet set;
  private final HeldOut heldOut;
  private final Workers workers;
  private final Progress progress;

  Calibrator(TrainingSet set, HeldOut heldOut, Workers workers, Progress progress) {
    this.set = set;
    this.heldOut = heldOut;
    this.workers = workers;
    this.progress = progress;
  }

  /**
   * The calibration of documents with one row each.
   *
   * @param open the model, centres included
   * @param bin of each document
   */
  Calibration calibrate(OpenModel open, int[] bin) throws InterruptedException {
    return calibrate(open, bin, bin);
  }

  private Calibration calibrate(OpenModel open, int[] bin, int[] second)
      throws InterruptedException {
    int bins = open.model().bins();
    Routing routing =
        heldOut
            .judge(bin, second, bins, (judge, order, logP) -> rank(open, judge, order, logP))
            .routing();
    return calibrate(routing, heldOut.truth().k());
  }

  private void rank(OpenModel open, int judge, int[] order, float[] logP) {
    RankedBins best = open.rank(set.raw(set.judges(), judge, 1));
    for (int rank = 0; rank < order.length; rank++) {
      order[rank] = best.bin(rank);
      logP[rank] = best.logProbability(rank);
    }
  }

  /**
   * The calibration table: every number of probes to 64, then steps of a tenth; thresholds until
   * they let all bins pass. Recall is the measured mean less one standard error, so that few
   * queries promise less.
   */
  private static Calibration calibrate(Routing routing, int k) {
    List<Calibration.Point> probes = new ArrayList<>();
    double recall = 0;
    for (int t = 1; t <= routing.bins(); t = next(t, routing.bins())) {
      Routing.Measured at = routing.atProbes(t);
      recall = Math.max(recall, promised(at));
      probes.add(point(t, recall, at));
    }
    List<Calibration.Point> masses = new ArrayList<>();
    recall = 0;
    for (double mass : MASSES) {
      Routing.Measured at = routing.atMass(mass);
      recall = Math.max(recall, promised(at));
      masses.add(point(mass, recall, at));
    }
    List<Calibration.Point> thresholds = new ArrayList<>();
    recall = 0;
    for (double nats = NATS; nats <= MOST_NATS; nats += NATS) {
      Routing.Measured at = routing.atThreshold(nats);
      recall = Math.max(recall, promised(at));
      thresholds.add(point(nats, recall, at));
      if (at.probes() == routing.bins()) {
        break;
      }
    }
    return new Calibration(k, routing.queries(), probes, masses, thresholds);
  }

  private static double promised(Routing.Measured at) {
    return Math.clamp(at.recall() - at.error(), 0.0, 1.0);
  }

  private static int next(int probes, int bins) {
    int step = Math.max(1, probes / 64 * 6);
    return probes < bins && probes + step > bins ? bins : probes + step;
  }

  private static Calibration.Point point(double setting, double recall, Routing.Measured at) {
    return new Calibration.Point(
        setting, rounded(recall), rounded(at.candidates()), rounded(at.candidatesP95()));
  }

  private static double rounded(double share) {
    return Math.min(1, Math.round(share * DECIMALS) / DECIMALS);
  }

  /**
   * What second rows bring.
   *
   * @param open the model, centres included
   * @param bin of each document
   * @return null if there is no other bin
   */
  Spill spill(OpenModel open, int[] bin) throws InterruptedException {
    if (open.model().bins() == 1) {
      return null;
    }
    SecondRows rows = SecondRows.of(set, open, workers, progress);
    List<Double> quantiles = rows.quantiles(set.trained());
    if (quantiles == null) {
      return null;
    }
    List<Spill.Curve> curves = new ArrayList<>();
    for (double share : SHARES) {
      double most = new Spill(quantiles, List.of(), List.of()).most(share);
      Calibration measured = calibrate(open, bin, rows.upTo(most));
      curves.add(new Spill.Curve(share, measured.probes(), measured.mass(), measured.thresholds()));
    }
    return new Spill(quantiles, rows.factors(), curves);
  }
}
