package org.learnedpartition.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.IntConsumer;

/**
 * The vectors of a run, all row-major with {@value Embedder#DIMENSION} values each.
 *
 * @param definitions one a document
 * @param trainingQueries usage examples for the trainer; of other meanings than the measured ones
 * @param measuredQueries usage examples that recall is measured with
 */
record DemoVectors(float[] definitions, float[] trainingQueries, float[] measuredQueries) {
  /** Enough for a standard error of recall below 0.005. */
  static final int MEASURED = 1_000;

  /** Of the following examples, those about other meanings than the measured ones are kept. */
  private static final int TRAINING = 2_072;

  /** Embeds what is not in the data folder yet. */
  static DemoVectors make(Corpus corpus, int size, Embedder embedder, Path data, StageLog log)
      throws IOException, InterruptedException {
    int threads = Runtime.getRuntime().availableProcessors();
    EmbeddingCache cache = new EmbeddingCache(data, embedder, threads);
    int queries = MEASURED + TRAINING;
    IntConsumer steps = log.steps("embed", (long) size + queries);
    float[] examples = cache.vectors("examples", corpus.exampleTexts(), queries, steps);
    float[] definitions = cache.vectors("definitions", corpus.definitions(), size, steps);
    int[] rows = corpus.unrelatedExamples(MEASURED, TRAINING);
    float[] training = new float[rows.length * Embedder.DIMENSION];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(
          examples,
          rows[i] * Embedder.DIMENSION,
          training,
          i * Embedder.DIMENSION,
          Embedder.DIMENSION);
    }
    return new DemoVectors(
        definitions, training, Arrays.copyOf(examples, MEASURED * Embedder.DIMENSION));
  }

  /** SHA-256 of the documents' vectors and the training queries' as 64 hex digits. */
  String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
      for (float[] vectors : new float[][] {definitions, trainingQueries}) {
        int step = bytes.capacity() / Float.BYTES;
        for (int from = 0; from < vectors.length; from += step) {
          int n = Math.min(step, vectors.length - from);
          bytes.asFloatBuffer().put(vectors, from, n);
          digest.update(bytes.array(), 0, n * Float.BYTES);
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
