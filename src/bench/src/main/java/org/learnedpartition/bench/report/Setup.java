package org.learnedpartition.bench.report;

import org.learnedpartition.bench.run.Point;
import org.learnedpartition.page.Numbers;

/**
 * Under what formats are compared: all that must be the same for a comparison to mean something.
 *
 * @param benchmark name of the benchmark
 * @param scenario search or cold
 * @param mode smoke, standard or full
 * @param dataset name of the data set, and of its queries if they are not the usual ones
 * @param n vectors indexed
 * @param k neighbours asked for
 * @param segments of each index
 * @param filter {@code none}, or {@code KIND SHARE}
 * @param threads that searched at the same time
 */
public record Setup(
    String benchmark,
    String scenario,
    String mode,
    String dataset,
    int n,
    int dimension,
    String similarity,
    int k,
    int segments,
    String filter,
    int threads) {
  /** The word for no filter. */
  static final String NO_FILTER = "none";

  static Setup of(Point p) {
    return new Setup(
        p.benchmark(),
        p.scenario(),
        p.mode(),
        p.dataset(),
        p.n(),
        p.dimension(),
        p.similarity(),
        p.k(),
        p.segments(),
        p.filter(),
        p.threads());
  }

  /** A copy in which what a {@link Slice} varies is the same for all. */
  Setup with(int n, int segments, String filter, int threads) {
    return new Setup(
        benchmark, scenario, mode, dataset, n, dimension, similarity, k, segments, filter, threads);
  }

  /** What a reader calls it: data set, size, and whatever is not usual. */
  String title() {
    return data()
        + (segments == 1 ? "" : ", " + segments + " segments")
        + (filter.equals(NO_FILTER) ? "" : ", filter " + filter)
        + (threads == 1 ? "" : ", " + threads + " threads");
  }

  /** Data set and size. */
  String data() {
    return dataset + ", " + Numbers.plain(n) + " × " + dimension + " (" + similarity + ")";
  }
}
