package org.learnedpartition.bench.curves;

import java.util.List;
import org.learnedpartition.page.Csv;
import org.learnedpartition.report.Routing.Measured;

/**
 * Curves as CSV (RFC 4180): a line of column names, then one a model and setting. Candidates are
 * shares of the base, 0 … 1.
 */
final class CurveTables {
  private CurveTables() {}

  /**
   * What each recall takes. The rule is {@code fixed}, the same number for all queries, {@code
   * mass}, until the probed bins' probabilities reach a sum, or {@code threshold}, those whose
   * probabilities are above one; the setting is that number, interpolated, that sum, or the -ln of
   * that probability. One probe may reach more than the recall.
   */
  static String candidates(List<ModelCurve> curves) {
    Csv csv =
        new Csv(
            "model",
            "method",
            "bins",
            "vectors",
            "queries",
            "k",
            "rule",
            "recall",
            "setting",
            "probes_mean",
            "candidates_mean",
            "candidates_p95",
            "recall_reached");
    for (ModelCurve curve : curves) {
      for (ModelCurve.Target target : curve.targets()) {
        Measured at = target.at();
        csv.line(
            curve.name(),
            curve.method(),
            curve.bins(),
            curve.vectors(),
            curve.queries(),
            curve.k(),
            target.rule().label(),
            target.recall(),
            target.setting(),
            at.probes(),
            at.candidates(),
            at.candidatesP95(),
            at.recall());
      }
    }
    return csv.toString();
  }

  /** What each number of probes gives; the error is the standard error of the recall. */
  static String probes(List<ModelCurve> curves) {
    Csv csv =
        new Csv(
            "model",
            "method",
            "bins",
            "probes",
            "recall",
            "recall_error",
            "candidates_mean",
            "candidates_p95");
    for (ModelCurve curve : curves) {
      for (int t = 1; t <= curve.bins(); t++) {
        Measured at = curve.probes().get(t - 1);
        csv.line(
            curve.name(),
            curve.method(),
            curve.bins(),
            t,
            at.recall(),
            at.error(),
            at.candidates(),
            at.candidatesP95());
      }
    }
    return csv.toString();
  }
}
