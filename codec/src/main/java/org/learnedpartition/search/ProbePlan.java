package org.learnedpartition.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.learnedpartition.model.Quantizer;
import org.learnedpartition.model.RankedBins;
import org.learnedpartition.model.RecallCurves;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.vector.QueryTable;

/**
 * What a query does in every segment of one model: made once, and used by all threads.
 *
 * <p>A row's estimate is what the table scores plus what its {@linkplain BinRun#base bin} adds. It
 * is of ⟨q, u⟩, both of length 1 when the similarity is cosine and q of length 1 when it is an
 * inner product, and of -|q - u|²/2 for Euclidean distance: the same whatever the model.
 */
public final class ProbePlan {
  /** The best bins, whose runs are scanned first, so that the k-th best estimate is soon high. */
  private static final int FIRST = 4;

  private final RankedBins ranked;
  private final ProbeDepth depth;
  private final RecallCurves curves;
  private final Quantizer quantizer;
  private final float[] prepared;
  private final float shift;
  private final QueryTable table;
  private final Quantizer.Margin margin;
  private final int[] planned;
  private final double mass;
  private final List<BinRun> runs;

  /**
   * @param ranked all bins of the model, best first
   * @param depth how many of them are probed; a segment goes on through the others only while it
   *     has too few hits
   * @param similarity of the model
   * @param quantizer of coded rows, or null if rows are vectors
   * @param target the query
   * @param curves the calibration that the depth is of
   */
  ProbePlan(
      RankedBins ranked,
      ProbeDepth depth,
      Similarity similarity,
      Quantizer quantizer,
      float[] target,
      RecallCurves curves) {
    this.curves = curves;
    this.ranked = ranked;
    this.depth = depth;
    this.planned = ranked.first(depth.probes());
    this.mass = mass(0, planned.length);
    this.quantizer = quantizer;
    if (quantizer == null) {
      prepared = null;
      shift = 0;
      table = null;
      margin = null;
      runs = List.of();
    } else {
      prepared = quantizer.prepare(target);
      shift = similarity == Similarity.L2 ? -squares(prepared) / 2 : 0;
      table = quantizer.table(prepared);
      margin = quantizer.margin(depth.recallOfCodes(), prepared);
      runs = runs(planned);
    }
  }

  private static float squares(float[] vector) {
    float squares = 0;
    for (float component : vector) {
      squares += component * component;
    }
    return squares;
  }

  private float base(int bin) {
    return quantizer.base(prepared, bin) + shift;
  }

  /** The planned bins in runs: those of the best bins first, then as they lie. */
  private List<BinRun> runs(int[] planned) {
    long[] bins = new long[planned.length];
    for (int rank = 0; rank < bins.length; rank++) {
      bins[rank] = (long) planned[rank] << 32 | rank;
    }
    Arrays.sort(bins);
    List<BinRun> found = new ArrayList<>();
    for (int from = 0, to; from < bins.length; from = to) {
      to = from + 1;
      while (to < bins.length && bins[to] >> 32 == (bins[to - 1] >> 32) + 1) {
        to++;
      }
      float[] bases = new float[to - from];
      int[] ranks = new int[to - from];
      for (int i = 0; i < bases.length; i++) {
        bases[i] = base((int) (bins[from + i] >> 32));
        ranks[i] = (int) bins[from + i];
      }
      found.add(new BinRun((int) (bins[from] >> 32), bases, ranks));
    }
    for (int rank = Math.min(FIRST, planned.length) - 1; rank >= 0; rank--) {
      int best = planned[rank];
      for (int i = 0; i < found.size(); i++) {
        if (found.get(i).first() <= best && best <= found.get(i).last()) {
          found.addFirst(found.remove(i));
          break;
        }
      }
    }
    return List.copyOf(found);
  }

  /** Bins of the model. */
  public int bins() {
    return ranked.size();
  }

  /** How many bins are probed: 1 … bins. */
  public int probes() {
    return planned.length;
  }

  /**
   * How many bins hold as large a part of the hits, if only a share of the documents may be hits
   * and those lie anywhere: their k-th neighbour has the rank k / share among all.
   */
  public int probes(double share) {
    double growth = curves.growthTo(curves.k() / share, depth.recall());
    return (int) Math.min(bins(), Math.ceil(probes() * growth));
  }

  /**
   * The router's probability of the bins of some ranks.
   *
   * @param toRank excluded
   */
  public double mass(int fromRank, int toRank) {
    double mass = 0;
    for (int rank = fromRank; rank < toRank; rank++) {
      mass += Math.exp(ranked.logProbability(rank));
    }
    return Math.min(1, mass);
  }

  /** The router's probability of the bins of some runs. */
  public double mass(List<BinRun> of) {
    double mass = 0;
    for (BinRun run : of) {
      for (int rank : run.ranks()) {
        mass += mass(rank, rank + 1);
      }
    }
    return Math.min(1, mass);
  }

  /** The recall of a scan that had to stop where the scanned bins have a probability. */
  public double recallOf(double mass) {
    return Math.min(depth.recall(), curves.recallOfMass(mass));
  }

  /** The router's probability of the planned bins. */
  public double mass() {
    return mass;
  }

  /** Share of the hits that may be missed, 0 … 1. */
  public double miss() {
    return 1 - depth.recall();
  }

  /** The planned bins as coded rows are scanned: each in one run. */
  public List<BinRun> runs() {
    return runs;
  }

  /** The bin of a rank, 0 the best. */
  public int bin(int rank) {
    return rank < planned.length ? planned[rank] : ranked.bin(rank);
  }

  /** The bin of a rank as a run. */
  public BinRun run(int rank) {
    int bin = bin(rank);
    return new BinRun(bin, new float[] {base(bin)}, new int[] {rank});
  }

  /** What rows are scored by. */
  public QueryTable table() {
    return table;
  }

  /** What is so many margins below an estimate, a margin being what estimates fall short by. */
  float below(float estimate, float margins) {
    return estimate == Float.NEGATIVE_INFINITY
        ? estimate
        : estimate - margins * margin.of(estimate - shift);
  }
}
