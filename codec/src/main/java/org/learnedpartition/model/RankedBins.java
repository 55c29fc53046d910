package org.learnedpartition.model;

import java.util.Arrays;
import java.util.function.Function;
import org.learnedpartition.vector.ScoreRow;

/**
 * Every bin of a model once, most probable first; of equals the one of lower number. Bins that the
 * router leaves out come last, nearest centre first; where it leaves out all (its arithmetic
 * overflowed) they are the whole ranking.
 *
 * <p>Only as many bins are sorted as somebody looks at: a query looks at some dozens of thousands.
 * Immutable as seen from outside, and safe for use by many threads.
 */
public final class RankedBins {
  /** Bins that are sorted at the first look, at least. */
  private static final int FIRST = 16;

  /** More narrowing than this does not pay: then so many scores are alike that all are sorted. */
  private static final int MOST_PASSES = 40;

  private final float[] logProbabilities;
  private final Function<boolean[], int[]> rest;

  /** The best bins, sorted: all those above a threshold. Replaced by longer ones under the lock. */
  private volatile int[] prefix = {};

  // Guarded by the lock: the bins of the prefix are those whose log-probability is at least this.
  private float threshold = Float.POSITIVE_INFINITY;

  /**
   * @param logProbabilities one for each bin, not NaN; not copied
   * @param rest orders the bins that are left out, given marks at those that are not
   */
  RankedBins(float[] logProbabilities, Function<boolean[], int[]> rest) {
    this.logProbabilities = logProbabilities;
    this.rest = rest;
  }

  /** Number of bins, B. */
  public int size() {
    return logProbabilities.length;
  }

  /**
   * The bin of a rank.
   *
   * @param rank 0 … B-1
   */
  public int bin(int rank) {
    int[] sorted = prefix;
    return (rank < sorted.length ? sorted : extended(rank))[rank];
  }

  /**
   * Natural log of the probability that the vector's neighbours lie in the bin of a rank, not
   * increasing; {@link Float#NEGATIVE_INFINITY} for bins that the router leaves out.
   *
   * @param rank 0 … B-1
   */
  public float logProbability(int rank) {
    return logProbabilities[bin(rank)];
  }

  /** How many bins have a log-probability of at least so much; nothing is sorted for it. */
  public int reaching(float logProbability) {
    return ScoreRow.count(logProbabilities, logProbability);
  }

  /**
   * The first bins in order, as a new array.
   *
   * @param count 0 … B
   */
  public int[] first(int count) {
    if (count > prefix.length) {
      extended(count - 1);
    }
    return Arrays.copyOf(prefix, count);
  }

  private synchronized int[] extended(int rank) {
    if (rank >= size()) {
      throw new IndexOutOfBoundsException("rank " + rank + " of " + size() + " bins");
    }
    while (rank >= prefix.length) {
      if (threshold == Float.NEGATIVE_INFINITY) {
        prefix = withRest(prefix);
      } else {
        int wanted = Math.max(rank + 1, Math.max(FIRST, 2 * prefix.length));
        float lower = threshold(Math.min(wanted, size()));
        prefix = withThose(prefix, lower);
        threshold = lower;
      }
    }
    return prefix;
  }

  /**
   * A log-probability that at least {@code wanted} bins reach, and not many more than these; {@link
   * Float#NEGATIVE_INFINITY} when fewer are ranked.
   */
  private float threshold(int wanted) {
    float high =
        prefix.length == 0
            ? ScoreRow.max(logProbabilities, 0, size())
            : logProbabilities[prefix[prefix.length - 1]];
    if (high == Float.NEGATIVE_INFINITY) {
      return high;
    }
    float low = high;
    int reached = 0;
    // Natural logarithms: a step of one is a factor of e in probability.
    for (double step = 1; reached < wanted; step *= 2) {
      low = (float) (high - step);
      if (low == Float.NEGATIVE_INFINITY) {
        return low;
      }
      reached = ScoreRow.count(logProbabilities, low);
    }
    for (int pass = 0; reached > wanted + wanted / 2 && pass < MOST_PASSES; pass++) {
      float middle = low + (high - low) / 2;
      if (!(middle > low && middle < high)) {
        break;
      }
      int count = ScoreRow.count(logProbabilities, middle);
      if (count >= wanted) {
        low = middle;
        reached = count;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The prefix and after it, sorted, the bins that are below it and reach a threshold. */
  private int[] withThose(int[] sorted, float lower) {
    if (lower == Float.NEGATIVE_INFINITY) {
      lower = -Float.MAX_VALUE;
    }
    int[] found = new int[size()];
    int n = ScoreRow.select(logProbabilities, lower, threshold, found);
    long[] keys = new long[n];
    for (int i = 0; i < n; i++) {
      int bits = Float.floatToIntBits(0 - logProbabilities[found[i]]);
      // Sorts as (-log-probability, bin): negative floats order backwards as integers.
      keys[i] = (long) (bits ^ (bits >> 31) & 0x7fffffff) << 32 | found[i];
    }
    Arrays.sort(keys);
    int[] all = Arrays.copyOf(sorted, sorted.length + n);
    for (int i = 0; i < n; i++) {
      all[sorted.length + i] = (int) keys[i];
    }
    return all;
  }

  /** The prefix and after it the bins that are not ranked. */
  private int[] withRest(int[] sorted) {
    boolean[] seen = new boolean[size()];
    for (int bin : sorted) {
      seen[bin] = true;
    }
    int[] last = rest.apply(seen);
    int[] all = Arrays.copyOf(sorted, size());
    System.arraycopy(last, 0, all, sorted.length, last.length);
    return all;
  }
}
