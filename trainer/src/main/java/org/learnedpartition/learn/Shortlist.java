package org.learnedpartition.learn;

import org.learnedpartition.vector.Bfloat16;
import org.learnedpartition.vector.Gemm;
import org.learnedpartition.vector.HeadRows;
import org.learnedpartition.vector.ScoreRow;

/**
 * A first level over a network's bins: sketches of the bins' heads, of few components, score all
 * bins, and the network's own heads score the best of them, the shortlist, once more. What is not
 * on the shortlist keeps the score of its sketch, so every bin has one.
 *
 * @param projection rank × features values: what a sketch reads of a network's features, which are
 *     the vector and the hidden layer after it
 * @param sketches linear, of the projected features
 * @param length bins on a shortlist, 1 … bins - 1
 */
public record Shortlist(float[] projection, Network sketches, int length) {
  public Shortlist {
    if (sketches.hidden() != 0
        || projection.length % sketches.dimension() != 0
        || length < 1
        || length >= sketches.bins()) {
      throw new IllegalArgumentException(
          "a shortlist has linear sketches, whose projection is of whole rows, and 1 to "
              + (sketches.bins() - 1)
              + " bins, got "
              + length);
    }
  }

  /** Components of a sketch. */
  public int rank() {
    return sketches.dimension();
  }

  /** Multiply-adds of one vector. */
  public long cost(Network network) {
    long hidden = (long) network.hidden() * network.dimension();
    long width = network.dimension() + network.hidden();
    return hidden + projection.length + sketches.cost() + length * width;
  }

  /** The same with its bins in another order. */
  public Shortlist reordered(int[] order) {
    return new Shortlist(projection, sketches.reordered(order), length);
  }

  /** The same with weights rounded to bfloat16. */
  public Shortlist rounded() {
    float[] rounded = projection.clone();
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = Bfloat16.round(rounded[i]);
    }
    return new Shortlist(rounded, sketches.rounded(), length);
  }

  /** The same with another number of bins on a shortlist. */
  public Shortlist of(int bins) {
    return new Shortlist(projection, sketches, bins);
  }

  /** Scores a network's bins by the sketches alone. */
  public Scorer sketches(Network network) {
    return new Forward(rounded(), network.rounded(), 0);
  }

  /** Scores a network's bins with the parameters as they are now, rounded to bfloat16. */
  public Scorer over(Network network) {
    return new Forward(rounded(), network.rounded(), length);
  }

  /** Packed parameters. */
  private static final class Forward implements Scorer {
    private static final int BLOCK = 96;

    private final int dimension;
    private final int length;
    private final int rank;
    private final Features features;
    private final Gemm.Packed projection;
    private final Scorer sketches;
    private final HeadRows heads;

    private Forward(Shortlist shortlist, Network network, int length) {
      dimension = network.dimension();
      this.length = length;
      rank = shortlist.rank();
      features = new Features(network);
      int width = features.width();
      projection = Gemm.packTransposed(shortlist.projection, 0, rank, width, width);
      sketches = shortlist.sketches.forward();
      heads = HeadRows.of(Features.heads(network), network.parameters()[1], width);
    }

    @Override
    public int bins() {
      return sketches.bins();
    }

    @Override
    public void score(float[] vectors, int from, int rows, float[] scores) {
      int bins = bins();
      int width = features.width();
      float[] x = new float[Math.min(rows, BLOCK) * width];
      float[] projected = new float[Math.min(rows, BLOCK) * rank];
      float[] block = rows <= BLOCK ? scores : new float[BLOCK * bins];
      int[] best = new int[length];
      float[] exact = new float[length];
      HeadRows.Scratch scratch = heads.scratch();
      for (int first = 0; first < rows; first += BLOCK) {
        int n = Math.min(BLOCK, rows - first);
        features.of(vectors, (from + first) * dimension, n, x);
        Gemm.multiply(x, 0, width, n, projection, projected, 0, rank, false);
        sketches.score(projected, 0, n, block);
        for (int i = 0; i < n && length > 0; i++) {
          ScoreRow.greatest(block, i * bins, bins, best);
          heads.score(x, i * width, best, exact, scratch);
          for (int j = 0; j < length; j++) {
            block[i * bins + best[j]] = exact[j];
          }
        }
        if (block != scores) {
          System.arraycopy(block, 0, scores, first * bins, n * bins);
        }
      }
    }
  }
}
