package org.learnedpartition.walk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.learnedpartition.data.Points;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

class WalkTrainingTests {
  private static final int VERTICES = 100;

  /** Vertices and queries of one distribution: ten clusters. */
  private static final Points ALL = RelativeNeighboursTests.points(VERTICES + 600, 16, 1);

  private static final Points POINTS = ALL.first(VERTICES);
  private static final Points QUERIES = ALL.range(VERTICES, 600);

  private static WalkOptions options(int steps) {
    return new WalkOptions(2, 1, 5, steps, 64, 8, 3, 8, 0.7, 0.01, 0.1, 0.2, 0.001, 1);
  }

  private static LearnedGraph learn(int steps, int threads) throws Exception {
    try (Workers workers = new Workers(threads)) {
      return new WalkTraining(
              SearchGraph.complete(0, VERTICES), POINTS, QUERIES, options(steps), workers)
          .learn(Progress.NONE);
    }
  }

  @Test
  void aCompleteGraphLosesMostOfItsEdgesAndLittleOfItsRecall() throws Exception {
    LearnedGraph learned = learn(150, 2);
    LearnedGraph.Judged start = learned.curve().getFirst();
    assertEquals(1, start.recall());
    assertEquals(VERTICES, start.scored());
    LearnedGraph.Judged best =
        learned.curve().stream()
            .filter(judged -> judged.edges() == learned.graph().edges())
            .findFirst()
            .orElseThrow();
    assertTrue(best.scored() < 0.5 * VERTICES, best::toString);
    assertTrue(best.recall() > 0.97, best::toString);
    assertTrue(best.edges() < start.edges() / 2, best::toString);
  }

  @Test
  void theSameSeedGivesTheSameGraphWithAnyThreads() throws Exception {
    LearnedGraph one = learn(12, 1);
    LearnedGraph three = learn(12, 3);
    assertEquals(one.curve(), three.curve());
    assertArrayEquals(one.graph().targets(), three.graph().targets());
  }

  @Test
  void noGraphIsKeptThatDoesWorseThanTheStart() throws Exception {
    // A learning rate that throws the policy anywhere.
    WalkOptions wild = new WalkOptions(1, 1, 1.01, 10, 2, 2, 5, 4, 0.6, 5, 5, 0.9, 0, 3);
    try (Workers workers = new Workers(1)) {
      LearnedGraph learned =
          new WalkTraining(SearchGraph.complete(0, VERTICES), POINTS, QUERIES, wild, workers)
              .learn(Progress.NONE);
      double start = learned.curve().getFirst().reward();
      double kept =
          learned.curve().stream()
              .filter(judged -> judged.edges() == learned.graph().edges())
              .mapToDouble(LearnedGraph.Judged::reward)
              .max()
              .orElseThrow();
      assertTrue(kept >= start, kept + " < " + start);
    }
  }

  @Test
  void optionsOutOfTheirRangeAreRefused() {
    WalkOptions usual = WalkOptions.of(10, 10, 1);
    assertEquals(7, usual.withSteps(7).steps());
    assertThrows(IllegalArgumentException.class, () -> usual.withSteps(0));
    assertEquals(
        "[beam] must be between 10 and 65536, got 9",
        assertThrows(IllegalArgumentException.class, () -> WalkOptions.of(9, 10, 1)).getMessage());
  }
}
