package org.learnedpartition.compare;

import java.util.List;
import org.learnedpartition.page.Csv;
import org.learnedpartition.report.Probing;

/** Results as CSV. Candidates are shares of the base, 0 … 1; bins are in rows. */
final class ComparisonTables {
  private ComparisonTables() {}

  /** What the recalls of tables take: a line for each result, way of probing and recall. */
  static String table(String dataset, List<Result> results) {
    Csv csv =
        new Csv(
            "dataset",
            "method",
            "bins",
            "probing",
            "recall",
            "mean_candidates",
            "q95_candidates",
            "router_macs",
            "train_seconds",
            "largest_bin",
            "smallest_bin",
            "seed",
            "documents",
            "spill",
            "placement");
    for (Result result : results) {
      for (Probing probing : Probing.values()) {
        for (double recall : Result.TABLE_RECALLS) {
          Result.Point at = result.at(probing, recall);
          csv.line(
              dataset,
              result.method(),
              result.bins(),
              probing.label(),
              recall,
              at.candidates(),
              at.candidatesQ95(),
              result.routerMacs(),
              result.trainSeconds(),
              result.largestBin(),
              result.smallestBin(),
              result.seed(),
              result.documents().label(),
              result.spill(),
              result.placement().label());
        }
      }
    }
    return csv.toString();
  }

  /** Curves: a line for each result, way of probing and recall of {@link Result#RECALLS}. */
  static String curves(String dataset, List<Result> results) {
    Csv csv =
        new Csv(
            "dataset",
            "method",
            "documents",
            "seed",
            "probing",
            "recall",
            "recall_reached",
            "setting",
            "probes_mean",
            "mean_candidates",
            "q95_candidates");
    for (Result result : results) {
      for (Result.Point at : result.points()) {
        csv.line(
            dataset,
            result.method(),
            result.documents().label(),
            result.seed(),
            at.probing().label(),
            at.recall(),
            at.reached(),
            at.setting(),
            at.probes(),
            at.candidates(),
            at.candidatesQ95());
      }
    }
    return csv.toString();
  }

  /** Sizes of bins: a line for each result and bin, the largest first. */
  static String sizes(String dataset, List<Result> results) {
    Csv csv = new Csv("dataset", "method", "documents", "seed", "place", "rows");
    for (Result result : results) {
      for (int i = 0; i < result.sizes().size(); i++) {
        csv.line(
            dataset,
            result.method(),
            result.documents().label(),
            result.seed(),
            i + 1,
            result.sizes().get(i));
      }
    }
    return csv.toString();
  }
}
