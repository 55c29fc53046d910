package org.learnedpartition.bench.engine;

import java.lang.management.ManagementFactory;

/** Measures from its making on. */
public final class Stopwatch {
  private static final com.sun.management.OperatingSystemMXBean SYSTEM =
      (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final long start = System.nanoTime();
  private final long cpuStart = SYSTEM.getProcessCpuTime();

  /** Wall time since. */
  public double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Processor time of the whole process since, garbage collection and compilation included. */
  public double cpuSeconds() {
    return (SYSTEM.getProcessCpuTime() - cpuStart) / 1e9;
  }
}
