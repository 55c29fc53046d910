package org.learnedpartition.bench.run;

import java.lang.management.ManagementFactory;

/** The heap of this process. */
final class Heap {
  private Heap() {}

  /** Bytes in use after what is not needed was collected. */
  static long used() {
    // The first collection lets cleaners run, whose objects the second finds.
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
