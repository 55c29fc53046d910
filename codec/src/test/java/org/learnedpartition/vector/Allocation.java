package org.learnedpartition.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What compiled code allocates. */
final class Allocation {
  private static final int CALLS = 1000;

  /** The compiler has its own thread, and may have much to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Allocation() {}

  /** Runs an action until it is compiled; fails if it goes on to allocate after that. */
  static void assertNone(String what, Runnable action) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = Long.MAX_VALUE;
    long start = System.nanoTime();
    while (bytes > 0 && System.nanoTime() - start < PATIENCE.toNanos()) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        action.run();
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertEquals(0, bytes, "bytes that " + CALLS + " calls of " + what + " allocated");
  }
}
