package org.learnedpartition.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BinChoiceTests {
  /** What the harness measured of `learned-probes` and `ivf` with 16x: the lowest of the rounds. */
  @ParameterizedTest
  @CsvSource({
    "100, 1024, 1, 521, 18.6",
    "100, 1024, 32, 16064, 103.7",
    "100, 1024, 256, 125632, 570.5",
    "128, 1024, 16, 4892, 55.5",
    "128, 1024, 128, 35909, 211.3",
    "784, 256, 4, 1417, 62.3",
    "784, 256, 64, 22273, 364.6",
  })
  void predictionsAreNearWhatWasMeasured(
      int dimension, int bins, int probes, int rows, double micros) {
    double predicted = new QueryCost(dimension).micros((double) bins * dimension, probes, rows);
    assertEquals(micros, predicted, 0.16 * micros);
  }

  @Test
  void theSmallestPowerNearTheLeastPredictedTimeIsChosen() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      long vectors = 5000 + (long) Math.exp(random.nextDouble(20));
      int dimension = random.nextInt(2, 1600);
      BinChoice choice = BinChoice.of(vectors, vectors, dimension);
      double own = BinChoice.micros(vectors, dimension, choice.bins());
      String of = choice + ", seed " + seed;
      assertEquals(1, Integer.bitCount(choice.bins()), of);
      for (int bins = 16; bins <= Math.min(65_536, vectors / 64); bins *= 2) {
        double other = BinChoice.micros(vectors, dimension, bins);
        assertTrue(own <= 1.05 * other, of + ": " + bins);
        assertTrue(bins >= choice.bins() || other > own, of + ": " + bins);
      }
    }
  }

  @Test
  void moreVectorsNeverGetFewerBinsAndMoreComponentsNeverMore() {
    for (int dimension = 25; dimension <= 1600; dimension *= 2) {
      int before = 0;
      for (long vectors = 1000; vectors <= 1_000_000_000L; vectors *= 10) {
        int bins = BinChoice.of(vectors, vectors, dimension).bins();
        assertTrue(bins >= before);
        assertTrue(BinChoice.of(vectors, vectors, 2 * dimension).bins() <= bins);
        before = bins;
      }
    }
  }

  @Test
  void noBinIsLearntFromFewerThan64VectorsUnlessThereAreTooFew() {
    assertEquals(16, BinChoice.of(1_000_000_000, 100, 100).bins());
    assertEquals(1024, BinChoice.of(1_000_000_000, 64 * 1024, 100).bins());
    assertEquals(1024, BinChoice.of(1_000_000_000, 64 * 2048 - 1, 100).bins());
  }

  @Test
  void theSentenceTellsTheNumbersBesideTheChosenOne() {
    assertTrue(
        BinChoice.of(331_479, 331_479, 100)
            .sentence()
            .matches(
                "1,024 bins: at 331,479 vectors of dimension 100 a query is predicted to take"
                    + " [0-9.]+ µs, with 512 [0-9.]+ µs and with 2,048 [0-9.]+ µs"));
    assertTrue(
        BinChoice.asked(64, 331_479, 100)
            .sentence()
            .matches(
                "64 bins, as asked for: at .* to take [0-9.,]+ µs, with 1,024 bins [0-9.]+ µs"));
    assertTrue(BinChoice.asked(1024, 331_479, 100).sentence().endsWith("would choose no other"));
  }

  @Test
  void whatIsNoChoiceIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> BinChoice.asked(1, 1000, 10));
    assertThrows(IllegalArgumentException.class, () -> BinChoice.asked(65_537, 1000, 10));
    assertThrows(IllegalArgumentException.class, () -> BinChoice.asked(16, 0, 10));
    assertThrows(IllegalArgumentException.class, () -> new QueryCost(0));
  }
}
