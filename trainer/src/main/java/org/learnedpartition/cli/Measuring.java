package org.learnedpartition.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.learnedpartition.data.NeighbourFile;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Evaluation;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What commands have in common that measure models on files of vectors. */
public final class Measuring {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--k",
      paramLabel = "K",
      defaultValue = "10",
      description = "Neighbours of a query (default: ${DEFAULT-VALUE}).")
  private int k;

  @Option(names = "--threads", paramLabel = "N", description = "Threads (default: all processors).")
  private Integer threads;

  @Mixin private ClusterOptions cluster;

  /** Neighbours of a query. */
  public int k() {
    return k;
  }

  /**
   * Measures models, with progress on the terminal.
   *
   * @param spill share of the vectors that may have second rows, 0 … 1
   * @param base file or live index of the vectors
   * @param queries file or live index of the queries
   * @param truth file of the queries' true neighbours, or null to compute them
   * @param taker gets each model's evaluation, in the order of the models
   * @see Evaluation#each
   */
  public void each(
      List<PartitionModel> models,
      double spill,
      String base,
      String queries,
      Path truth,
      Evaluation.Taker taker)
      throws IOException, InterruptedException {
    List<OpenModel> open = new ArrayList<>();
    try (ProgressBars bars = ProgressBars.on(spec.commandLine().getErr());
        VectorSource vectors = cluster.open(base, Integer.MAX_VALUE, bars);
        VectorSource asked = cluster.open(queries, Integer.MAX_VALUE, bars);
        Workers workers =
            new Workers(threads == null ? Runtime.getRuntime().availableProcessors() : threads)) {
      Neighbours ids = truth == null ? null : read(truth, asked.count(), vectors.count());
      for (PartitionModel model : models) {
        open.add(OpenModel.open(model));
      }
      Evaluation.each(open, vectors, asked, ids, k, spill, workers, bars, taker);
    } finally {
      open.forEach(OpenModel::close);
    }
  }

  private Neighbours read(Path truth, int queries, int base) throws IOException {
    int most = Math.max(k, Math.min(NeighbourFile.width(truth), Evaluation.most(k, base)));
    return new Neighbours(most, NeighbourFile.read(truth, queries, base, most));
  }
}
