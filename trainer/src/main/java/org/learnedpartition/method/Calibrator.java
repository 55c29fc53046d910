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
  /** Numbers of neighbours that recall is measured for. */
  private static final List<Integer> KS = List.of(1, 10, 100);

  /** Documents for each neighbour: of fewer, the farther ones are no neighbours. */
  private static final int DOCUMENTS = 10;

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
    return calibrate(open, bin, bin, null);
  }

  private Calibration calibrate(OpenModel open, int[] bin, int[] second, Calibration like)
      throws InterruptedException {
    Routing routing =
        heldOut.route(
            bin,
            second,
            open.model().bins(),
            (judge, order, logP) -> rank(open, judge, order, logP));
    return new Curves(routing, heldOut, ks(set.documents().count())).calibration(like);
  }

  /** The numbers of neighbours that so many documents can calibrate, ascending. */
  static List<Integer> ks(int documents) {
    return KS.stream().filter(k -> k == 1 || k <= documents / DOCUMENTS).toList();
  }

  /** The most neighbours that so many documents calibrate, and no fewer than a number. */
  static int most(int documents, int least) {
    return Math.max(least, ks(documents).getLast());
  }

  private void rank(OpenModel open, int judge, int[] order, float[] logP) {
    RankedBins best = open.rank(set.raw(set.judges(), judge, 1));
    for (int rank = 0; rank < order.length; rank++) {
      order[rank] = best.bin(rank);
      logP[rank] = best.logProbability(rank);
    }
  }

  /**
   * What second rows bring.
   *
   * @param open the model, centres included
   * @param bin of each document
   * @param calibration of documents with one row each
   * @return null if there is no other bin
   */
  Spill spill(OpenModel open, int[] bin, Calibration calibration) throws InterruptedException {
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
      Calibration measured = calibrate(open, bin, rows.upTo(most), calibration);
      curves.add(new Spill.Curve(share, measured.probes(), measured.mass(), measured.thresholds()));
    }
    return new Spill(quantiles, rows.factors(), curves);
  }
}
