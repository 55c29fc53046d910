package org.learnedpartition.bench.cut;

import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.learnedpartition.cli.ProgressBars;
import org.learnedpartition.cut.Graph;
import org.learnedpartition.cut.NeighbourGraph;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.graph.ClusteredNeighbours;
import org.learnedpartition.learn.Network;
import org.learnedpartition.method.BalancedKMeans;
import org.learnedpartition.method.Clustering;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.sets.DataSet;
import org.learnedpartition.sets.DataSets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lp bench graph}. */
@Command(
    name = "graph",
    description =
        "Writes the graph of nearest neighbours of a data set as METIS reads it. Its vertices are"
            + " the rows in random order, as training has them; an edge weighs 2 if each is the"
            + " other's neighbour, else 1.",
    mixinStandardHelpOptions = true)
public final class GraphCommand implements Callable<Integer> {
  /** As training's: clusters that the search for neighbours is by, and what share it finds. */
  private static final int CLUSTERS = 256;

  private static final double RECALL = 0.95;
  private static final long SEED = 1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--set",
      required = true,
      paramLabel = "NAME",
      description = "A data set made by ./lp data.")
  private String set;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where data sets are (default: $LP_DATA, else data beside lp).")
  private Path data;

  @Option(names = "--rows", paramLabel = "N", description = "First rows only (default: all).")
  private Integer rows;

  @Option(
      names = "--k",
      paramLabel = "K",
      defaultValue = "10",
      description = "Neighbours of a row (default: ${DEFAULT-VALUE}).")
  private int k;

  @Parameters(paramLabel = "FILE", description = "The file to write.")
  private Path out;

  @Override
  public Integer call() throws Exception {
    DataSet from = DataSet.open(DataSets.root(data), set);
    try (VectorSource source = VectorSource.open(from.folder().resolve(from.description().base()));
        Workers workers = new Workers(Runtime.getRuntime().availableProcessors());
        ProgressBars bars = ProgressBars.on(spec.commandLine().getErr())) {
      int n = rows == null ? source.count() : rows;
      if (n <= k || n > source.count()) {
        throw new IllegalArgumentException(
            "[--rows] must be between " + (k + 1) + " and " + source.count() + ", got " + n);
      }
      float[] vectors = shuffled(source, n);
      Points points =
          Space.fit(from.similarity(), vectors, n, source.dimension()).prepare(vectors, n);
      int clusters = Math.min(CLUSTERS, n);
      Clustering clustering =
          BalancedKMeans.cluster(points, clusters, from.similarity(), SEED, workers, bars);
      ClusteredNeighbours search =
          new ClusteredNeighbours(
              points,
              Network.ofCentres(clustering.centres(), clustering.bias(), points.dimension(), 1)
                  .forward(),
              clustering.bin(),
              workers);
      ClusteredNeighbours.Graph found = search.graph(k, RECALL, bars, "neighbours");
      Graph graph = NeighbourGraph.of(found.neighbours(), workers);
      MetisFile.write(graph, out);
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%s: %d vertices, %d edges, %.3f of the %d nearest neighbours%n",
              out,
              graph.vertices(),
              graph.arcs() / 2,
              found.recall(),
              k);
    }
    return 0;
  }

  private static float[] shuffled(VectorSource source, int n) throws Exception {
    int d = source.dimension();
    float[] vectors = new float[Math.multiplyExact(n, d)];
    source.read(0, n, vectors, 0);
    SplittableRandom random = new SplittableRandom(SEED);
    float[] row = new float[d];
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      System.arraycopy(vectors, i * d, row, 0, d);
      System.arraycopy(vectors, j * d, vectors, i * d, d);
      System.arraycopy(row, 0, vectors, j * d, d);
    }
    return vectors;
  }
}
