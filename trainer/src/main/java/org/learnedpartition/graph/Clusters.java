package org.learnedpartition.graph;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.vector.ScoreRow;

/**
 * Clusters for a search, by k-means (Lloyd, 1982) on a sample: in two levels, which costs the
 * square root of one, and then in one, which mends what the first level divided badly. Clusters
 * that are near to each other have near numbers. Centres are of length 1 unless the similarity is
 * L2.
 *
 * @param centres the similarity of a vector to a cluster grows with its score of the centre
 * @param scorer scores clusters for a vector
 * @param cluster of each point, the one it scores best
 */
public record Clusters(Points centres, Scorer scorer, int[] cluster) {
  private static final int SAMPLE_OF_A_CLUSTER = 64;
  private static final int ITERATIONS = 8;
  private static final int LAST_ITERATIONS = 2;
  private static final int BLOCK = 192;
  private static final String STAGE = "clusters";

  /**
   * How many clusters make a graph of n points cheapest. With C clusters a point is compared with
   * 2·C centres, to find its own and to rank them, and with P·n/C points in the P that it needs. P
   * is about 8 where neighbours of neighbours do the rest, and grows with C but slowly: the sum is
   * least near C = √(P·n/2).
   */
  static int countFor(int n) {
    return Math.clamp(Math.round(2 * Math.sqrt(n)), 1, Math.min(n, 1 << 16));
  }

  /** How many of n points are clustered to find the centres. */
  static int sampleSize(int n) {
    return sampleSize(n, countFor(n));
  }

  private static int sampleSize(int n, int count) {
    return (int) Math.min(n, (long) SAMPLE_OF_A_CLUSTER * count);
  }

  /** Makes about {@link #countFor} clusters of points in any order. */
  static Clusters of(
      Points points, Similarity similarity, long seed, Workers workers, Progress progress)
      throws InterruptedException {
    return of(points, countFor(points.count()), similarity, seed, workers, progress);
  }

  /**
   * Makes about so many clusters of points in any order: each part of space gets its share,
   * rounded.
   *
   * @param count 1 … points
   */
  public static Clusters of(
      Points points,
      int count,
      Similarity similarity,
      long seed,
      Workers workers,
      Progress progress)
      throws InterruptedException {
    Objects.checkFromIndexSize(1, count, points.count() + 1);
    progress.report(STAGE, 0, 3);
    boolean unit = similarity != Similarity.L2;
    SplittableRandom random = new SplittableRandom(seed);
    Points sample =
        points.choose(Sample.of(points.count(), sampleSize(points.count(), count), random));
    int d = points.dimension();
    Centres coarse = Centres.start(sample, (int) Math.round(Math.sqrt(count)), unit);
    int[] group = coarse.fit(sample, ITERATIONS, workers);
    int[][] members = members(group, coarse.count());
    float[][] fine = new float[members.length][];
    workers.run(
        members.length,
        g -> {
          Points of = sample.choose(members[g]);
          long share = Math.round((double) count * of.count() / sample.count());
          Centres centres = Centres.start(of, Math.clamp(share, 0, of.count()), unit);
          centres.fit(of, ITERATIONS);
          fine[g] = centres.values;
        });
    progress.report(STAGE, 1, 3);
    Centres centres = Centres.join(fine, d, unit);
    centres.fit(sample, LAST_ITERATIONS, workers);
    progress.report(STAGE, 2, 3);
    Scorer scorer = centres.scorer();
    int[] cluster = new int[points.count()];
    workers.ranges(points.count(), BLOCK, (from, to) -> assign(points, scorer, from, to, cluster));
    progress.report(STAGE, 3, 3);
    return new Clusters(centres.points(), scorer, cluster);
  }

  private static int[][] members(int[] group, int groups) {
    int[][] members = new int[groups][];
    int[] sizes = new int[groups];
    for (int g : group) {
      sizes[g]++;
    }
    Arrays.setAll(members, g -> new int[sizes[g]]);
    Arrays.fill(sizes, 0);
    for (int i = 0; i < group.length; i++) {
      members[group[i]][sizes[group[i]]++] = i;
    }
    return members;
  }

  private static void assign(Points points, Scorer scorer, int from, int to, int[] cluster) {
    int bins = scorer.bins();
    float[] scores = new float[(to - from) * bins];
    float[] free = new float[bins];
    scorer.score(points.vectors(), from, to - from, scores);
    for (int i = from; i < to; i++) {
      cluster[i] = ScoreRow.best(scores, (i - from) * bins, bins, free);
    }
  }

  /** Centres that move. */
  private static final class Centres {
    private final float[] values;
    private final int d;
    private final boolean unit;

    private Centres(float[] values, int d, boolean unit) {
      this.values = values;
      this.d = d;
      this.unit = unit;
    }

    /** Starts at the first points, which are in random order. */
    static Centres start(Points points, int count, boolean unit) {
      float[] values = points.range(0, count).vectors();
      Centres centres = new Centres(values, points.dimension(), unit);
      centres.settle();
      return centres;
    }

    static Centres join(float[][] parts, int d, boolean unit) {
      int length = 0;
      for (float[] part : parts) {
        length += part.length;
      }
      float[] values = new float[length];
      int to = 0;
      for (float[] part : parts) {
        System.arraycopy(part, 0, values, to, part.length);
        to += part.length;
      }
      return new Centres(values, d, unit);
    }

    int count() {
      return values.length / d;
    }

    Points points() {
      float[] bias = new float[count()];
      for (int i = 0; !unit && i < values.length; i++) {
        bias[i / d] -= values[i] * values[i] / 2;
      }
      return new Points(values, count(), d, bias);
    }

    Scorer scorer() {
      return Network.ofCentres(values, points().bias(), d, 1).forward();
    }

    /** Iterates with all threads, and returns each point's cluster before the last move. */
    int[] fit(Points points, int iterations, Workers workers) throws InterruptedException {
      int[] cluster = new int[points.count()];
      for (int i = 0; i < iterations; i++) {
        Scorer scorer = scorer();
        workers.ranges(
            points.count(), BLOCK, (from, to) -> assign(points, scorer, from, to, cluster));
        move(points, cluster);
      }
      return cluster;
    }

    /** Iterates with the caller's thread. */
    void fit(Points points, int iterations) {
      int[] cluster = new int[points.count()];
      for (int i = 0; i < iterations && count() > 0; i++) {
        Scorer scorer = scorer();
        for (int from = 0; from < points.count(); from += BLOCK) {
          assign(points, scorer, from, Math.min(points.count(), from + BLOCK), cluster);
        }
        move(points, cluster);
      }
    }

    /** Centres become the means of their points; one without points stays. */
    private void move(Points points, int[] cluster) {
      float[] sums = new float[values.length];
      int[] sizes = new int[count()];
      for (int i = 0; i < points.count(); i++) {
        sizes[cluster[i]]++;
        int to = cluster[i] * d;
        int from = i * d;
        for (int j = 0; j < d; j++) {
          sums[to + j] += points.vectors()[from + j];
        }
      }
      for (int i = 0; i < values.length; i++) {
        if (sizes[i / d] > 0) {
          values[i] = sums[i] / sizes[i / d];
        }
      }
      settle();
    }

    private void settle() {
      for (int from = 0; unit && from < values.length; from += d) {
        double squares = 0;
        for (int i = from; i < from + d; i++) {
          squares += (double) values[i] * values[i];
        }
        float factor = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
        for (int i = from; i < from + d; i++) {
          values[i] *= factor;
        }
      }
    }
  }
}
