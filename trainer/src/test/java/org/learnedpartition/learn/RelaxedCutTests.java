package org.learnedpartition.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.learnedpartition.parallel.Workers;

class RelaxedCutTests {
  /** The loss of logits, written down once more in double precision. */
  private static double loss(Relaxation weights, double[] logits, int rows, int bins) {
    double[][] p = new double[rows][bins];
    double[] mean = new double[bins];
    double entropy = 0;
    for (int r = 0; r < rows; r++) {
      double sum = 0;
      for (int c = 0; c < bins; c++) {
        sum += Math.exp(logits[r * bins + c]);
      }
      for (int c = 0; c < bins; c++) {
        p[r][c] = Math.exp(logits[r * bins + c]) / sum;
        mean[c] += p[r][c] / rows;
        entropy -= p[r][c] * Math.log(p[r][c]) / rows;
      }
    }
    double balance = 0;
    for (double share : mean) {
      balance += share * Math.log(share * bins);
    }
    double cut = 0;
    double smoothness = 0;
    int edges = rows / 2;
    for (int e = 0; e < edges; e++) {
      double together = 0;
      for (int c = 0; c < bins; c++) {
        together += p[2 * e][c] * p[2 * e + 1][c];
        smoothness += Math.pow(p[2 * e][c] - p[2 * e + 1][c], 2) / edges;
      }
      cut += (1 - together) / edges;
    }
    return weights.cut() * cut
        + weights.balance() * balance
        + weights.smoothness() * smoothness
        + weights.entropy() * entropy;
  }

  @ParameterizedTest
  @CsvSource({"1,0,0,0", "0,1,0,0", "0,0,1,0", "0,0,0,1", "1,0.7,0.4,0.2"})
  void gradientIsThatOfFiniteDifferences(
      double cut, double balance, double smoothness, double entropy) throws Exception {
    Relaxation weights = new Relaxation(cut, balance, smoothness, entropy, 1);
    int rows = 260;
    int bins = 9;
    Random random = new Random(5);
    double[] logits = random.doubles(rows * bins, -3, 3).toArray();
    float[] gradient = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      // What is added for the differences has to be seen in single precision too.
      gradient[i] = (float) logits[i];
      logits[i] = gradient[i];
    }
    try (Workers workers = new Workers(2)) {
      double loss = new RelaxedCut(weights).differentiate(gradient, rows, bins, workers);
      assertEquals(loss(weights, logits, rows, bins), loss, 1e-5);
    }
    double step = 1e-4;
    for (int i = 0; i < logits.length; i += 7) {
      double at = logits[i];
      logits[i] = at + step;
      double above = loss(weights, logits, rows, bins);
      logits[i] = at - step;
      double below = loss(weights, logits, rows, bins);
      logits[i] = at;
      double difference = (above - below) / (2 * step);
      assertEquals(difference, gradient[i], 1e-8 + 1e-3 * Math.abs(difference), "logit " + i);
    }
  }

  @Test
  void aPerfectCutIntoEqualBinsCostsNothing() throws Exception {
    int bins = 4;
    int rows = 16;
    float[] logits = new float[rows * bins];
    for (int r = 0; r < rows; r++) {
      // Both ends of an edge in the bin of the edge, as surely as can be.
      logits[r * bins + r / 2 % bins] = 50;
    }
    try (Workers workers = new Workers(1)) {
      RelaxedCut cut = new RelaxedCut(new Relaxation(1, 1, 1, 1, 1));
      assertEquals(0, cut.differentiate(logits, rows, bins, workers), 1e-6);
    }
  }

  @Test
  void oneBinForAllCostsTheLogarithmOfTheBins() throws Exception {
    int bins = 8;
    float[] logits = new float[10 * bins];
    for (int r = 0; r < 10; r++) {
      logits[r * bins] = 60;
    }
    try (Workers workers = new Workers(1)) {
      RelaxedCut cut = new RelaxedCut(new Relaxation(1, 0.5, 1, 1, 1));
      assertEquals(0.5 * Math.log(bins), cut.differentiate(logits, 10, bins, workers), 1e-5);
    }
  }
}
