package org.learnedpartition.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses the bin that a document's second row would be in, and says what it would be worth. For
 * one thread.
 *
 * <p>Of the bins that the network scores highest next to the document's own, the one of the least
 * loss by SOAR (Sun, Simcha, Dopson, Guo and Kumar, "SOAR: Improved Indexing for Approximate
 * Nearest Neighbor Search", NeurIPS 2023): with u for the vector (of length 1 when the similarity
 * is cosine), r = u - c for its residual to its own centre and r' for that to another, |r'|² +
 * λ⟨r', r⟩²/|r|². A query that ranks the own bin too low lies along r as seen from the vector; a
 * residual at right angles to r makes it likely that it ranks the second bin high.
 *
 * <p>The loss of each bin is multiplied by its factor ({@link Spill#factors}), so that second rows
 * do not gather in the bins in the middle of the space. Losses are divided by |r|², so that they
 * mean the same in dense and in sparse bins.
 */
final class SecondBins {
  /**
   * Bins that are looked at: with so few, candidates at a recall of 0.95 were within a hundredth of
   * those with all of 256, 512 or 1,024 bins.
   */
  static final int ALTERNATIVES = 8;

  /**
   * The paper's λ: 1.5 to 3 were worse on glove, photosift and mnist, alike on wordnetminilm, and
   * better by up to a twentieth for its queries of another kind.
   */
  private static final double ORTHOGONALITY = 1;

  private final FloatBuffer centres;
  private final boolean unit;
  private final float[] prices;
  private final List<Double> factors;
  private final int bins;
  private final int dimension;
  private final int[] best = new int[ALTERNATIVES];
  private final float[] losses = new float[ALTERNATIVES];
  private final float[] scores = new float[ALTERNATIVES];
  private final double[] vector;
  private final double[] residual;
  private final float[] centre;
  private float loss;

  /**
   * @param prices what a document pays to enter each bin
   */
  SecondBins(PartitionModel model, float[] prices) {
    this.centres = model.centres();
    this.unit = model.similarity() == Similarity.COSINE;
    this.prices = prices;
    this.factors = model.spill() == null ? List.of() : model.spill().factors();
    this.bins = model.bins();
    this.dimension = model.dimension();
    this.vector = new double[dimension];
    this.residual = new double[dimension];
    this.centre = new float[dimension];
  }

  /**
   * Chooses a document's second bin.
   *
   * @param binScores by bin, from {@code scoreOffset}; negative infinity for bins left out
   * @param vectors has the document's vector, from {@code offset}
   * @param own bin of the document
   * @return the second bin, or {@code own} if there is none
   */
  int choose(float[] binScores, int scoreOffset, float[] vectors, int offset, int own) {
    int found = consider(binScores, scoreOffset, vectors, offset, own);
    int second = own;
    loss = Float.POSITIVE_INFINITY;
    for (int i = 0; i < found; i++) {
      if (losses[i] < loss) {
        loss = losses[i];
        second = best[i];
      }
    }
    return second;
  }

  /**
   * Finds the bins that could be a document's second.
   *
   * @return how many there are; {@link #best} and {@link #losses} tell them
   */
  private int consider(float[] binScores, int scoreOffset, float[] vectors, int offset, int own) {
    int found = rank(binScores, scoreOffset, own);
    double squares = load(vectors, offset);
    double scale = unit && squares > 0 ? 1 / Math.sqrt(squares) : 1;
    centres.get(own * dimension, centre);
    double length = 0;
    for (int d = 0; d < dimension; d++) {
      vector[d] *= scale;
      residual[d] = vector[d] - centre[d];
      length += residual[d] * residual[d];
    }
    for (int i = 0; i < found; i++) {
      double factor = factors.isEmpty() ? 1 : factors.get(best[i]);
      // A vector at its centre has a loss of infinity, or none at all.
      losses[i] = (float) (factor * soar(best[i], length) / length);
    }
    return found;
  }

  /**
   * Tells all bins that could be a document's second, the best by the network first.
   *
   * @param into receives {@value #ALTERNATIVES} bins from {@code at}; -1 where there are fewer
   * @param theirLosses receives the loss of each
   */
  void tell(
      float[] binScores,
      int scoreOffset,
      float[] vectors,
      int offset,
      int own,
      int[] into,
      float[] theirLosses,
      int at) {
    int found = consider(binScores, scoreOffset, vectors, offset, own);
    for (int i = 0; i < ALTERNATIVES; i++) {
      boolean there = i < found && losses[i] < Float.POSITIVE_INFINITY;
      into[at + i] = there ? best[i] : -1;
      theirLosses[at + i] = losses[i];
    }
  }

  /** The loss of the bin that was chosen last, relative to the own bin's: finite, ≥ 0. */
  float loss() {
    return loss;
  }

  private double load(float[] vectors, int offset) {
    double squares = 0;
    for (int d = 0; d < dimension; d++) {
      vector[d] = vectors[offset + d];
      squares += vector[d] * vector[d];
    }
    return squares;
  }

  private double soar(int bin, double length) {
    centres.get(bin * dimension, centre);
    double squares = 0;
    double along = 0;
    for (int d = 0; d < dimension; d++) {
      double other = vector[d] - centre[d];
      squares += other * other;
      along += other * residual[d];
    }
    return squares + ORTHOGONALITY * along * along / length;
  }

  /** The bins of the highest scores less prices but for the own, of equals the first. */
  private int rank(float[] binScores, int offset, int own) {
    Arrays.fill(scores, Float.NEGATIVE_INFINITY);
    int found = 0;
    for (int bin = 0; bin < bins; bin++) {
      float score = binScores[offset + bin] - prices[bin];
      if (score > scores[ALTERNATIVES - 1] && bin != own) {
        int i = Math.min(found, ALTERNATIVES - 1);
        for (; i > 0 && scores[i - 1] < score; i--) {
          scores[i] = scores[i - 1];
          best[i] = best[i - 1];
        }
        scores[i] = score;
        best[i] = bin;
        found = Math.min(found + 1, ALTERNATIVES);
      }
    }
    return found;
  }
}
