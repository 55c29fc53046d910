package org.learnedpartition.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.Spill;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * The second rows that documents may have, chosen as a flush chooses them.
 *
 * @param bin of each document
 * @param second another bin of each document, or its own if there is none
 * @param losses of the second rows, see {@link OpenModel#assign(float[], int, int[], int[],
 *     float[])}
 */
record SecondRows(int[] bin, int[] second, float[] losses) {
  private static final int BATCH = 512;
  private static final String STAGE = "second bins";

  /**
   * Of all documents of a set.
   *
   * @param open the model, centres included
   */
  static SecondRows of(TrainingSet set, OpenModel open, Workers workers, Progress progress)
      throws InterruptedException {
    int count = set.documents().count();
    SecondRows rows = new SecondRows(new int[count], new int[count], new float[count]);
    progress.report(STAGE, 0, count);
    workers.ranges(
        count,
        BATCH,
        (from, to) -> {
          int n = to - from;
          int[] firsts = new int[n];
          int[] seconds = new int[n];
          float[] loss = new float[n];
          open.assign(set.raw(set.documents(), from, n), n, firsts, seconds, loss);
          System.arraycopy(firsts, 0, rows.bin, from, n);
          System.arraycopy(seconds, 0, rows.second, from, n);
          System.arraycopy(loss, 0, rows.losses, from, n);
        });
    progress.report(STAGE, count, count);
    return rows;
  }

  /**
   * The losses by which shares are told, see {@link Spill#losses}, of the documents that have
   * another bin.
   *
   * @param from the first document that counts
   * @return null if none has another bin
   */
  List<Double> quantiles(int from) {
    float[] sorted = new float[bin.length];
    int n = 0;
    for (int i = from; i < bin.length; i++) {
      if (second[i] != bin[i]) {
        sorted[n++] = losses[i];
      }
    }
    if (n == 0) {
      return null;
    }
    Arrays.sort(sorted, 0, n);
    List<Double> quantiles = new ArrayList<>();
    for (int i = 0; i < Spill.LOSSES; i++) {
      quantiles.add((double) sorted[(int) Math.round((n - 1.0) * i / (Spill.LOSSES - 1))]);
    }
    return quantiles;
  }

  /**
   * The bins of the second rows that an index has; a document without one has its own bin again.
   *
   * @param most the greatest loss of a second row
   */
  int[] upTo(double most) {
    int[] given = bin.clone();
    for (int i = 0; i < given.length; i++) {
      given[i] = losses[i] <= most ? second[i] : bin[i];
    }
    return given;
  }
}
