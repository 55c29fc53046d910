package org.learnedpartition.bench.curves;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.learnedpartition.report.Routing.Measured;

/**
 * Curves as CSV (RFC 4180): a line of column names, then one a model and setting. Candidates are
 * shares of the base, 0 … 1.
 */
final class CurveTables {
  private CurveTables() {}

  /**
   * What each recall takes. The rule is {@code probes}, the same number for all queries, {@code
   * mass}, until the probed bins' probabilities reach a sum, or {@code threshold}, those whose
   * probabilities are above one; the setting is that number, interpolated, that sum, or the -ln of
   * that probability. One probe may reach more than the recall.
   */
  static String candidates(List<ModelCurve> curves) {
    StringBuilder csv = new StringBuilder();
    line(
        csv,
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
        line(
            csv,
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
    StringBuilder csv = new StringBuilder();
    line(
        csv,
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
        line(
            csv,
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

  private static void line(StringBuilder csv, Object... cells) {
    csv.append(Stream.of(cells).map(CurveTables::cell).collect(Collectors.joining(",")))
        .append("\r\n");
  }

  private static String cell(Object value) {
    String text = value.toString();
    return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
