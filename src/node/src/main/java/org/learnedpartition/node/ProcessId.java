package org.learnedpartition.node;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process, told apart from a later one that got the same number.
 *
 * @param pid the number
 * @param started when it started, in milliseconds since the epoch; 0 where the system does not say
 */
record ProcessId(long pid, long started) {
  /** A clock set meanwhile shifts what the system tells as the start. */
  private static final long TOLERANCE_MILLIS = 2_000;

  static ProcessId of(ProcessHandle handle) {
    return new ProcessId(handle.pid(), start(handle));
  }

  private static long start(ProcessHandle handle) {
    return handle.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
  }

  /** The process, if it still runs. */
  Optional<ProcessHandle> running() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(handle -> Math.abs(start(handle) - started) <= TOLERANCE_MILLIS);
  }

  /** Asks the process to end, and ends it when it has not within the time given. */
  void stop(Duration patience) {
    Optional<ProcessHandle> handle = running();
    if (handle.isEmpty()) {
      return;
    }
    // With runuser or su the node is a child of the process that was started.
    ProcessHandle node = handle.get().children().findFirst().orElse(handle.get());
    node.destroy();
    if (!ended(handle.get(), patience)) {
      node.destroyForcibly();
      handle.get().destroyForcibly();
      ended(handle.get(), Duration.ofSeconds(10));
    }
  }

  private static boolean ended(ProcessHandle handle, Duration patience) {
    try {
      handle.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
