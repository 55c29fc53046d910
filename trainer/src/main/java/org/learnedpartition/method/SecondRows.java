package org.learnedpartition.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.Spill;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * The second rows that documents may have, chosen as a flush chooses them. By SOAR's loss alone
 * they gather in some bins, up to twice the mean; a query that probes those scans more than others.
 * So the losses of each bin get a factor under which the bins are of nearly one size when half of
 * the documents have second rows.
 */
final class SecondRows {
  private static final int BATCH = 512;
  private static final String STAGE = "second bins";
  private static final int ALTERNATIVES = OpenModel.ALTERNATIVES;

  /** The share of second rows at which bins are made even: that of an index, unless it says. */
  private static final double SHARE = 0.5;

  private static final int PASSES = 60;
  private static final int SAMPLE_OF_A_BIN = 200;

  /** The logarithm of a factor moves by this, times that of its bin's excess. */
  private static final double RATE = 0.15;

  /** Bins that are uneven without second rows shall not become even by far-off second rows. */
  private static final double MOST = 1.5;

  /** Decimals of factors: a model is in every segment. */
  private static final double DECIMALS = 1e3;

  private final int[] bin;
  private final int[] others;
  private final float[] theirLosses;
  private final int[] second;
  private final float[] losses;
  private double[] factors;

  private SecondRows(int count, int bins) {
    bin = new int[count];
    others = new int[Math.multiplyExact(count, ALTERNATIVES)];
    theirLosses = new float[others.length];
    second = new int[count];
    losses = new float[count];
    factors = new double[bins];
    Arrays.fill(factors, 1);
  }

  /**
   * Of all documents of a set.
   *
   * @param open the model, centres included, without second rows
   */
  static SecondRows of(TrainingSet set, OpenModel open, Workers workers, Progress progress)
      throws InterruptedException {
    int count = set.documents().count();
    SecondRows rows = new SecondRows(count, open.model().bins());
    progress.report(STAGE, 0, count);
    workers.ranges(
        count,
        BATCH,
        (from, to) -> {
          int n = to - from;
          int[] firsts = new int[n];
          int[] others = new int[n * ALTERNATIVES];
          float[] theirs = new float[n * ALTERNATIVES];
          open.alternatives(set.raw(set.documents(), from, n), n, firsts, others, theirs);
          System.arraycopy(firsts, 0, rows.bin, from, n);
          System.arraycopy(others, 0, rows.others, from * ALTERNATIVES, others.length);
          System.arraycopy(theirs, 0, rows.theirLosses, from * ALTERNATIVES, theirs.length);
        });
    rows.even(workers);
    progress.report(STAGE, count, count);
    return rows;
  }

  /** Finds the factors, on a sample that is spread over the documents, in whatever order. */
  private void even(Workers workers) throws InterruptedException {
    int bins = factors.length;
    int step = Math.max(1, bin.length / (SAMPLE_OF_A_BIN * bins));
    double[] best = factors;
    int least = Integer.MAX_VALUE;
    for (int pass = 0; pass < PASSES; pass++) {
      choose(step, workers);
      int[] sizes = sizes(step);
      int largest = Arrays.stream(sizes).max().orElseThrow();
      double mean = Arrays.stream(sizes).average().orElseThrow();
      if (largest < least) {
        least = largest;
        best = factors.clone();
      }
      if (largest <= (1 + PriceBalance.EPSILON) * mean) {
        break;
      }
      for (int c = 0; c < bins; c++) {
        double excess = Math.clamp(Math.log(Math.max(1, sizes[c]) / mean), -2, 2);
        double factor = factors[c] * Math.exp(RATE * excess);
        factors[c] = Math.clamp(factor, 1 / MOST, MOST);
      }
    }
    factors = Arrays.stream(best).map(f -> Math.round(f * DECIMALS) / DECIMALS).toArray();
    choose(1, workers);
  }

  /** Rows of each bin, of every so manieth document. */
  private int[] sizes(int step) {
    List<Double> quantiles = quantiles(0, step);
    double most = quantiles == null ? 0 : new Spill(quantiles, List.of(), List.of()).most(SHARE);
    int[] sizes = new int[factors.length];
    for (int i = 0; i < bin.length; i += step) {
      sizes[bin[i]]++;
      if (second[i] != bin[i] && losses[i] <= most) {
        sizes[second[i]]++;
      }
    }
    return sizes;
  }

  /** Gives every so manieth document its second bin under the factors. */
  private void choose(int step, Workers workers) throws InterruptedException {
    workers.ranges(
        Math.ceilDiv(bin.length, step),
        1 << 14,
        (first, last) -> {
          for (int i = first * step; i < Math.min(bin.length, last * step); i += step) {
            second[i] = bin[i];
            losses[i] = Float.POSITIVE_INFINITY;
            for (int j = i * ALTERNATIVES; j < (i + 1) * ALTERNATIVES && others[j] >= 0; j++) {
              float loss = (float) (factors[others[j]] * theirLosses[j]);
              if (loss < losses[i]) {
                losses[i] = loss;
                second[i] = others[j];
              }
            }
          }
        });
  }

  /** The bins' factors, see {@link Spill#factors}. */
  List<Double> factors() {
    return Arrays.stream(factors).boxed().toList();
  }

  /**
   * The losses by which shares are told, see {@link Spill#losses}, of the documents that have
   * another bin.
   *
   * @param from the first document that counts
   * @return null if none has another bin
   */
  List<Double> quantiles(int from) {
    return quantiles(from, 1);
  }

  private List<Double> quantiles(int from, int step) {
    float[] sorted = new float[bin.length];
    int n = 0;
    for (int i = from; i < bin.length; i += step) {
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
