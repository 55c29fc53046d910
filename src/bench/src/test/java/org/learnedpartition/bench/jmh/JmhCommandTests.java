package org.learnedpartition.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class JmhCommandTests {
  private static final String IGNORE_LOCK = "jmh.ignoreLock";

  @BeforeAll
  static void shareTheMachine() {
    // Nothing is timed here: another run of JMH on the machine may go on.
    System.setProperty(IGNORE_LOCK, "true");
  }

  @AfterAll
  static void restore() {
    System.clearProperty(IGNORE_LOCK);
  }

  @Test
  void everyBenchmarkRuns() throws Exception {
    Options once =
        JmhCommand.options(".*")
            .param("bins", "256")
            .param("megabytes", "1")
            .param("dimension", "128")
            .param("format", "learned_partition", "flat")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
            .verbosity(VerboseMode.SILENT)
            .build();
    Map<String, Integer> runs = new TreeMap<>();
    for (RunResult result : new Runner(once).run()) {
      String[] name = result.getParams().getBenchmark().split("\\.");
      runs.merge(
          String.join(".", Arrays.copyOfRange(name, name.length - 2, name.length)),
          1,
          Integer::sum);
      assertEquals(1, result.getAggregatedResult().getIterationResults().size());
    }
    assertEquals(JmhCommand.names(), List.copyOf(runs.keySet()));
    assertEquals(
        "{BlockBenchmark.cold=4, BlockBenchmark.file=4, BlockBenchmark.hot=4,"
            + " DotProductBenchmark.matrix=1, DotProductBenchmark.pairs=1, MergeBenchmark.merge=2,"
            + " RouterBenchmark.assign=2, RouterBenchmark.batch=2,"
            + " RouterBenchmark.batchByOnnxRuntime=2, RouterBenchmark.query=2,"
            + " RouterBenchmark.queryByOnnxRuntime=2, RouterBenchmark.rank=2,"
            + " ScanBenchmark.scan=2}",
        runs.toString());
  }

  @Test
  void aPatternThatMatchesNothingIsToldWithTheBenchmarksThereAre() {
    IllegalArgumentException none =
        assertThrows(IllegalArgumentException.class, () -> JmhCommand.options("Rooter"));
    assertEquals(
        "no benchmark matches [Rooter]: there are [BlockBenchmark.cold, BlockBenchmark.file,"
            + " BlockBenchmark.hot, DotProductBenchmark.matrix, DotProductBenchmark.pairs,"
            + " MergeBenchmark.merge, RouterBenchmark.assign, RouterBenchmark.batch,"
            + " RouterBenchmark.batchByOnnxRuntime, RouterBenchmark.query,"
            + " RouterBenchmark.queryByOnnxRuntime, RouterBenchmark.rank, ScanBenchmark.scan]",
        none.getMessage());
    IllegalArgumentException broken =
        assertThrows(IllegalArgumentException.class, () -> JmhCommand.options("Router("));
    assertEquals("[Router(] is no regular expression: Unclosed group", broken.getMessage());
  }
}
