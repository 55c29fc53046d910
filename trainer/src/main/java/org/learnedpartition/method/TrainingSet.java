package org.learnedpartition.method;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SplittableRandom;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;

/**
 * The vectors of a training run: in memory, in random order, prepared, and divided into documents
 * to train on and documents that are held out.
 *
 * @param space that the points are in
 * @param documents all of them; the first {@code trained} are trained on, the rest are held out
 * @param trained how many are trained on
 * @param judges held-out queries
 * @param selfOffset judge i is document {@code selfOffset + i}; -1 when judges are not documents
 * @param queries to train on besides the documents, none if their count is 0
 * @param fingerprint SHA-256 over the vectors read
 * @param indexed documents that the index will hold: all of the base, sampled or not
 */
record TrainingSet(
    Space space,
    Points documents,
    int trained,
    Points judges,
    int selfOffset,
    Points queries,
    String fingerprint,
    int indexed) {

  /** Share of the documents that the model alone places: they judge how it generalises. */
  private static final double HELD_OUT = 0.15;

  static final int MOST_JUDGES = 8000;

  /**
   * Fewest given queries that judge, if there are as many, before any are trained on: the standard
   * error of a recall of 0.95 that 1,000 measure is about 0.003 for 10 neighbours, 0.007 for one.
   */
  private static final int LEAST_JUDGES = 1000;

  static final int LEAST_DOCUMENTS = 100;

  /** Fewest, on average, that a bin is learnt from. */
  private static final int VECTORS_OF_A_BIN = 2;

  /** Vectors as a user would give them; of length 1 for cosine. */
  float[] raw(Points points, int from, int n) {
    float[] rows = points.range(from, n).vectors();
    space.restore(rows);
    return rows;
  }

  Points trainedDocuments() {
    return documents.first(trained);
  }

  static TrainingSet load(
      VectorSource base, VectorSource queries, TrainingOptions options, Progress progress)
      throws IOException, InterruptedException {
    return load(base, queries, options, HELD_OUT, progress);
  }

  /**
   * The vectors of a training that nothing is held out of, and that nobody judges.
   *
   * @param queries to train on, or null
   */
  static TrainingSet loadAll(
      VectorSource base, VectorSource queries, TrainingOptions options, Progress progress)
      throws IOException, InterruptedException {
    return load(base, queries, options, 0, progress);
  }

  private static TrainingSet load(
      VectorSource base,
      VectorSource queries,
      TrainingOptions options,
      double heldOut,
      Progress progress)
      throws IOException, InterruptedException {
    int d = base.dimension();
    if (queries != null && queries.dimension() != d) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "queries have dimension %d but the base has dimension %d",
              queries.dimension(),
              d));
    }
    int n = Math.min(Math.min(base.count(), options.sample()), VectorSource.MAX_VALUES / d);
    if (n < LEAST_DOCUMENTS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the base has %d vectors, too few to learn bins: at least %d are needed",
              n,
              LEAST_DOCUMENTS));
    }
    if (options.bins() > n / VECTORS_OF_A_BIN) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the base has %d vectors, too few to learn %d bins: they can fill at most %d",
              n,
              options.bins(),
              n / VECTORS_OF_A_BIN));
    }
    checkMemory(n, d);
    SplittableRandom random = new SplittableRandom(options.seed());
    MessageDigest digest = sha256();
    float[] vectors = read(base, n, "base", options.similarity(), random, digest, progress);
    Space space = Space.fit(options.similarity(), vectors, n, d);
    Points documents = space.prepare(vectors, n);
    int trained = n - (int) Math.ceil(n * heldOut);
    Points none = new Points(new float[0], 0, d, new float[0]);
    if (queries == null) {
      Points judges = documents.range(trained, Math.min(MOST_JUDGES, n - trained));
      return new TrainingSet(
          space,
          documents,
          trained,
          judges,
          trained,
          none,
          HexFormat.of().formatHex(digest.digest()),
          base.count());
    }
    int count = Math.min(Math.min(queries.count(), options.sample()), VectorSource.MAX_VALUES / d);
    float[] asked = read(queries, count, "queries", options.similarity(), random, digest, progress);
    Points all = space.prepare(asked, count);
    int judges =
        heldOut == 0
            ? 0
            : Math.min(
                MOST_JUDGES, Math.max(Math.ceilDiv(count, 2), Math.min(count, LEAST_JUDGES)));
    return new TrainingSet(
        space,
        documents,
        trained,
        all.range(0, judges),
        -1,
        all.range(judges, count - judges),
        HexFormat.of().formatHex(digest.digest()),
        base.count());
  }

  /** The same for an index of so many documents. */
  TrainingSet indexing(int count) {
    return new TrainingSet(
        space, documents, trained, judges, selfOffset, queries, fingerprint, count);
  }

  /** The vectors alone; {@link TrainingMemory} knows what a whole training takes. */
  private static void checkMemory(int n, int d) {
    long needed = (long) n * d * Float.BYTES;
    long most = Runtime.getRuntime().maxMemory();
    if (needed > most) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "training on %d vectors of dimension %d needs more than %d MiB of heap, but Java may"
                  + " use %d MiB: raise it (LP_JAVA_OPTS=-Xmx…), or train on a sample of at most"
                  + " %d",
              n,
              d,
              needed >> 20,
              most >> 20,
              most / ((long) d * Float.BYTES)));
    }
  }

  /**
   * Where the rows of a source go, if all are read: row i is document {@code places[i]}, with the
   * random numbers of the seed.
   */
  static int[] places(int n, SplittableRandom random) {
    int[] place = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      place[i] = place[j];
      place[j] = i;
    }
    return place;
  }

  /** Reads n rows, evenly spread over the source, into random order. */
  private static float[] read(
      VectorSource source,
      int n,
      String what,
      Similarity similarity,
      SplittableRandom random,
      MessageDigest digest,
      Progress progress)
      throws IOException, InterruptedException {
    int d = source.dimension();
    int[] place = places(n, random);
    float[] vectors = new float[n * d];
    int rows = Math.max(1, Math.min(source.count(), (1 << 20) / d));
    float[] block = new float[rows * d];
    ByteBuffer bytes = ByteBuffer.allocate(d * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    String stage = "reading " + what;
    progress.report(stage, 0, n);
    int blockFrom = 0;
    int blockRows = 0;
    for (int i = 0; i < n; i++) {
      int row = (int) ((long) i * source.count() / n);
      if (row >= blockFrom + blockRows) {
        if (Thread.interrupted()) {
          throw new InterruptedException("training was interrupted");
        }
        blockFrom = row;
        blockRows = Math.min(rows, source.count() - row);
        source.read(blockFrom, blockRows, block, 0);
        progress.report(stage, i, n);
      }
      int from = (row - blockFrom) * d;
      float largest = 0;
      bytes.clear();
      for (int c = 0; c < d; c++) {
        largest = Math.max(largest, Math.abs(block[from + c]));
        bytes.putFloat(block[from + c]);
      }
      if (largest == 0 && similarity == Similarity.COSINE) {
        throw new IllegalArgumentException(
            what
                + ": row "
                + row
                + " is a zero vector, and cosinesimil has no angle for it: remove it or choose"
                + " another similarity");
      }
      digest.update(bytes.array());
      System.arraycopy(block, from, vectors, place[i] * d, d);
    }
    progress.report(stage, n, n);
    return vectors;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
