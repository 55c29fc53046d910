package org.learnedpartition.method;

import java.util.Arrays;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.model.Codebook;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Quantizer;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.vector.BlockLayout;
import org.learnedpartition.vector.QueryTable;

/**
 * By how much estimates of held-out queries' true neighbours fall short of their scores. Estimates
 * are made as a search makes them, tables and their rounding included.
 */
final class Shortfalls {
  /** With fewer pairs, neighbours that values were learnt from count too. */
  private static final int FEWEST_PAIRS = 100;

  private static final int BLOCK = 32;

  private final TrainingSet set;
  private final int[] bin;
  private final Workers workers;
  // Pair i is of judge judge[i] and document[i]; the pairs of a judge follow each other.
  private final int[] judge;
  private final int[] document;
  private final int[] starts;

  /**
   * @param truth the judges' neighbours
   * @param bin of each document
   * @param sample documents, the first ones, that values are learnt from: they do not count
   */
  Shortfalls(TrainingSet set, Neighbours truth, int[] bin, int sample, Workers workers) {
    this.set = set;
    this.bin = bin;
    this.workers = workers;
    long unseen = Arrays.stream(truth.ids()).filter(id -> id >= sample).count();
    int least = unseen < FEWEST_PAIRS ? 0 : sample;
    int count = (int) Arrays.stream(truth.ids()).filter(id -> id >= least).count();
    this.judge = new int[count];
    this.document = new int[count];
    this.starts = new int[truth.queries() + 1];
    int next = 0;
    for (int q = 0; q < truth.queries(); q++) {
      for (int j = q * truth.k(); j < (q + 1) * truth.k(); j++) {
        if (truth.ids()[j] >= least) {
          judge[next] = q;
          document[next++] = truth.ids()[j];
        }
      }
      starts[q + 1] = next;
    }
  }

  /** A codebook that promises nothing. */
  static Codebook unfitted(Encoding encoding, float[] values, float alpha) {
    return new Codebook(encoding, values, alpha, 0, new float[Codebook.RECALLS.size()]);
  }

  /**
   * Finds alpha by least squares, and the margins that are left.
   *
   * @param model has the centres
   */
  Codebook fit(PartitionModel model, Encoding encoding, float[] values, float error)
      throws InterruptedException {
    int pairs = judge.length;
    double[] across = new double[pairs];
    double[] along = new double[pairs];
    Quantizer none = model.quantizer(unfitted(encoding, values, 0));
    Quantizer whole = model.quantizer(unfitted(encoding, values, 1));
    workers.ranges(
        starts.length - 1, BLOCK, (from, to) -> measure(none, whole, from, to, across, along));
    double product = 0;
    double squares = 0;
    for (int i = 0; i < pairs; i++) {
      product += across[i] * along[i];
      squares += along[i] * along[i];
    }
    float alpha = squares == 0 ? 0 : (float) Math.clamp(product / squares, 0, Codebook.MAX_ALPHA);
    Quantizer fitted = model.quantizer(unfitted(encoding, values, alpha));
    double[] shortfalls = new double[pairs];
    workers.ranges(
        starts.length - 1,
        BLOCK,
        (from, to) -> relative(fitted, from, to, across, along, alpha, shortfalls));
    Arrays.sort(shortfalls);
    float[] margins = new float[Codebook.RECALLS.size()];
    for (int i = 0; i < margins.length && pairs > 0; i++) {
      int rank = (int) Math.ceil(Codebook.RECALLS.get(i) * pairs);
      margins[i] = (float) shortfalls[rank - 1];
    }
    return new Codebook(encoding, values, alpha, error, margins);
  }

  /**
   * Measures the pairs of some judges.
   *
   * @param across receives the shortfalls without alpha
   * @param along receives what they fall by with an alpha of 1
   */
  private void measure(
      Quantizer none, Quantizer whole, int from, int to, double[] across, double[] along) {
    Quantizer.Encoder encoder = none.encoder();
    Quantizer.Encoder wholeEncoder = whole.encoder();
    byte[] codes = new byte[none.codes()];
    BlockLayout layout = new BlockLayout(codes.length, none.encoding() != Encoding.X4);
    byte[] block = new byte[layout.blockBytes()];
    float[] scores = new float[QueryTable.BLOCK_ROWS];
    for (int q = from; q < to; q++) {
      float[] prepared = none.prepare(set.raw(set.judges(), q, 1));
      QueryTable table = none.table(prepared);
      for (int i = starts[q]; i < starts[q + 1]; i++) {
        int own = bin[document[i]];
        float[] row = set.raw(set.documents(), document[i], 1);
        float constant = encoder.encode(row, 0, own, codes, 0);
        layout.put(block, 0, 0, codes, constant);
        table.scan(block, 0, Float.NEGATIVE_INFINITY, scores);
        double estimate = (double) none.base(prepared, own) + scores[0];
        across[i] = none.score(prepared, row, 0) - estimate;
        along[i] = (double) wholeEncoder.encode(row, 0, own, codes, 0) - constant;
      }
    }
  }

  private void relative(
      Quantizer fitted,
      int from,
      int to,
      double[] across,
      double[] along,
      double alpha,
      double[] shortfalls) {
    for (int q = from; q < to; q++) {
      float[] prepared = fitted.prepare(set.raw(set.judges(), q, 1));
      for (int i = starts[q]; i < starts[q + 1]; i++) {
        float[] row = set.raw(set.documents(), document[i], 1);
        float spread = fitted.spread(prepared, fitted.score(prepared, row, 0));
        // Without spread query, neighbour and mean are one: nothing is lost.
        shortfalls[i] = spread == 0 ? 0 : (across[i] - alpha * along[i]) / spread;
      }
    }
  }
}
