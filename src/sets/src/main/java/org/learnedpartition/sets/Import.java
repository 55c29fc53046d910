package org.learnedpartition.sets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.data.VectorWriter;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Workers;

/**
 * Makes a set of the user's own data: vectors are checked, given length 1 for cosine, and taken as
 * they are where they can be; neighbours that came with them are checked, else computed.
 */
final class Import {
  private static final String KEY = "source.txt";
  private static final String IDS = "truth.ivecs";
  private static final String DISTANCES = "truth.dist.fvecs";

  /** Values read at a time: 4 MB. */
  private static final int BLOCK_VALUES = 1 << 20;

  /** Single precision keeps a length of 1 to within a few of its last bits. */
  private static final double UNIT_TOLERANCE = 1e-5;

  /** Queries whose given neighbours are compared with computed ones. */
  private static final int CHECKED = 20;

  /** Distances between two reports. */
  private static final int REPORTED = 1000;

  private static final double DISTANCE_TOLERANCE = 1e-4;

  private final UserData data;
  private final Making making;
  private final String base;
  private final String queries;

  Import(UserData data, Making making) {
    this.data = data;
    this.making = making;
    this.base = "base" + ending(data.baseAsItIs());
    this.queries = "query" + ending(data.queriesAsTheyAre());
  }

  /**
   * Opens the files, and no more.
   *
   * @throws IOException if one is missing, or in no format that is read
   */
  static void check(UserData data) throws IOException {
    for (Path file : data.files()) {
      if (!Files.isRegularFile(file)) {
        throw new IOException("[" + file + "] is not a file");
      }
    }
    try (VectorSource vectors = data.base();
        VectorSource asked = data.queries()) {
      if (vectors.dimension() != asked.dimension()) {
        throw new IllegalArgumentException(
            "queries have dimension "
                + asked.dimension()
                + ", and the base "
                + vectors.dimension());
      }
    }
  }

  private String ending(Path asItIs) {
    boolean bytes =
        asItIs != null
            && data.similarity() != Similarity.COSINE
            && asItIs.toString().toLowerCase(Locale.ROOT).endsWith(".bvecs");
    return bytes ? ".bvecs" : ".fvecs";
  }

  DataSet.Description make(Workers workers) throws IOException, InterruptedException {
    begin();
    making.stage(
        List.of(base, queries),
        () -> {
          try (VectorSource vectors = data.base();
              VectorSource asked = data.queries()) {
            take("base", vectors, data.baseAsItIs(), making.file(base));
            take("queries", asked, data.queriesAsTheyAre(), making.file(queries));
          }
        });
    making.stage(
        List.of(IDS, DISTANCES),
        () -> {
          try (VectorSource vectors = VectorSource.open(making.file(base));
              VectorSource asked = VectorSource.open(making.file(queries))) {
            truth(vectors, asked, workers).write(making.file(IDS), making.file(DISTANCES));
          }
        });
    return new DataSet.Description(
        data.similarity().space(),
        base,
        new TreeMap<>(Map.of(DataSet.QUERY, new DataSet.Queries(queries, IDS))),
        Checksums.of(
            making.file(base).getParent(),
            List.of(base, queries, IDS, DISTANCES),
            making.progress()));
  }

  /** Deletes what was made of other data. */
  private void begin() throws IOException {
    Path folder = making.file(KEY).toAbsolutePath().getParent();
    for (Path file : data.files()) {
      if (file.toAbsolutePath().normalize().startsWith(folder.normalize())) {
        throw new IllegalArgumentException(
            "[" + file + "] lies in the folder of the set to be made: choose another name");
      }
    }
    String key = data.key();
    Path source = making.file(KEY);
    if (!Files.isRegularFile(source) || !Files.readString(source).equals(key)) {
      Files.deleteIfExists(source);
      for (String name :
          List.of("base.fvecs", "base.bvecs", "query.fvecs", "query.bvecs", IDS, DISTANCES)) {
        Files.deleteIfExists(making.file(name));
      }
      Lines.write(source, Stream.of(key.split("\n")));
    }
  }

  /** Copies or links vectors, all of them checked. */
  private void take(String stage, VectorSource source, Path asItIs, Path to)
      throws IOException, InterruptedException {
    boolean scale = data.similarity() == Similarity.COSINE && !areUnit(stage, source);
    boolean sameFormat =
        asItIs != null
            && asItIs
                .toString()
                .toLowerCase(Locale.ROOT)
                .endsWith(to.toString().substring(to.toString().lastIndexOf('.')));
    if (sameFormat && !scale) {
      link(stage, source, asItIs, to);
      return;
    }
    int d = source.dimension();
    try (VectorWriter writer = VectorWriter.create(to, d)) {
      float[] row = new float[d];
      forEachRow(
          stage,
          source,
          (rows, at, number) -> {
            System.arraycopy(rows, at, row, 0, d);
            if (scale) {
              UnitLength.scale(row, UnitLength.length(row));
            }
            writer.write(row, 0, 1);
          });
      writer.finish();
    }
  }

  private void link(String stage, VectorSource source, Path from, Path to)
      throws IOException, InterruptedException {
    // Reading is checking.
    forEachRow(stage, source, (rows, at, number) -> {});
    Path partial = to.resolveSibling(to.getFileName() + ".tmp");
    Files.deleteIfExists(partial);
    try {
      Files.createLink(partial, from.toRealPath());
    } catch (IOException | UnsupportedOperationException e) {
      // Another file system.
      Files.copy(from, partial, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private boolean areUnit(String stage, VectorSource source)
      throws IOException, InterruptedException {
    boolean[] unit = {true};
    float[] row = new float[source.dimension()];
    forEachRow(
        stage,
        source,
        (rows, at, number) -> {
          System.arraycopy(rows, at, row, 0, row.length);
          double length = UnitLength.length(row);
          if (length == 0) {
            throw new IOException(
                "row "
                    + number
                    + " of the "
                    + stage
                    + " is zero, and the similarity cosinesimil has no angle for it");
          }
          unit[0] &= Math.abs(length - 1) <= UNIT_TOLERANCE;
        });
    return unit[0];
  }

  /** A row of a block, and its number in the source. */
  @FunctionalInterface
  private interface RowTask {
    void take(float[] rows, int at, int number) throws IOException;
  }

  private void forEachRow(String stage, VectorSource source, RowTask task)
      throws IOException, InterruptedException {
    int d = source.dimension();
    int block = Math.clamp(BLOCK_VALUES / d, 1, source.count());
    float[] rows = new float[block * d];
    for (int from = 0; from < source.count(); from += block) {
      if (Thread.interrupted()) {
        throw new InterruptedException("reading was interrupted");
      }
      int n = Math.min(block, source.count() - from);
      source.read(from, n, rows, 0);
      for (int row = 0; row < n; row++) {
        task.take(rows, row * d, from + row);
      }
      making.progress().report(stage, from + n, source.count());
    }
  }

  private GroundTruth truth(VectorSource vectors, VectorSource asked, Workers workers)
      throws IOException, InterruptedException {
    UserData.Given given = data.truth(asked.count(), vectors.count());
    if (given == null) {
      return GroundTruth.of(
          data.similarity(),
          vectors,
          vectors.count(),
          asked,
          Math.min(GroundTruth.K, vectors.count()),
          workers,
          making.progress());
    }
    GroundTruth truth = withDistances(given, vectors, asked);
    check(truth, vectors, asked, workers);
    return truth;
  }

  private GroundTruth withDistances(UserData.Given given, VectorSource vectors, VectorSource asked)
      throws IOException, InterruptedException {
    int d = vectors.dimension();
    float[] distances = new float[given.ids().length];
    float[] query = new float[d];
    float[] row = new float[d];
    for (int i = 0; i < distances.length; i++) {
      if (i % REPORTED == 0) {
        if (Thread.interrupted()) {
          throw new InterruptedException("reading was interrupted");
        }
        making.progress().report("distances", i, distances.length);
      }
      if (i % given.k() == 0) {
        asked.read(i / given.k(), 1, query, 0);
      }
      vectors.read(given.ids()[i], 1, row, 0);
      distances[i] = (float) GroundTruth.distance(data.similarity(), query, 0, row, 0, d);
    }
    making.progress().report("distances", distances.length, distances.length);
    return new GroundTruth(given.k(), given.ids(), distances);
  }

  /** Compares distances, since equal ones may be told in any order. */
  private void check(GroundTruth given, VectorSource vectors, VectorSource asked, Workers workers)
      throws IOException, InterruptedException {
    int n = Math.min(CHECKED, asked.count());
    int d = asked.dimension();
    int k = given.k();
    float[] some = new float[n * d];
    for (int i = 0; i < n; i++) {
      asked.read((int) ((long) i * asked.count() / n), 1, some, i * d);
    }
    GroundTruth exact =
        GroundTruth.of(
            data.similarity(),
            vectors,
            vectors.count(),
            VectorSource.of(some, d),
            k,
            workers,
            making.progress());
    for (int i = 0; i < n * k; i++) {
      int query = (int) ((long) (i / k) * asked.count() / n);
      float said = given.distances()[query * k + i % k];
      float is = exact.distances()[i];
      // Distances of cosine are differences of numbers near 1.
      double scale = Math.max(Math.abs(is), data.similarity() == Similarity.COSINE ? 1 : 0);
      if (Math.abs(said - is) > DISTANCE_TOLERANCE * scale) {
        throw new IOException(
            "the given neighbours do not fit the base: neighbour "
                + i % k
                + " of query "
                + query
                + " is at distance "
                + said
                + ", and the true one at "
                + is);
      }
    }
  }
}
