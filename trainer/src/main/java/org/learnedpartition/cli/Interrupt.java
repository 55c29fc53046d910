package org.learnedpartition.cli;

import java.io.IOException;

/**
 * Turns Ctrl-C into an interrupt of the working thread, and holds the exit of the JVM until that
 * thread has cleaned up.
 */
public final class Interrupt implements AutoCloseable {
  /** A thread that does not heed the interrupt does not hold the exit for longer. */
  private static final long PATIENCE_MILLIS = 10_000;

  private final Thread worker;
  private final Thread hook;
  private boolean came;
  private boolean ended;

  private Interrupt(Thread worker) {
    this.worker = worker;
    this.hook = new Thread(this::stop, "interrupt");
  }

  /** Holds the exit of the JVM until it is closed. */
  public static Interrupt ofThisThread() {
    Interrupt interrupt = new Interrupt(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  /** An action that is done whole once begun. */
  @FunctionalInterface
  public interface Action {
    void run() throws IOException;
  }

  /** Runs the last action; an interrupt comes before it or after it. */
  public synchronized void finish(Action action) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted");
    }
    action.run();
  }

  /** Whether Ctrl-C was pressed: what fails from then on fails of the interrupt. */
  public synchronized boolean came() {
    return came;
  }

  private synchronized void stop() {
    came = true;
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    try {
      while (!ended && System.nanoTime() < end) {
        // Again and again: a progress bar that is being closed swallows an interrupt.
        worker.interrupt();
        wait(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      ended = true;
      notifyAll();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is on its way out, and the hook has done its work.
      return;
    }
  }
}
