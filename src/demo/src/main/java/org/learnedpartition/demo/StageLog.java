package org.learnedpartition.demo;

import java.io.PrintWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.learnedpartition.cli.ProgressBars;
import org.learnedpartition.parallel.Progress;

/** Tells what a run is doing, and remembers how long each stage took. */
final class StageLog {
  private final PrintWriter out;
  private final ProgressBars bars;
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  /**
   * @param out what is told goes here
   */
  StageLog(PrintWriter out) {
    this.out = out;
    this.bars = ProgressBars.on(out);
  }

  /** Tells one line. */
  void say(String format, Object... arguments) {
    bars.close();
    out.println(String.format(Locale.ROOT, format, arguments));
    out.flush();
  }

  /** Runs a stage; the time of several of the same name adds up. */
  <T> T stage(String name, Callable<T> stage) throws Exception {
    long start = System.nanoTime();
    try {
      return stage.call();
    } finally {
      bars.close();
      seconds.merge(name, (System.nanoTime() - start) / 1e9, Double::sum);
    }
  }

  /** Shows how far a stage has come. */
  Progress progress() {
    return bars;
  }

  /** Shows how far a stage has come, being told of each step. */
  IntConsumer steps(String stage, long total) {
    AtomicLong done = new AtomicLong();
    return n -> bars.report(stage, done.addAndGet(n), total);
  }

  /** Seconds by stage, in the order in which they ended. */
  Map<String, Double> seconds() {
    return Collections.unmodifiableMap(seconds);
  }
}
