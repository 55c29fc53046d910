package org.learnedpartition.sets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.learnedpartition.data.VectorWriter;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * {@value #BASE} points of a mixture of {@value #CENTRES} Gaussians, made in a second without any
 * input: for tests and for benchmarks that only have to run.
 */
public final class Clusters implements Recipe {
  private static final int BASE = 8_000;
  private static final int QUERIES = 500;
  private static final int DIMENSION = 32;
  private static final int CENTRES = 64;

  /** Standard deviation in a cluster, that of the centres being 1: neighbouring clusters touch. */
  private static final double SPREAD = 0.6;

  private static final long SEED = 20_260_101;

  Clusters() {}

  /** Opens the set, and makes it first where it is missing. */
  public static DataSet open(Path root) throws IOException, InterruptedException {
    try (Workers workers = new Workers(Runtime.getRuntime().availableProcessors())) {
      return new SetMaker(root, workers, Progress.NONE, line -> {}).make(new Clusters());
    }
  }

  @Override
  public String name() {
    return "clusters";
  }

  @Override
  public void make(Making making) throws IOException, InterruptedException {
    making.stage(List.of("base.fvecs", "query.fvecs"), () -> points(making));
    making.truth(Similarity.L2, "base.fvecs", "query.fvecs", "truth");
  }

  private static void points(Making making) throws IOException {
    Random random = new Random(SEED);
    double[] centres = new double[CENTRES * DIMENSION];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = random.nextGaussian();
    }
    for (Map.Entry<String, Integer> file :
        List.of(Map.entry("base.fvecs", BASE), Map.entry("query.fvecs", QUERIES))) {
      try (VectorWriter writer = VectorWriter.create(making.file(file.getKey()), DIMENSION)) {
        float[] row = new float[DIMENSION];
        for (int i = 0; i < file.getValue(); i++) {
          int centre = random.nextInt(CENTRES) * DIMENSION;
          for (int d = 0; d < DIMENSION; d++) {
            row[d] = (float) (centres[centre + d] + SPREAD * random.nextGaussian());
          }
          writer.write(row, 0, 1);
        }
        writer.finish();
      }
    }
  }
}
