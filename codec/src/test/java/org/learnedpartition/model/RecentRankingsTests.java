package org.learnedpartition.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentRankingsTests {
  private static final int THREADS = 4;

  private final AtomicInteger routed = new AtomicInteger();
  private final RecentRankings recent = new RecentRankings(1000);

  /** A ranking whose only log-probability is the vector's first component. */
  private RankedBins route(float[] vector) {
    routed.incrementAndGet();
    return new RankedBins(new float[] {vector[0]}, ranked -> new int[] {0});
  }

  @Test
  void vectorsAreKnownByWhatTheyHoldWhenTheyAreAskedFor() {
    float[] vector = {-1, 2, 3};
    RankedBins first = recent.get(vector, this::route);
    assertSame(first, recent.get(new float[] {-1, 2, 3}, this::route));
    vector[0] = -5;
    RankedBins changed = recent.get(vector, this::route);
    assertNotSame(first, changed);
    assertEquals(-5, changed.logProbability(0));
    assertSame(first, recent.get(new float[] {-1, 2, 3}, this::route));
    assertEquals(2, routed.get());
  }

  @Test
  void vectorsThatDifferInOneComponentAreApart() {
    // Longer than what the hash looks at.
    float[] vector = new float[500];
    for (int d = 0; d < vector.length; d += 7) {
      vector[d] = -1;
      recent.get(vector, this::route);
      recent.get(vector, this::route);
      vector[d] = 0;
    }
    assertEquals(72, routed.get());
  }

  @Test
  void whatWasAskedForLongAgoIsRoutedAgain() {
    for (int i = 0; i < 1000; i++) {
      recent.get(new float[] {-i}, this::route);
      // Asked for again and again, so never the one to go.
      recent.get(new float[] {-1e6f}, this::route);
    }
    assertEquals(1001, routed.get());
    recent.get(new float[] {-999}, this::route);
    assertEquals(1001, routed.get());
    recent.get(new float[] {-3}, this::route);
    assertEquals(1002, routed.get());
  }

  @Test
  void callersOfOneVectorWaitForTheOneThatRoutes() throws Exception {
    CountDownLatch asked = new CountDownLatch(THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<RankedBins>> rankings = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        rankings.add(
            threads.submit(
                () -> {
                  asked.countDown();
                  return recent.get(
                      new float[] {-7},
                      vector -> {
                        try {
                          asked.await();
                          Thread.sleep(20);
                        } catch (InterruptedException e) {
                          throw new AssertionError(e);
                        }
                        return route(vector);
                      });
                }));
      }
      for (Future<RankedBins> ranking : rankings) {
        assertSame(rankings.getFirst().get(), ranking.get());
      }
    }
    assertEquals(1, routed.get());
  }

  @Test
  void aVectorThatCannotBeRoutedIsTriedAgain() {
    float[] vector = {-1};
    for (int i = 0; i < 2; i++) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              recent.get(
                  vector,
                  refused -> {
                    throw new IllegalArgumentException("refused");
                  }));
    }
    recent.get(vector, this::route);
    assertEquals(1, routed.get());
  }
}
