package org.learnedpartition.bench.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.learnedpartition.bench.engine.Hits;
import org.learnedpartition.bench.engine.Phases;

/**
 * How fast a setting is.
 *
 * @param queries asked, all threads together
 * @param qps queries a second, all threads together
 * @param p50Us median time of a query
 * @param p99Us 0.99-quantile
 * @param cpuUs processor time of a query, of the threads that search
 * @param phases where the time of all queries was spent; null if the engine does not tell
 */
record Timing(int queries, double qps, double p50Us, double p99Us, double cpuUs, Phases phases) {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Warm-up ends when two passes differ by less. */
  private static final double STEADY = 0.05;

  private static final int MAX_WARM_UPS = 8;

  /**
   * How long a pass takes.
   *
   * @param least seconds; the queries are asked again and again, as a whole, until then
   * @param most seconds, after which a pass ends with whatever query it is at
   */
  record Limits(double least, double most) {}

  /**
   * Asks the queries with some threads, each all of them, each beginning at another.
   *
   * @param first query that the first thread begins with
   */
  static Timing of(Setting setting, float[][] queries, int k, int threads, int first, Limits limits)
      throws IOException, InterruptedException {
    if (threads == 1) {
      return of(List.of(pass(setting, queries, k, first, limits, new CountDownLatch(0))));
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      CountDownLatch start = new CountDownLatch(threads);
      List<Future<Pass>> running = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int begin = first + (int) ((long) t * queries.length / threads);
        running.add(pool.submit(() -> pass(setting, queries, k, begin, limits, start)));
      }
      List<Pass> passes = new ArrayList<>();
      for (Future<Pass> each : running) {
        passes.add(each.get());
      }
      return of(passes);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException("a search failed", e.getCause());
    }
  }

  /** Runs passes until they take the same time. */
  static void warmUp(Setting setting, float[][] queries, int k, Limits limits)
      throws IOException, InterruptedException {
    double last = 0;
    for (int i = 0; i < MAX_WARM_UPS; i++) {
      double now = of(setting, queries, k, 1, 0, limits).qps;
      if (Math.abs(now - last) < STEADY * now) {
        return;
      }
      last = now;
    }
  }

  /** One thread's part. */
  private record Pass(long[] nanos, long begin, long end, double cpuSeconds, Phases phases) {}

  private static Pass pass(
      Setting setting, float[][] queries, int k, int first, Limits limits, CountDownLatch start)
      throws IOException, InterruptedException {
    Searches searches;
    try {
      searches = new Searches(setting, queries.length);
    } finally {
      // Also if this thread fails: the others must not wait for it.
      start.countDown();
    }
    Hits hits = new Hits(k);
    long[] nanos = new long[Math.max(1024, queries.length)];
    int asked = 0;
    Phases phases = Phases.NONE;
    start.await();
    long cpu = THREADS.getCurrentThreadCpuTime();
    long begin = System.nanoTime();
    long now = begin;
    while (true) {
      double seconds = (now - begin) / 1e9;
      boolean whole = asked > 0 && asked % queries.length == 0;
      if (whole && seconds >= limits.least || asked > 0 && seconds >= limits.most) {
        break;
      }
      if (asked == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * asked);
      }
      searches.find(queries, (first + asked) % queries.length, k, hits);
      long end = System.nanoTime();
      nanos[asked++] = end - now;
      now = end;
      phases = hits.phases == null ? null : phases.plus(hits.phases);
    }
    return new Pass(
        Arrays.copyOf(nanos, asked),
        begin,
        now,
        (THREADS.getCurrentThreadCpuTime() - cpu) / 1e9,
        phases);
  }

  private static Timing of(List<Pass> passes) {
    long[] nanos = passes.stream().flatMapToLong(p -> Arrays.stream(p.nanos)).sorted().toArray();
    long begin = passes.stream().mapToLong(Pass::begin).min().orElseThrow();
    long end = passes.stream().mapToLong(Pass::end).max().orElseThrow();
    double cpu = passes.stream().mapToDouble(Pass::cpuSeconds).sum();
    Phases phases =
        passes.getFirst().phases == null
            ? null
            : passes.stream().map(Pass::phases).reduce(Phases.NONE, Phases::plus);
    return new Timing(
        nanos.length,
        1e9 * nanos.length / (end - begin),
        quantile(nanos, 0.5) / 1e3,
        quantile(nanos, 0.99) / 1e3,
        1e6 * cpu / nanos.length,
        phases);
  }

  private static double quantile(long[] sorted, double q) {
    return sorted[Math.clamp((int) Math.ceil(q * sorted.length) - 1, 0, sorted.length - 1)];
  }
}
