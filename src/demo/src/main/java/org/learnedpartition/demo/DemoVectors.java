package org.learnedpartition.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.learnedpartition.sets.text.Embedder;
import org.learnedpartition.sets.text.EmbeddingCache;
import org.learnedpartition.sets.text.Sha256;

/**
 * The vectors of a run, all row-major with {@value Embedder#DIMENSION} values each.
 *
 * @param definitions one a document
 * @param trainingQueries usage examples for the trainer; of other meanings than the measured ones
 * @param measuredQueries usage examples that recall is measured with
 */
record DemoVectors(float[] definitions, float[] trainingQueries, float[] measuredQueries) {
  /** Enough for a standard error of recall below 0.005. */
  static final int MEASURED = 500;

  /**
   * Least number of training queries before those about a measured meaning are left out; more for
   * more documents: with 2,025, 15,649 and all 46,489 of them, 11.7, 9.8 and 9.0 % of all documents
   * were scanned at a calibrated recall of 0.95.
   */
  private static final int LEAST_TRAINING = 2_072;

  /** Embeds what is not in the data folder yet. */
  static DemoVectors make(Corpus corpus, int size, Embedder embedder, Path data, StageLog log)
      throws IOException, InterruptedException {
    int threads = Runtime.getRuntime().availableProcessors();
    EmbeddingCache cache = new EmbeddingCache(data, embedder, threads);
    int training = trainingQueries(corpus, size);
    int queries = MEASURED + training;
    IntConsumer steps = log.steps("embed", (long) size + queries);
    float[] examples = cache.vectors("examples", corpus.exampleTexts(), queries, steps);
    float[] definitions = cache.vectors("definitions", corpus.definitions(), size, steps);
    int[] rows = corpus.unrelatedExamples(MEASURED, training);
    float[] chosen = new float[rows.length * Embedder.DIMENSION];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(
          examples,
          rows[i] * Embedder.DIMENSION,
          chosen,
          i * Embedder.DIMENSION,
          Embedder.DIMENSION);
    }
    return new DemoVectors(
        definitions, chosen, Arrays.copyOf(examples, MEASURED * Embedder.DIMENSION));
  }

  /** As many for a document as the whole corpus has. */
  private static int trainingQueries(Corpus corpus, int size) {
    int all = corpus.examples().size() - MEASURED;
    return Math.max(LEAST_TRAINING, (int) ((long) all * size / corpus.synsets().size()));
  }

  /** SHA-256 of the documents' vectors and the training queries' as 64 hex digits. */
  String fingerprint() {
    return new Sha256().add(definitions).add(trainingQueries).hex();
  }
}
