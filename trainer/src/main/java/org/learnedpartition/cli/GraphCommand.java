package org.learnedpartition.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.data.VectorWriter;
import org.learnedpartition.graph.ClusteredNeighbours;
import org.learnedpartition.graph.ExactNeighbours;
import org.learnedpartition.graph.GraphMemory;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.model.Manifest;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code lp graph}. */
@Command(
    name = "graph",
    description = "Finds the nearest other vectors of each vector, and writes them as a graph.",
    mixinStandardHelpOptions = true)
final class GraphCommand implements Callable<Integer> {
  private static final double LEAST_RECALL = 0.5;
  private static final double MOST_RECALL = 0.999;

  /** Values read at a time; in between an interrupt is heeded. */
  private static final int READ_VALUES = 1 << 20;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "BASE",
      description = "Vectors: .fvecs, .bvecs, .ivecs, .npy, or idx (-ubyte, .idx, also .gz).")
  private Path base;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.ivecs",
      description = "The graph to write: row i holds the neighbours of vector i, nearest first.")
  private Path out;

  @Option(
      names = "--k",
      paramLabel = "K",
      defaultValue = "10",
      description = "Neighbours of a vector (default: ${DEFAULT-VALUE}).")
  private int k;

  @Option(
      names = "--recall",
      paramLabel = "R",
      defaultValue = "0.95",
      description =
          "Share of the true neighbours to find, 0.5 to 0.999, as measured on a sample (default:"
              + " ${DEFAULT-VALUE}).")
  private double recall;

  @Option(names = "--exact", description = "Find all true neighbours: each vector with each.")
  private boolean exact;

  @Mixin private RunOptions run;

  @Mixin private OutputOptions output;

  /** What is told once the progress is off the terminal. */
  private record Found(ClusteredNeighbours.Graph graph, double seconds, double cpuSeconds) {}

  @Override
  public Integer call() throws Exception {
    Similarity near = run.similarity();
    Path file = output.check(out);
    checkOptions();
    PrintWriter err = spec.commandLine().getErr();
    Found found;
    try (Interrupt interrupt = Interrupt.ofThisThread()) {
      try (VectorSource vectors = VectorSource.open(base);
          Workers workers = new Workers(run.threads());
          ProgressBars bars = ProgressBars.on(err)) {
        ExactNeighbours.checkGraph(vectors.count(), k);
        GraphMemory memory =
            new GraphMemory(vectors.count(), vectors.dimension(), k, workers.threads());
        memory.check();
        err.printf(
            Locale.ROOT,
            "%,d vectors of dimension %d, %s, k=%d: needs up to %,d MiB of heap, of %,d MiB%n",
            vectors.count(),
            vectors.dimension(),
            near.space(),
            k,
            memory.mebibytes(),
            Runtime.getRuntime().maxMemory() >> 20);
        Points points = read(vectors, near, bars);
        long start = System.nanoTime();
        Duration cpu = cpu();
        ClusteredNeighbours.Graph graph = find(points, near, workers, bars);
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = cpu().minus(cpu).toMillis() / 1e3;
        interrupt.finish(() -> write(file, graph.neighbours()));
        found = new Found(graph, seconds, cpuSeconds);
      } catch (InterruptedException e) {
        // Said before the interrupt lets go of the JVM.
        err.println("interrupted; nothing was written");
        return Execution.INTERRUPTED;
      }
    }
    print(spec.commandLine().getOut(), found.graph, found.seconds, found.cpuSeconds);
    return 0;
  }

  private void checkOptions() {
    if (!out.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".ivecs")) {
      throw new IllegalArgumentException(
          "[--out] must name a file that ends in .ivecs, got " + out);
    }
    if (k > Manifest.MAX_DIMENSION) {
      throw new IllegalArgumentException(
          "[k] must be at most "
              + Manifest.MAX_DIMENSION
              + ", the longest row of a file, got "
              + k);
    }
    if (!(recall >= LEAST_RECALL && recall <= MOST_RECALL)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[recall] must be between %s and %s, got %s; --exact finds all neighbours",
              LEAST_RECALL,
              MOST_RECALL,
              recall));
    }
  }

  /** CPU time of this process, of all its threads. */
  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static Points read(VectorSource source, Similarity similarity, Progress progress)
      throws IOException, InterruptedException {
    int n = source.count();
    int d = source.dimension();
    float[] vectors = new float[n * d];
    int rows = Math.max(1, READ_VALUES / d);
    for (int from = 0; from < n; from += rows) {
      if (Thread.interrupted()) {
        throw new InterruptedException("reading was interrupted");
      }
      progress.report("reading base", from, n);
      source.read(from, Math.min(rows, n - from), vectors, from * d);
    }
    progress.report("reading base", n, n);
    return Space.fit(similarity, vectors, n, d).prepare(vectors, n);
  }

  private ClusteredNeighbours.Graph find(
      Points points, Similarity near, Workers workers, Progress progress)
      throws InterruptedException {
    if (exact) {
      return ClusteredNeighbours.exact(points, k, workers, progress, "neighbours");
    }
    return ClusteredNeighbours.of(points, near, run.seed(), workers, progress)
        .graph(k, recall, progress, "neighbours");
  }

  private static void write(Path file, Neighbours neighbours) throws IOException {
    try (VectorWriter writer = VectorWriter.create(file, neighbours.k())) {
      writer.write(neighbours.ids(), 0, neighbours.queries());
      writer.finish();
    }
  }

  private void print(
      PrintWriter to, ClusteredNeighbours.Graph graph, double seconds, double cpuSeconds) {
    if (output.json()) {
      ObjectNode node = new JsonMapper().createObjectNode();
      node.put("file", out.toString());
      node.put("vectors", graph.neighbours().queries());
      node.put("k", k);
      node.put("similarity", run.similarity().space());
      node.put("exact", graph.exact());
      node.put("graph_recall", graph.recall());
      node.put("graph_recall_error", graph.error());
      node.put("sample", graph.sample());
      node.put("clusters", graph.clusters());
      node.put("probes", graph.probes());
      node.put("steps", graph.steps());
      node.put("seconds", seconds);
      node.put("cpu_seconds", cpuSeconds);
      to.println(node.toPrettyString());
      return;
    }
    if (graph.exact()) {
      to.println("exact: graph recall 1");
    } else {
      to.printf(
          Locale.ROOT,
          "graph recall %.4f ± %.4f, of %d vectors against their exact neighbours%n",
          graph.recall(),
          graph.error(),
          graph.sample());
      to.printf(
          Locale.ROOT,
          "%d clusters, each vector compared with the nearest %d; steps to neighbours of"
              + " neighbours: %d%n",
          graph.clusters(),
          graph.probes(),
          graph.steps());
    }
    to.printf(Locale.ROOT, "%.1f s, %.1f s of CPU%n", seconds, cpuSeconds);
    to.println("wrote " + out);
  }
}
