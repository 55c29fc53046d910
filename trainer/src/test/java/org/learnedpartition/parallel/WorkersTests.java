package org.learnedpartition.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTests {
  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void everyItemIsDoneOnce() throws Exception {
    for (int threads = 1; threads <= 5; threads++) {
      try (Workers workers = new Workers(threads)) {
        for (int items : new int[] {0, 1, 7, 1000}) {
          AtomicIntegerArray done = new AtomicIntegerArray(Math.max(1, items));
          workers.ranges(
              items,
              3,
              (from, to) -> {
                for (int i = from; i < to; i++) {
                  done.incrementAndGet(i);
                }
              });
          for (int i = 0; i < items; i++) {
            assertEquals(1, done.get(i), threads + " threads, item " + i);
          }
        }
      }
    }
  }

  @Test
  void failureOfAnyTaskReachesTheCaller() {
    try (Workers workers = new Workers(3)) {
      for (int bad = 0; bad < 10; bad++) {
        int which = bad;
        IllegalStateException e =
            assertThrows(
                IllegalStateException.class,
                () ->
                    workers.run(
                        10,
                        i -> {
                          if (i == which) {
                            throw new IllegalStateException("task " + i);
                          }
                        }));
        assertEquals("task " + bad, e.getMessage());
      }
    }
  }

  @Test
  void interruptDropsTasksNotBegun() {
    try (Workers workers = new Workers(2)) {
      AtomicInteger done = new AtomicInteger();
      Thread caller = Thread.currentThread();
      assertThrows(
          InterruptedException.class,
          () ->
              workers.run(
                  1_000_000,
                  i -> {
                    done.incrementAndGet();
                    if (i == 5) {
                      caller.interrupt();
                    }
                  }));
      assertTrue(done.get() < 1_000_000, "" + done);
      caller.interrupt();
      assertThrows(InterruptedException.class, () -> workers.run(1, i -> done.set(-1)));
      assertTrue(done.get() >= 0);
    }
  }

  @Test
  void threadsOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Workers(0));
    assertThrows(IllegalArgumentException.class, () -> new Workers(1025));
  }
}
