package org.learnedpartition.parallel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Passes progress on, and measures how long each stage took: from its first report to that of the
 * next, so that what nobody reports of counts for the stage before.
 */
public final class StageClock implements Progress {
  /** A stage, and its seconds in all. */
  public record Time(String stage, double seconds) {}

  private final Progress next;
  private final Map<String, Long> nanos = new LinkedHashMap<>();
  private volatile String current = "";
  private long since = System.nanoTime();

  public StageClock(Progress next) {
    this.next = next;
  }

  @Override
  public void report(String stage, long done, long total) {
    if (!stage.equals(current)) {
      turn(stage);
    }
    next.report(stage, done, total);
  }

  private synchronized void turn(String stage) {
    long now = System.nanoTime();
    if (!current.isEmpty()) {
      nanos.merge(current, now - since, Long::sum);
    }
    current = stage;
    since = now;
  }

  /** The stages in the order in which they began; the last one until now. */
  public synchronized List<Time> times() {
    turn(current);
    List<Time> times = new ArrayList<>();
    nanos.forEach((stage, spent) -> times.add(new Time(stage, spent / 1e9)));
    return times;
  }
}
