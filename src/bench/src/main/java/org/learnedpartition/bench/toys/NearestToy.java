package org.learnedpartition.bench.toys;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * Finding the nearest of stored points by climbing their potentials from the query: points and
 * queries uniform in the unit cube, and how often the climb ends at the true nearest point.
 */
final class NearestToy {
  static final List<Integer> DIMENSIONS = List.of(2, 3, 4, 8);
  static final List<Integer> POINTS = List.of(10, 30, 100, 300, 1000);

  /** β times the mean squared distance of a query to its nearest point. */
  static final List<Double> SHARPNESS = List.of(1.0, 2.0, 4.0, 8.0, 16.0, 32.0);

  /**
   * A climb that ends farther from all points, as a share of a query's usual distance, found none.
   */
  private static final double AT = 0.5;

  private static final String STAGE = "climbs";

  private final long seed;
  private final int queries;
  private final Workers workers;
  private final Progress progress;

  /**
   * @param queries of each setting
   */
  NearestToy(long seed, int queries, Workers workers, Progress progress) {
    this.seed = seed;
    this.queries = queries;
    this.workers = workers;
    this.progress = progress;
  }

  /**
   * What was measured.
   *
   * @param pairs whether potentials are of pairs of coordinates
   * @param beta the potentials' own
   * @param found share of the queries whose climb ended nearest to their true nearest point
   * @param nowhere share whose climb ended far from all points: on a maximum between them
   * @param steps mean of a climb
   */
  record Row(
      boolean pairs,
      int dimension,
      int points,
      double sharpness,
      double beta,
      double found,
      double nowhere,
      double steps) {
    String potential() {
      return pairs ? "pairs" : "distance";
    }
  }

  /** Measures all settings. */
  List<Row> run() throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    int all = 2 * DIMENSIONS.size() * POINTS.size() * SHARPNESS.size();
    progress.report(STAGE, 0, all);
    for (int dimension : DIMENSIONS) {
      for (int points : POINTS) {
        for (boolean pairs : new boolean[] {false, true}) {
          for (double sharpness : SHARPNESS) {
            rows.add(measure(pairs, dimension, points, sharpness));
            progress.report(STAGE, rows.size(), all);
          }
        }
      }
    }
    return rows;
  }

  /** Measures one setting; both potentials and all sharpnesses have the same points and queries. */
  Row measure(boolean pairs, int dimension, int points, double sharpness)
      throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed + 1_000_003L * dimension + points);
    double[] stored = random.doubles((long) points * dimension).toArray();
    double[] asked = random.doubles((long) queries * dimension).toArray();
    int[] truth = new int[queries];
    double distance = 0;
    for (int q = 0; q < queries; q++) {
      double[] x = Arrays.copyOfRange(asked, q * dimension, (q + 1) * dimension);
      truth[q] = Climb.nearest(stored, x);
      distance += Climb.square(stored, truth[q], x) / queries;
    }
    double usual = distance;
    Climb climb = new Climb(stored, dimension, pairs, sharpness / usual);
    int[] steps = new int[queries];
    boolean[] found = new boolean[queries];
    boolean[] nowhere = new boolean[queries];
    workers.run(
        queries,
        q -> {
          double[] x = Arrays.copyOfRange(asked, q * dimension, (q + 1) * dimension);
          steps[q] = climb.from(x);
          int end = Climb.nearest(stored, x);
          found[q] = end == truth[q];
          nowhere[q] = Climb.square(stored, end, x) > AT * AT * usual;
        });
    return new Row(
        pairs,
        dimension,
        points,
        sharpness,
        sharpness / usual,
        share(found),
        share(nowhere),
        Arrays.stream(steps).average().orElseThrow());
  }

  private static double share(boolean[] flags) {
    int set = 0;
    for (boolean flag : flags) {
      set += flag ? 1 : 0;
    }
    return (double) set / flags.length;
  }
}
