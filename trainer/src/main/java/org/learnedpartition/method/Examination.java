package org.learnedpartition.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.learnedpartition.report.Metrics;
import org.learnedpartition.report.Routing;

/**
 * What held-out queries say of the model that was kept, every document placed by it.
 *
 * @param trained documents of each bin that were trained on
 * @param heldOut documents of each bin that were not
 * @param byRank share of the queries' counted neighbours in the first bin, the second …
 * @param borders pairs of bins between which neighbours lie most often, the worst first
 * @param crossing share of the queries' neighbours that lie in another bin than the query itself,
 *     or than its best bin where queries are not documents
 * @param promises what asked recalls get
 * @param queries that were asked
 */
public record Examination(
    int[] trained,
    int[] heldOut,
    double[] byRank,
    List<Border> borders,
    double crossing,
    List<Promise> promises,
    int queries) {
  private static final int RANKS = 16;
  private static final int BORDERS = 10;
  private static final double[] ASKED = {
    0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.97, 0.98, 0.99
  };

  /**
   * Two bins that share neighbours.
   *
   * @param share of all pairs of a query and its neighbour, in [0, 1]
   */
  public record Border(int one, int other, double share) {}

  /**
   * A recall that is asked for.
   *
   * @param got recall with the threshold that the other half of the queries says
   * @param error standard error of it
   */
  public record Promise(double asked, double got, double error) {}

  static Examination of(Model model, TrainingSet set, HeldOut judge) throws InterruptedException {
    int[] bin = judge.place(model);
    Routing routing = judge.judge(model, bin, bin).routing();
    int bins = routing.bins();
    int[] all = Metrics.sizes(bin, bin.length, bins);
    int[] trained = Metrics.sizes(bin, set.trained(), bins);
    int[] heldOut = new int[bins];
    Arrays.setAll(heldOut, c -> all[c] - trained[c]);
    long[] pairs = pairs(set, judge, bin, routing);
    long total = pairs.length;
    long within = Arrays.stream(pairs).filter(pair -> pair / bins == pair % bins).count();
    double[] ranks = routing.shareOfRanks();
    return new Examination(
        trained,
        heldOut,
        Arrays.copyOf(ranks, Math.min(RANKS, bins)),
        borders(pairs, bins),
        total == 0 ? 0 : 1 - (double) within / total,
        promises(routing),
        routing.queries());
  }

  /** The pairs of bins of each query and its neighbours: lower × bins + higher. */
  private static long[] pairs(TrainingSet set, HeldOut judge, int[] bin, Routing routing) {
    int[] ids = judge.truth().ids();
    int k = judge.truth().k();
    long bins = routing.bins();
    long[] pairs = new long[ids.length];
    int count = 0;
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] >= 0) {
        int query = i / k;
        int own = set.selfOffset() < 0 ? routing.best(query) : bin[set.selfOffset() + query];
        int other = bin[ids[i]];
        pairs[count++] = Math.min(own, other) * bins + Math.max(own, other);
      }
    }
    return Arrays.copyOf(pairs, count);
  }

  private static List<Border> borders(long[] pairs, int bins) {
    long[] sorted = pairs.clone();
    Arrays.sort(sorted);
    List<Border> borders = new ArrayList<>();
    for (int from = 0, to = 0; from < sorted.length; from = to) {
      while (to < sorted.length && sorted[to] == sorted[from]) {
        to++;
      }
      int one = (int) (sorted[from] / bins);
      int other = (int) (sorted[from] % bins);
      if (one != other) {
        borders.add(new Border(one, other, (double) (to - from) / sorted.length));
      }
    }
    borders.sort((a, b) -> Double.compare(b.share(), a.share()));
    return List.copyOf(borders.subList(0, Math.min(BORDERS, borders.size())));
  }

  /** Each half of the queries gets the thresholds that the other one says. */
  private static List<Promise> promises(Routing routing) {
    List<Promise> promises = new ArrayList<>();
    if (routing.queries() < 2) {
      return promises;
    }
    Routing even = routing.half(0);
    Routing odd = routing.half(1);
    for (double asked : ASKED) {
      Routing.Measured one = odd.atThreshold(even.toReachByThreshold(asked).setting());
      Routing.Measured other = even.atThreshold(odd.toReachByThreshold(asked).setting());
      double got = (one.recall() + other.recall()) / 2;
      promises.add(new Promise(asked, got, Math.hypot(one.error(), other.error()) / 2));
    }
    return promises;
  }
}
