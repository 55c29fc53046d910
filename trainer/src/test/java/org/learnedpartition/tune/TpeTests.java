package org.learnedpartition.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TpeTests {
  private static final int TRIALS = 50;
  private static final int RUNS = 40;

  private static List<Dimension> dimensions() {
    List<Integer> twenty = IntStream.range(0, 20).boxed().toList();
    return List.of(
        Dimension.ordered("a", twenty),
        Dimension.ordered("b", twenty),
        Dimension.ordered("c", twenty),
        Dimension.choice("d", List.of("bad", "good", "worse", "worst")));
  }

  /** A valley whose bottom, at places 14, 3 and 9 of the second choice, costs 0. */
  private static double cost(List<Integer> at) {
    return Math.abs(at.get(0) - 14)
        + 0.5 * Math.pow(at.get(1) - 3, 2)
        + 0.2 * Math.pow(at.get(2) - 9, 2)
        + new double[] {6, 0, 12, 20}[at.get(3)];
  }

  private static double best(Tpe tpe, int trials) {
    List<Tpe.Tried> tried = new ArrayList<>();
    for (int i = 0; i < trials; i++) {
      List<Integer> next = tpe.next(tried);
      tried.add(new Tpe.Tried(next, cost(next)));
    }
    return tried.stream().mapToDouble(Tpe.Tried::cost).min().orElseThrow();
  }

  @Test
  void findsCheaperPointsThanRandomSearch() {
    long seed = new Random().nextLong();
    int better = 0;
    double own = 0;
    double random = 0;
    for (int run = 0; run < RUNS; run++) {
      double tpe = best(new Tpe(dimensions(), 10, seed + run), TRIALS);
      double even = best(new Tpe(dimensions(), TRIALS, seed + run), TRIALS);
      better += tpe < even ? 1 : 0;
      own += tpe / RUNS;
      random += even / RUNS;
    }
    String figures = better + " of " + RUNS + ", " + own + " against " + random + ", seed " + seed;
    assertTrue(better >= 0.6 * RUNS, figures);
    assertTrue(own < 0.7 * random, figures);
  }

  @Test
  void suggestionDependsOnPointsAndSeedAlone() {
    Tpe tpe = new Tpe(dimensions(), 3, 5);
    List<Tpe.Tried> tried = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      List<Integer> next = tpe.next(tried);
      assertEquals(next, new Tpe(dimensions(), 3, 5).next(List.copyOf(tried)));
      tried.add(new Tpe.Tried(next, cost(next)));
    }
  }

  @Test
  void triesEachPointOfAFiniteSpaceOnce() {
    List<Dimension> few =
        List.of(Dimension.ordered("a", List.of(1, 2, 3)), Dimension.choice("b", List.of("x", "y")));
    Tpe tpe = new Tpe(few, 2, 1);
    List<Tpe.Tried> tried = new ArrayList<>();
    HashSet<List<Integer>> seen = new HashSet<>();
    for (int i = 0; i < 6; i++) {
      List<Integer> next = tpe.next(tried);
      assertNotNull(next, i + " tried");
      assertTrue(seen.add(next));
      tried.add(new Tpe.Tried(next, next.get(0)));
    }
    assertNull(tpe.next(tried));
  }

  @Test
  void densitiesSumToOneAndAreHighestAtThePoints() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      int size = 1 + random.nextInt(30);
      Dimension dimension =
          new Dimension(
              "d",
              IntStream.range(0, size).mapToObj(String::valueOf).toList(),
              random.nextBoolean());
      int place = random.nextInt(size);
      List<Integer> points = Collections.nCopies(6, place);
      double[] density = Parzen.of(dimension, points);
      assertEquals(1, Arrays.stream(density).sum(), 1e-9, "seed " + seed);
      for (double each : density) {
        assertTrue(each > 0 && each <= density[place] + 1e-12, "seed " + seed);
      }
    }
  }

  @Test
  void trialsThatAreClearlyWorseThanTheMedianEnd() {
    List<List<Double>> earlier =
        List.of(List.of(1.0, 1.0), List.of(2.0, 2.0), List.of(3.0, 3.0), List.of(4.0));
    assertFalse(MedianRule.ends(List.of(2.01), earlier));
    assertTrue(MedianRule.ends(List.of(2.5), earlier));
    // Only three got to the second fold.
    assertFalse(MedianRule.ends(List.of(9.0, 9.0), earlier));
  }
}
