package org.learnedpartition.method;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.stream.Stream;

/** Processor time and heap of this process since a moment. */
final class Meter {
  private final Duration start = cpu();

  Meter() {
    pools().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  private static Stream<MemoryPoolMXBean> pools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP);
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  double cpuSeconds() {
    return cpu().minus(start).toMillis() / 1e3;
  }

  /** The peaks of the heap's pools, which need not have been at one moment: a little too much. */
  long heapBytes() {
    return pools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
  }
}
