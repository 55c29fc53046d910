package org.learnedpartition.method;

import java.util.Arrays;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.learn.Shortlist;
import org.learnedpartition.learn.Sketches;

/**
 * Puts a shortlist over the bins of a model that scores them all, for thousands of bins: its rank
 * and length are those of least cost that lose nearly no neighbour which the model finds.
 */
final class Shortlisting {
  /** With fewer bins there is little to save. */
  static final int LEAST_BINS = 2048;

  /** Components of sketches that are tried. */
  private static final int[] RANKS = {8, 12, 16, 24, 32, 48};

  /** The bins that hold this share of the neighbours have to be on the shortlist … */
  private static final double FOUND = 0.99;

  /**
   * … but for this share of all neighbours: with 8,192 bins that costs 2 % more candidates at
   * recall 0.95 and a fifth of the multiply-adds; with half of it 1.6 % more, and 1/4.5 of them.
   */
  private static final double LOST = 0.004;

  /** Points whose neighbours are looked for. */
  private static final int SAMPLE = 2000;

  /** Lengths are multiples of it: heads are scored in groups. */
  private static final int GRAIN = 16;

  private static final int BLOCK = 50;

  private final Training training;
  private final Model model;
  private final int bins;
  private final int k;
  private final int[] neighbours;

  private Shortlisting(Training training, Model model) throws InterruptedException {
    this.training = training;
    this.model = model;
    this.bins = model.network().bins();
    this.neighbours = training.neighbours();
    this.k = neighbours.length / training.documents().count();
  }

  /** The same model with a shortlist; the model itself if none costs less. */
  static Model of(Training training, Model flat) throws InterruptedException {
    return new Shortlisting(training, flat).shortlisted();
  }

  private Model shortlisted() throws InterruptedException {
    Points points = training.documents();
    Network network = model.network();
    int n = Math.min(SAMPLE, points.count());
    int[] flat = ranks(network.forward(), n);
    int[] sorted = Arrays.stream(flat).filter(rank -> rank >= 0).sorted().toArray();
    int most = sorted[(int) (FOUND * (sorted.length - 1))];
    Sketches sketches =
        Sketches.of(network, points, RANKS[RANKS.length - 1], training.options().seed());
    Network centred = sketches.network();
    Model best = model;
    for (int rank : RANKS) {
      if (rank >= points.dimension()) {
        break;
      }
      Shortlist candidate = sketches.shortlist(rank);
      int[] first = ranks(candidate.sketches(network), n);
      int length = length(flat, first, most, (int) (LOST * sorted.length));
      if (length < bins) {
        Model with = model.with(centred, candidate.of(length));
        best = with.cost() < best.cost() ? with : best;
      }
    }
    return best;
  }

  /** The shortest list that loses no more neighbours than these, of those the model finds. */
  private int length(int[] flat, int[] first, int most, int lost) {
    int[] found = new int[flat.length];
    int n = 0;
    for (int i = 0; i < flat.length; i++) {
      if (flat[i] >= 0 && flat[i] <= most) {
        found[n++] = first[i];
      }
    }
    Arrays.sort(found, 0, n);
    return Math.ceilDiv(found[Math.max(0, n - 1 - lost)] + 1, GRAIN) * GRAIN;
  }

  /** The rank of the bin of each neighbour of the first points, -1 where there is none. */
  private int[] ranks(Scorer scorer, int n) throws InterruptedException {
    Points points = training.documents();
    int[] ranks = new int[n * k];
    training
        .workers()
        .ranges(
            n,
            BLOCK,
            (from, to) -> {
              float[] scores = new float[(to - from) * bins];
              scorer.score(points.vectors(), from, to - from, scores);
              for (int i = from * k; i < to * k; i++) {
                ranks[i] = neighbours[i] < 0 ? -1 : rank(scores, i / k - from, neighbours[i]);
              }
            });
    return ranks;
  }

  private int rank(float[] scores, int row, int neighbour) {
    float own = scores[row * bins + model.bin()[neighbour]];
    int rank = 0;
    for (int c = row * bins; c < (row + 1) * bins; c++) {
      rank += scores[c] > own ? 1 : 0;
    }
    return rank;
  }
}
