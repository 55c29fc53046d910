package org.learnedpartition.bench.cut;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.learnedpartition.cli.ProgressBars;
import org.learnedpartition.cut.Cut;
import org.learnedpartition.cut.Graph;
import org.learnedpartition.cut.GraphPartitioner;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Metrics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lp bench cut}. */
@Command(
    name = "cut",
    description =
        "Partitions a graph that METIS could read, and tells the cut, the sizes and the time; or"
            + " measures the partition that METIS wrote.",
    mixinStandardHelpOptions = true)
public final class CutCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "GRAPH", description = "A graph written by ./lp bench graph.")
  private Path file;

  @Option(
      names = "--bins",
      required = true,
      paramLabel = "N",
      description = "Bins to cut it into, 2 to 65,536.")
  private int bins;

  @Option(
      names = "--epsilon",
      paramLabel = "SHARE",
      defaultValue = "0.03",
      description = "How much larger than the mean a bin may be (default: ${DEFAULT-VALUE}).")
  private double epsilon;

  @Option(
      names = "--seed",
      paramLabel = "S",
      split = ",",
      defaultValue = "1",
      description = "Seeds, each partitions anew (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds;

  @Option(names = "--threads", paramLabel = "N", description = "Threads (default: all processors).")
  private Integer threads;

  @Option(
      names = "--partition",
      paramLabel = "FILE",
      description = "Measure this partition, a bin a line, instead of making one.")
  private Path partition;

  @Override
  public Integer call() throws Exception {
    Graph graph = MetisFile.read(file);
    if (partition != null) {
      tell(graph, MetisFile.readPartition(partition, graph.vertices(), bins), "");
      return 0;
    }
    try (Workers workers =
            new Workers(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
        ProgressBars bars = ProgressBars.on(spec.commandLine().getErr())) {
      for (long seed : seeds) {
        long begin = System.nanoTime();
        int[] bin = new GraphPartitioner(epsilon, seed, workers, bars).partition(graph, bins);
        double seconds = (System.nanoTime() - begin) / 1e9;
        tell(graph, bin, String.format(Locale.ROOT, ", seed %d, %.1f s", seed, seconds));
      }
    }
    return 0;
  }

  private void tell(Graph graph, int[] bin, String how) {
    long all = 0;
    for (int weight : graph.weights()) {
      all += weight;
    }
    long cut = Cut.of(graph, bin);
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%d bins: cut %,d (%.2f %% of the edges' weight), largest %.2f %% above the mean%s%n",
            bins,
            cut,
            200.0 * cut / all,
            100 * Metrics.imbalance(Cut.loads(graph, bin, bins)),
            how);
  }
}
