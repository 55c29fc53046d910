package org.learnedpartition.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fixed number of threads, the caller's among them, that share out numbered tasks. Tasks must not
 * depend on their order: then results do not depend on the number of threads.
 */
public final class Workers implements AutoCloseable {
  private static final int MAX_THREADS = 1024;

  private final int threads;
  private final ExecutorService pool;

  /** One numbered piece of work. */
  @FunctionalInterface
  public interface Task {
    void run(int index);
  }

  /** A piece of work on the items {@code from … to - 1}. */
  @FunctionalInterface
  public interface RangeTask {
    void run(int from, int to);
  }

  /**
   * @param threads 1 … 1024
   */
  public Workers(int threads) {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "[threads] must be between 1 and " + MAX_THREADS + ", got " + threads);
    }
    this.threads = threads;
    this.pool =
        Executors.newFixedThreadPool(
            Math.max(1, threads - 1),
            task -> {
              Thread thread = new Thread(task, "trainer");
              thread.setDaemon(true);
              return thread;
            });
  }

  public int threads() {
    return threads;
  }

  /**
   * Runs the tasks 0 … {@code count - 1} and returns when all have ended.
   *
   * @throws InterruptedException if the caller's thread was interrupted; tasks not begun are
   *     dropped
   */
  public void run(int count, Task task) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted");
    }
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean stopped = new AtomicBoolean();
    Runnable loop =
        () -> {
          for (int i = next.getAndIncrement(); i < count && !stopped.get(); ) {
            task.run(i);
            i = next.getAndIncrement();
          }
        };
    List<Future<?>> helpers = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, count); i++) {
      helpers.add(pool.submit(loop));
    }
    boolean interrupted = false;
    RuntimeException failure = null;
    try {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        if (Thread.currentThread().isInterrupted()) {
          stopped.set(true);
          break;
        }
        task.run(i);
      }
    } catch (RuntimeException e) {
      stopped.set(true);
      failure = e;
    }
    // Helpers write to the caller's arrays, so they are waited for whatever happens.
    for (Future<?> helper : helpers) {
      for (boolean waiting = true; waiting; ) {
        try {
          helper.get();
          waiting = false;
        } catch (InterruptedException e) {
          interrupted = true;
          stopped.set(true);
        } catch (ExecutionException e) {
          stopped.set(true);
          if (e.getCause() instanceof Error error) {
            throw error;
          }
          failure = (RuntimeException) e.getCause();
          waiting = false;
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    if (Thread.interrupted() || interrupted) {
      throw new InterruptedException("interrupted");
    }
  }

  /** Runs a task over the items 0 … {@code items - 1} in ranges of at most {@code grain}. */
  public void ranges(int items, int grain, RangeTask task) throws InterruptedException {
    run(
        Math.ceilDiv(items, grain),
        i -> task.run(i * grain, (int) Math.min(items, (i + 1L) * grain)));
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
