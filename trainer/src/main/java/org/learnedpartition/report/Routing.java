package org.learnedpartition.report;

import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.function.IntUnaryOperator;

/**
 * How a set of queries was routed: for each query the bins in their order, and where in that order
 * its true neighbours lie. Everything one wants to know of recall and candidates follows from it.
 * Rows are set by any number of threads, each row by one.
 */
public final class Routing {
  /** More than any bins hold together, so that all are probed. */
  private static final double ALL_MASS = 2;

  /** More than the -ln of any bin's probability, so that all are probed. */
  private static final double ALL_NATS = 10_000;

  /** Until settings are nearer to each other than the float sums they are compared with. */
  private static final int STEPS = 40;

  private final int queries;
  private final int bins;
  private final int k;
  // Neighbours that there is room for, of which the k nearest are counted.
  private final int stride;
  private final int[] ranks;
  private final int[] best;
  private final float[] share;
  private final float[] mass;
  private final float[] nats;

  /**
   * @param queries ≥ 1
   * @param k neighbours of a query at most
   */
  public Routing(int queries, int bins, int k) {
    this.queries = queries;
    this.bins = bins;
    this.k = k;
    this.stride = k;
    this.ranks = new int[Math.multiplyExact(queries, k)];
    this.best = new int[queries];
    this.share = new float[Math.multiplyExact(queries, bins)];
    this.mass = new float[queries * bins];
    this.nats = new float[queries * bins];
  }

  private Routing(Routing of, int k, int[] ranks) {
    this.queries = of.queries;
    this.bins = of.bins;
    this.k = k;
    this.stride = of.stride;
    this.ranks = ranks;
    this.share = of.share;
    this.mass = of.mass;
    this.nats = of.nats;
    this.best = of.best;
  }

  /**
   * The same, of which only the nearest neighbours count.
   *
   * @param fewer 1 … k
   */
  public Routing nearest(int fewer) {
    if (fewer < 1 || fewer > k) {
      throw new IllegalArgumentException(
          "[k] must be between 1 and " + k + ", the neighbours that there are, got " + fewer);
    }
    return new Routing(this, fewer, ranks);
  }

  /**
   * The same, of which only some neighbours count.
   *
   * @param counted of a query and the place among its neighbours, 0 the nearest
   */
  public Routing counting(NeighbourPredicate counted) {
    int[] some = ranks.clone();
    for (int i = 0; i < some.length; i++) {
      some[i] = counted.test(i / stride, i % stride) ? some[i] : -1;
    }
    return new Routing(this, k, some);
  }

  /** Says of a query's neighbour whether it counts. */
  @FunctionalInterface
  public interface NeighbourPredicate {
    boolean test(int query, int place);
  }

  /**
   * Recall and cost of a setting.
   *
   * @param recall share of the counted neighbours that lie in the probed bins
   * @param error standard error of that recall, queries being the sample
   * @param candidates mean share of all rows in the probed bins
   * @param candidatesP95 0.95-quantile over the queries of that share
   * @param probes mean number of bins probed
   */
  public record Measured(
      double recall, double error, double candidates, double candidatesP95, double probes) {}

  /**
   * A recall that was reached.
   *
   * @param setting the least that reaches it, of the rule that says which bins are probed
   */
  public record Reached(double setting, Measured at) {}

  /**
   * Records a query.
   *
   * @param order every bin once, best first
   * @param logProbabilities of {@code order}'s bins
   * @param sizes rows in each bin
   * @param firsts bins of the query's neighbours, -1 for one that is not to be counted; at most k
   * @param seconds bins of their second rows, the same as the first for one that has one row: a
   *     neighbour is found, once, with either
   */
  public void set(
      int query, int[] order, float[] logProbabilities, int[] sizes, int[] firsts, int[] seconds) {
    best[query] = order[0];
    int[] rank = new int[bins];
    long total = 0;
    for (int size : sizes) {
      total += size;
    }
    long sum = 0;
    double probability = 0;
    float least = 0;
    for (int i = 0; i < bins; i++) {
      rank[order[i]] = i;
      sum += sizes[order[i]];
      probability += Math.exp(logProbabilities[i]);
      share[query * bins + i] = (float) ((double) sum / total);
      mass[query * bins + i] = (float) probability;
      // Bins that the router does not rank come after those that it does, whatever they say.
      least = Math.max(least, -logProbabilities[i]);
      nats[query * bins + i] = least;
    }
    Arrays.fill(ranks, query * k, (query + 1) * k, -1);
    for (int j = 0; j < firsts.length; j++) {
      ranks[query * k + j] = firsts[j] < 0 ? -1 : Math.min(rank[firsts[j]], rank[seconds[j]]);
    }
  }

  public int queries() {
    return queries;
  }

  public int bins() {
    return bins;
  }

  /** The bin that a query ranks first. */
  public int best(int query) {
    return best[query];
  }

  /** Share of all counted neighbours in the bin of each rank. */
  public double[] shareOfRanks() {
    double[] shares = new double[bins];
    int counted = 0;
    for (int i = 0; i < ranks.length; i++) {
      if (i % stride < k && ranks[i] >= 0) {
        shares[ranks[i]]++;
        counted++;
      }
    }
    for (int rank = 0; rank < bins && counted > 0; rank++) {
      shares[rank] /= counted;
    }
    return shares;
  }

  /**
   * Every second query.
   *
   * @param first 0 or 1
   */
  public Routing half(int first) {
    Routing half = new Routing((queries - first + 1) / 2, bins, k);
    for (int q = 0; q < half.queries; q++) {
      int from = 2 * q + first;
      half.best[q] = best[from];
      System.arraycopy(ranks, from * stride, half.ranks, q * k, k);
      System.arraycopy(share, from * bins, half.share, q * bins, bins);
      System.arraycopy(mass, from * bins, half.mass, q * bins, bins);
      System.arraycopy(nats, from * bins, half.nats, q * bins, bins);
    }
    return half;
  }

  /** Every query probes the same number of bins. */
  public Measured atProbes(int probes) {
    return at(query -> probes);
  }

  /** Each query probes until the bins' probabilities sum to {@code tau}. */
  public Measured atMass(double tau) {
    return at(query -> reaching(query, tau));
  }

  /** How many bins of a query it takes until their probabilities sum to {@code tau}: 1 … bins. */
  public int reaching(int query, double tau) {
    return Math.min(bins, first(mass, query, tau) + 1);
  }

  /**
   * Each query probes the bins that have a probability above {@code exp(-nats)}, at least the best.
   */
  public Measured atThreshold(double nats) {
    return at(query -> above(query, nats));
  }

  /** How many bins of a query have a probability above {@code exp(-nats)}: at least 1. */
  public int above(int query, double nats) {
    return Math.max(1, first(this.nats, query, nats));
  }

  /** The first rank at which rising values reach one, by bisection; the number of bins if none. */
  private int first(float[] values, int query, double value) {
    int low = 0;
    int high = bins;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values[query * bins + middle] >= value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * Each query probes as many bins as a function says.
   *
   * @param probesOf gives 1 … bins for each query, 0 … queries - 1
   */
  public Measured at(IntUnaryOperator probesOf) {
    double[] shares = new double[queries];
    int[] hits = new int[queries];
    int[] counted = new int[queries];
    long allHits = 0;
    long allCounted = 0;
    double sum = 0;
    double probes = 0;
    for (int q = 0; q < queries; q++) {
      int t = probesOf.applyAsInt(q);
      shares[q] = share[q * bins + t - 1];
      sum += shares[q];
      probes += t;
      for (int j = q * stride; j < q * stride + k; j++) {
        if (ranks[j] >= 0) {
          counted[q]++;
          hits[q] += ranks[j] < t ? 1 : 0;
        }
      }
      allHits += hits[q];
      allCounted += counted[q];
    }
    double recall = allCounted == 0 ? 0 : (double) allHits / allCounted;
    double squares = 0;
    for (int q = 0; q < queries; q++) {
      double deviation = hits[q] - recall * counted[q];
      squares += deviation * deviation;
    }
    return new Measured(
        recall,
        allCounted == 0 ? 1 : Math.sqrt(squares) / allCounted,
        sum / queries,
        Metrics.quantile(shares, 0.95),
        probes / queries);
  }

  /**
   * What it takes to reach a recall with the same number of probes for all queries, interpolated
   * between the two numbers of probes around it; as measured where one probe reaches it, or all
   * bins do not.
   */
  public Measured toReach(double recall) {
    Measured least = atProbes(1);
    if (least.recall() >= recall) {
      return least;
    }
    int low = 1;
    int high = bins;
    // Recall rises with the probes: the fewest that reach it, by bisection.
    while (low + 1 < high) {
      int middle = (low + high) >>> 1;
      if (atProbes(middle).recall() >= recall) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return between(atProbes(low), atProbes(high), recall);
  }

  /**
   * What it takes to reach a recall with the same probability mass for all queries: the least mass
   * by bisection, interpolated as {@link #toReach} does; it is 0 where one probe is enough.
   */
  public Reached toReachByMass(double recall) {
    return toReach(recall, this::atMass, ALL_MASS);
  }

  /** The same with one threshold for all bins' probabilities; the setting is its -ln. */
  public Reached toReachByThreshold(double recall) {
    return toReach(recall, this::atThreshold, ALL_NATS);
  }

  private static Reached toReach(double recall, DoubleFunction<Measured> rule, double all) {
    double low = 0;
    double high = all;
    Measured below = rule.apply(low);
    if (below.recall() >= recall) {
      return new Reached(low, below);
    }
    Measured above = rule.apply(high);
    for (int step = 0; step < STEPS; step++) {
      double middle = (low + high) / 2;
      Measured at = rule.apply(middle);
      if (at.recall() >= recall) {
        high = middle;
        above = at;
      } else {
        low = middle;
        below = at;
      }
    }
    return new Reached(high, between(below, above, recall));
  }

  /**
   * @param below reaches less than the recall
   * @param above reaches it, or less too: then it is taken as it is
   */
  private static Measured between(Measured below, Measured above, double recall) {
    if (above.recall() < recall) {
      return above;
    }
    double t = (recall - below.recall()) / (above.recall() - below.recall());
    return new Measured(
        recall,
        above.error(),
        below.candidates() + t * (above.candidates() - below.candidates()),
        below.candidatesP95() + t * (above.candidatesP95() - below.candidatesP95()),
        below.probes() + t * (above.probes() - below.probes()));
  }
}
