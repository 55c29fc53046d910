package org.learnedpartition.bench.walk;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.learnedpartition.data.AtomicFile;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.graph.Clusters;
import org.learnedpartition.graph.ExactNeighbours;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.report.Metrics;
import org.learnedpartition.sets.DataSet;

/** A data set's vectors, and their bins: clusters by k-means, which are kept in a file. */
final class BinsSource {
  /** Name of the queries to train with, of sets that have them. */
  private static final String LEARN = "learn";

  private static final int MOST_LEARNT = 100_000;
  private static final int K = 10;
  private static final long SEED = 1;

  private final DataSet set;
  private final Points base;
  private final Points queries;
  private final Points learnt;
  private final Neighbours truth;
  private final Workers workers;
  private final Progress progress;

  /**
   * Reads the vectors, and finds the queries' neighbours.
   *
   * @param rows of the base at most
   * @param queries of the set at most, spread over its file
   */
  BinsSource(DataSet set, int rows, int queries, Workers workers, Progress progress)
      throws IOException, InterruptedException {
    this.set = set;
    this.workers = workers;
    this.progress = progress;
    Path folder = set.folder();
    float[] vectors = read(folder.resolve(set.description().base()), rows);
    int d;
    try (VectorSource source = set.base()) {
      d = source.dimension();
    }
    int n = vectors.length / d;
    Space space = Space.fit(set.similarity(), vectors, n, d);
    this.base = space.prepare(vectors, n);
    // In any order, such as from frequent to rare: the first alone would be of one kind.
    this.queries =
        spread(
            points(space, folder.resolve(set.queries(DataSet.QUERY).vectors()), Integer.MAX_VALUE),
            queries);
    // Vectors of the base are queries to learn from where there are no others.
    this.learnt =
        shuffled(
            set.description().queries().containsKey(LEARN)
                ? points(space, folder.resolve(set.queries(LEARN).vectors()), Integer.MAX_VALUE)
                : base);
    this.truth =
        ExactNeighbours.find(base, this.queries, -1, K, workers, progress, "true neighbours");
  }

  private static float[] read(Path file, int rows) throws IOException {
    try (VectorSource source = VectorSource.open(file)) {
      int n = Math.min(rows, source.count());
      float[] vectors = new float[Math.multiplyExact(n, source.dimension())];
      source.read(0, n, vectors, 0);
      return vectors;
    }
  }

  private static Points points(Space space, Path file, int rows) throws IOException {
    float[] vectors = read(file, rows);
    return space.prepare(vectors, vectors.length / space.dimension());
  }

  /** Points as far from each other in the file as can be. */
  private static Points spread(Points all, int most) {
    int n = Math.min(most, all.count());
    return all.choose(IntStream.range(0, n).map(i -> (int) ((long) i * all.count() / n)).toArray());
  }

  /** Points in random order. */
  private static Points shuffled(Points points) {
    SplittableRandom random = new SplittableRandom(SEED);
    int[] ids = new int[points.count()];
    for (int i = 0; i < ids.length; i++) {
      int j = random.nextInt(i + 1);
      ids[i] = ids[j];
      ids[j] = i;
    }
    return points.choose(Arrays.copyOf(ids, Math.min(ids.length, MOST_LEARNT)));
  }

  /**
   * Makes bins.
   *
   * @param count about so many
   * @param folder keeps the clusters: a later call with the same base and count reads them
   */
  Bins bins(int count, Path folder) throws IOException, InterruptedException {
    if (count < 4 || count > base.count()) {
      throw new IllegalArgumentException(
          "[bins] must be between 4 and "
              + base.count()
              + ", the vectors that there are, got "
              + count);
    }
    Path file = folder.resolve(set.name() + "-" + base.count() + "-" + count + ".clusters");
    if (!Files.exists(file)) {
      Clusters clusters = Clusters.of(base, count, set.similarity(), SEED, workers, progress);
      write(file, clusters);
    }
    int d = base.dimension();
    int[] bin = new int[base.count()];
    float[] centres;
    float[] bias;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      bias = new float[in.readInt()];
      centres = new float[bias.length * d];
      if (in.readInt() != d || in.readInt() != bin.length) {
        throw new IOException("[" + file + "] is of other vectors: delete it");
      }
      for (int i = 0; i < centres.length; i++) {
        centres[i] = in.readFloat();
      }
      for (int i = 0; i < bias.length; i++) {
        bias[i] = in.readFloat();
      }
      for (int i = 0; i < bin.length; i++) {
        bin[i] = in.readInt();
      }
    }
    int[] neighbours = new int[truth.ids().length];
    for (int i = 0; i < neighbours.length; i++) {
      neighbours[i] = bin[truth.ids()[i]];
    }
    return new Bins(
        set.name(),
        set.similarity(),
        new Points(centres, bias.length, d, bias),
        Metrics.sizes(bin, bin.length, bias.length),
        queries,
        learnt,
        K,
        neighbours);
  }

  /** Numbers of centres, dimension and vectors; then centres, biases, and the vectors' bins. */
  private static void write(Path file, Clusters clusters) throws IOException {
    Points centres = clusters.centres();
    try (AtomicFile out = new AtomicFile(file);
        DataOutputStream data =
            new DataOutputStream(new BufferedOutputStream(out.stream(), 1 << 16))) {
      data.writeInt(centres.count());
      data.writeInt(centres.dimension());
      data.writeInt(clusters.cluster().length);
      for (float value : centres.vectors()) {
        data.writeFloat(value);
      }
      for (float value : centres.bias()) {
        data.writeFloat(value);
      }
      for (int bin : clusters.cluster()) {
        data.writeInt(bin);
      }
      data.flush();
      out.finish();
    }
  }
}
