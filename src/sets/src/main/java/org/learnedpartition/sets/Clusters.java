package org.learnedpartition.sets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
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
  public About about() {
    return new About("8,000 x 32", "computed", "none needed");
  }

  @Override
  public String space() {
    return Similarity.L2.space();
  }

  @Override
  public String base() {
    return "base.fvecs";
  }

  @Override
  public SortedMap<String, DataSet.Queries> queries() {
    return new TreeMap<>(Map.of(DataSet.QUERY, new DataSet.Queries("query.fvecs", "truth.ivecs")));
  }

  @Override
  public SortedMap<String, Sum> files() {
    return new TreeMap<>(
        Map.of(
            "base.fvecs",
                Sum.of("153619a0fdc50bb94b3da3ed1211f8976c695b93a9cade64a319be7478d65b26"),
            "query.fvecs",
                Sum.of("5e58df391355c4b7cbbb0e9f25d9e38eb115ec47f7e76f892bf472575a51448a"),
            "truth.ivecs",
                Sum.of("64a4a809323038a03adcca2311712c4bcee88c224dc0a7a192c0ff803f41ca0f"),
            "truth.dist.fvecs",
                Sum.of("b4a64a3823e5dabbb0c76b1f01c0dbb5d2c9ca6763f5e53b0127fec7625522a5")));
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
