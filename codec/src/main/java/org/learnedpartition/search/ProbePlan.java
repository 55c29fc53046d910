package org.learnedpartition.search;

import java.util.Arrays;
import org.learnedpartition.model.Quantizer;
import org.learnedpartition.model.RankedBins;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.vector.QueryTable;

/**
 * What a query does in every segment of one model: made once, and used by all threads.
 *
 * <p>A row's estimate is what the table scores plus its bin's {@link #base}. It is of ⟨q, u⟩, both
 * of length 1 when the similarity is cosine and q of length 1 when it is an inner product, and of
 * -|q - u|²/2 for Euclidean distance: the same whatever the model.
 */
public final class ProbePlan {
  /** Bins that are scanned in the router's order, so that the k-th best estimate is soon high. */
  private static final int FIRST = 4;

  private final RankedBins ranked;
  private final int probes;
  private final Quantizer quantizer;
  private final float[] prepared;
  private final float shift;
  private final QueryTable table;
  private final Quantizer.Margin margin;
  private final int[] planned;
  private final int[] order;
  private final float[] bases;

  /**
   * @param ranked all bins of the model, best first
   * @param probes how many of them are probed, 1 … bins; a segment goes on through the others only
   *     while it has too few hits
   * @param similarity of the model
   * @param quantizer of coded rows, or null if rows are vectors
   * @param target the query
   * @param recall share of the hits in the probed bins whose estimates are within a margin, 0 … 1
   */
  ProbePlan(
      RankedBins ranked,
      int probes,
      Similarity similarity,
      Quantizer quantizer,
      float[] target,
      double recall) {
    this.ranked = ranked;
    this.probes = probes;
    this.planned = ranked.first(probes);
    this.order = order(planned);
    this.quantizer = quantizer;
    if (quantizer == null) {
      prepared = null;
      shift = 0;
      table = null;
      margin = null;
      bases = new float[0];
    } else {
      prepared = quantizer.prepare(target);
      shift = similarity == Similarity.L2 ? -squares(prepared) / 2 : 0;
      table = quantizer.table(prepared);
      margin = quantizer.margin(recall, prepared);
      bases = new float[probes];
      // In their scanning order: centres of neighbours lie side by side, too.
      for (int rank : order) {
        bases[rank] = baseOf(rank);
      }
    }
  }

  private static float squares(float[] vector) {
    float squares = 0;
    for (float component : vector) {
      squares += component * component;
    }
    return squares;
  }

  private float baseOf(int rank) {
    return quantizer.base(prepared, bin(rank)) + shift;
  }

  /** Ranks of the planned bins as they are scanned: neighbours share blocks of rows. */
  private static int[] order(int[] planned) {
    int probes = planned.length;
    int[] order = new int[probes];
    int first = Math.min(FIRST, probes);
    long[] rest = new long[probes - first];
    for (int rank = 0; rank < probes; rank++) {
      if (rank < first) {
        order[rank] = rank;
      } else {
        rest[rank - first] = (long) planned[rank] << 32 | rank;
      }
    }
    Arrays.sort(rest);
    for (int i = 0; i < rest.length; i++) {
      order[first + i] = (int) rest[i];
    }
    return order;
  }

  /** Bins of the model. */
  public int bins() {
    return ranked.size();
  }

  /** How many bins are probed: 1 … bins. */
  public int probes() {
    return probes;
  }

  /** The rank of the i-th planned bin to scan, i from 0 to {@link #probes()} - 1. */
  public int planned(int i) {
    return order[i];
  }

  /** The bin of a rank, 0 the best. */
  public int bin(int rank) {
    return rank < planned.length ? planned[rank] : ranked.bin(rank);
  }

  /** What all rows of the bin of a rank have in their estimates. */
  public float base(int rank) {
    return rank < bases.length ? bases[rank] : baseOf(rank);
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
