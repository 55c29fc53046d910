package org.learnedpartition.cli;

import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.learnedpartition.parallel.Progress;

/**
 * One bar for each stage, with its rate and the time left; without a console, a line now and then
 * and at its end.
 */
public final class ProgressBars implements Progress, AutoCloseable {
  private final PrintWriter err;
  private final boolean console;
  private ProgressBar bar;
  private String current;

  private ProgressBars(PrintWriter err, boolean console) {
    this.err = err;
    this.console = console;
  }

  /** Shows bars on standard error if that is a console, else tells them to {@code err}. */
  public static ProgressBars on(PrintWriter err) {
    return new ProgressBars(err, System.console() != null);
  }

  @Override
  public synchronized void report(String stage, long done, long total) {
    if (!stage.equals(current)) {
      close();
      current = stage;
      bar =
          new ProgressBarBuilder()
              .setTaskName(stage)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(console ? 200 : 10_000)
              .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
              .setSpeedUnit(ChronoUnit.SECONDS)
              .setConsumer(
                  console
                      ? new ConsoleProgressBarConsumer(System.err)
                      : new DelegatingProgressBarConsumer(new Lines(err)))
              .build();
    }
    if (done > bar.getCurrent()) {
      bar.stepTo(done);
    }
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
      // What is reported next begins a bar, of the same stage too.
      current = null;
    }
  }

  /** Leaves out the empty bar that each begins with, and the full one's repetition. */
  private static final class Lines implements Consumer<String> {
    private final PrintWriter out;
    private String last;

    private Lines(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void accept(String line) {
      if (last != null && !line.equals(last)) {
        out.println(line);
      }
      last = line;
    }
  }
}
