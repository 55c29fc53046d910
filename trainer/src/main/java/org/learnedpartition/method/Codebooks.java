package org.learnedpartition.method;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.learnedpartition.data.Points;
import org.learnedpartition.model.Codebook;
import org.learnedpartition.model.Encoding;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Quantizer;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.quantize.GroupPoints;
import org.learnedpartition.quantize.Residuals;
import org.learnedpartition.quantize.UniformSteps;

/**
 * Learns the codebooks of a model whose bins are final: values from residuals of a sample of the
 * documents, then errors, alpha and margins from documents outside the sample.
 */
final class Codebooks {
  static final String STAGE = "codebooks";

  /** Residuals that values are learnt from: over a thousand for each of 16 points. */
  private static final int SAMPLE = 20_000;

  /** Components of the sample at most: 256 MiB. */
  private static final int MOST_COMPONENTS = 1 << 26;

  /** Documents whose residuals' errors are measured. */
  private static final int MEASURED = 10_000;

  private static final int BLOCK = 256;

  private final TrainingSet set;
  private final HeldOut heldOut;
  private final long seed;
  private final Workers workers;
  private final Progress progress;

  Codebooks(TrainingSet set, HeldOut heldOut, long seed, Workers workers, Progress progress) {
    this.set = set;
    this.heldOut = heldOut;
    this.seed = seed;
    this.workers = workers;
    this.progress = progress;
  }

  /**
   * Learns the codebooks of all encodings that have codes.
   *
   * @param model has the centres; its own codebooks do not matter
   * @param bin of each document
   */
  List<Codebook> learn(PartitionModel model, int[] bin) throws InterruptedException {
    int d = model.dimension();
    int count = Math.min(set.trained(), Math.min(SAMPLE, Math.max(1, MOST_COMPONENTS / d)));
    EnumSet<Encoding> encodings = EnumSet.complementOf(EnumSet.of(Encoding.X1));
    progress.report(STAGE, 0, encodings.size());
    Residuals residuals = residuals(model, bin, count);
    Shortfalls shortfalls = new Shortfalls(set, heldOut.truth(), bin, count, workers);
    List<Codebook> codebooks = new ArrayList<>();
    for (Encoding encoding : encodings) {
      float[] values =
          encoding == Encoding.X4
              ? UniformSteps.learn(residuals, workers)
              : GroupPoints.learn(residuals, encoding.width(), seed, workers);
      float error = error(model, model.quantizer(Shortfalls.unfitted(encoding, values, 0)), bin);
      codebooks.add(shortfalls.fit(model, encoding, values, error));
      progress.report(STAGE, codebooks.size(), encodings.size());
    }
    return codebooks;
  }

  /** Of the first documents: they are in random order. */
  private Residuals residuals(PartitionModel model, int[] bin, int count)
      throws InterruptedException {
    int d = model.dimension();
    float[] values = new float[count * d];
    FloatBuffer centres = model.centres();
    workers.ranges(
        count,
        BLOCK,
        (from, to) -> {
          float[] rows = set.raw(set.documents(), from, to - from);
          for (int i = 0; i < rows.length; i++) {
            values[from * d + i] = rows[i] - centres.get(bin[from + i / d] * d + i % d);
          }
        });
    return new Residuals(values, count, d);
  }

  /** Share of the residuals' squared length that codes lose, over the last documents. */
  private float error(PartitionModel model, Quantizer quantizer, int[] bin)
      throws InterruptedException {
    Points documents = set.documents();
    int count = Math.min(MEASURED, documents.count() - set.trained());
    int first = documents.count() - count;
    int d = documents.dimension();
    double[] lost = new double[count];
    double[] length = new double[count];
    FloatBuffer centres = model.centres();
    workers.ranges(
        count,
        BLOCK,
        (from, to) -> {
          Quantizer.Encoder encoder = quantizer.encoder();
          byte[] codes = new byte[quantizer.codes()];
          float[] decoded = new float[d];
          float[] rows = set.raw(documents, first + from, to - from);
          for (int i = from; i < to; i++) {
            int row = (i - from) * d;
            encoder.encode(rows, row, bin[first + i], codes, 0);
            encoder.decode(bin[first + i], codes, 0, decoded, 0);
            for (int c = 0; c < d; c++) {
              lost[i] += square(rows[row + c] - (double) decoded[c]);
              length[i] += square(rows[row + c] - (double) centres.get(bin[first + i] * d + c));
            }
          }
        });
    double sumLost = 0;
    double sumLength = 0;
    for (int i = 0; i < count; i++) {
      sumLost += lost[i];
      sumLength += length[i];
    }
    return sumLength == 0 ? 0 : (float) (sumLost / sumLength);
  }

  private static double square(double x) {
    return x * x;
  }
}
