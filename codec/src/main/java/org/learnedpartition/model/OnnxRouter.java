package org.learnedpartition.model;

import static org.learnedpartition.model.InvalidModelException.firstSentence;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A router run by ONNX Runtime, each call on the thread that makes it. */
final class OnnxRouter implements Router {
  /** How long loading and the trial may take; a model of allowed size takes well under a second. */
  static final Duration TIME_LIMIT = Duration.ofSeconds(10);

  /** Elements of all values in one run, so that it takes some megabytes whatever the batch. */
  private static final long RUN_ELEMENTS = 1 << 21;

  private static final int MAX_ROWS_PER_RUN = 256;

  /** Buffers kept for later calls; more calls at once than these make their own. */
  private static final int KEPT_BUFFERS = 32;

  /** A probability may be above one by this rounding, in log-probability. */
  private static final float ROUNDING = 1e-3f;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final int dimension;
  private final int bins;
  private final int ranked;
  private final int rowsPerRun;
  private final BlockingQueue<OnnxRows> single = new ArrayBlockingQueue<>(KEPT_BUFFERS);

  private OnnxRouter(
      OrtEnvironment environment, OrtSession session, OnnxGraph graph, int dimension, int bins) {
    this.environment = environment;
    this.session = session;
    this.dimension = dimension;
    this.bins = bins;
    this.ranked = graph.ranked();
    // A bin is a long where its log-probability is a float.
    long rowElements = graph.rowElements() + dimension + 3L * ranked;
    this.rowsPerRun = Math.clamp(RUN_ELEMENTS / rowElements, 1, MAX_ROWS_PER_RUN);
  }

  /**
   * Loads a graph and tries it.
   *
   * @param what its name in messages
   * @throws InvalidModelException if ONNX Runtime refuses it, it breaks {@link Router}'s contract,
   *     or this takes longer than the limit
   */
  static OnnxRouter open(OnnxGraph graph, String what, int dimension, int bins, Duration limit) {
    return within(limit, what, () -> load(graph, what, dimension, bins));
  }

  /** Runs the loading on a thread of its own; a router that comes too late is closed there. */
  static OnnxRouter within(Duration limit, String what, Supplier<OnnxRouter> loading) {
    CompletableFuture<OnnxRouter> opened = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("learned-partition trial of a " + what)
        .daemon()
        .start(
            () -> {
              try {
                OnnxRouter router = loading.get();
                if (!opened.complete(router)) {
                  router.close();
                }
              } catch (Throwable e) {
                opened.completeExceptionally(e);
              }
            });
    try {
      return opened.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      InvalidModelException tooSlow =
          new InvalidModelException(
              "model's " + what + " took longer than " + limit.toMillis() + " ms to load and try",
              e);
      if (opened.completeExceptionally(tooSlow)) {
        throw tooSlow;
      }
      return opened.join();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InvalidModelException refused) {
        throw refused;
      }
      throw new IllegalStateException(
          "ONNX Runtime cannot be used on this machine: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      opened.completeExceptionally(e);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the model's " + what + " was loaded", e);
    }
  }

  private static OnnxRouter load(OnnxGraph graph, String what, int dimension, int bins) {
    OrtEnvironment environment = OnnxRuntime.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.BASIC_OPT);
      // An arena never shrinks, and a memory pattern is kept for every batch size ever seen.
      options.setCPUArenaAllocator(false);
      options.setMemoryPatternOptimization(false);
      OrtSession session = environment.createSession(graph.toOnnx(), options);
      OnnxRouter router = new OnnxRouter(environment, session, graph, dimension, bins);
      try {
        RouterTrial.check(router, what);
      } catch (InvalidModelException e) {
        router.close();
        throw e;
      } catch (IllegalStateException e) {
        router.close();
        throw new InvalidModelException(
            "model's " + what + " is refused, it cannot be run: " + firstSentence(e), e);
      }
      return router;
    } catch (OrtException e) {
      throw new InvalidModelException(
          "model's " + what + " is refused by ONNX Runtime: " + firstSentence(e), e);
    }
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int bins() {
    return bins;
  }

  @Override
  public int ranked() {
    return ranked;
  }

  @Override
  public void route(float[] vectors, int count, int[] rankedBins, float[] logProbabilities) {
    RouterArguments.checkLength("vectors", vectors.length, 0, count, dimension);
    RouterArguments.checkLength("bins", rankedBins.length, 0, count, ranked);
    RouterArguments.checkLength("log-probabilities", logProbabilities.length, 0, count, ranked);
    RouterArguments.checkFinite(vectors, 0, count, dimension);
    for (int row = 0; row < count; row += rowsPerRun) {
      int rows = Math.min(rowsPerRun, count - row);
      run(vectors, row, rows, rankedBins, logProbabilities, row * ranked);
    }
  }

  @Override
  public void logProbabilities(float[] vectors, int from, int count, float[] logProbabilities) {
    RouterArguments.checkLength("vectors", vectors.length, from, count, dimension);
    RouterArguments.checkLength("log-probabilities", logProbabilities.length, 0, count, bins);
    RouterArguments.checkFinite(vectors, from, count, dimension);
    int most = Math.min(rowsPerRun, count);
    int[] rankedBins = new int[most * ranked];
    float[] rankedLogProbabilities = new float[most * ranked];
    Arrays.fill(logProbabilities, 0, count * bins, Float.NEGATIVE_INFINITY);
    for (int row = 0; row < count; row += rowsPerRun) {
      int rows = Math.min(rowsPerRun, count - row);
      run(vectors, from + row, rows, rankedBins, rankedLogProbabilities, 0);
      for (int i = 0; i < rows; i++) {
        spread(rankedBins, rankedLogProbabilities, i, logProbabilities, (row + i) * bins);
      }
    }
  }

  /** Puts a ranking where its bins are; one that has a bin twice is none. */
  private void spread(int[] rankedBins, float[] ranking, int row, float[] to, int offset) {
    for (int j = row * ranked; j < (row + 1) * ranked; j++) {
      int at = offset + rankedBins[j];
      if (to[at] != Float.NEGATIVE_INFINITY) {
        Arrays.fill(to, offset, offset + bins, Float.NEGATIVE_INFINITY);
        return;
      }
      to[at] = ranking[j];
    }
  }

  /** Ranks rows; the first ranking is written at {@code to}. */
  private void run(
      float[] vectors, int first, int rows, int[] rankedBins, float[] logProbabilities, int to) {
    OnnxRows buffers = null;
    boolean keep = false;
    try {
      buffers = rows == 1 ? single.poll() : null;
      if (buffers == null) {
        buffers = new OnnxRows(environment, rows, dimension, ranked);
      }
      buffers.vectors().put(0, vectors, first * dimension, rows * dimension);
      buffers.run(session);
      for (int row = 0; row < rows; row++) {
        copy(buffers, row, rankedBins, logProbabilities, to + row * ranked);
      }
      keep = rows == 1;
    } catch (OrtException e) {
      throw new IllegalStateException("router failed: " + firstSentence(e), e);
    } finally {
      if (buffers != null && (!keep || !single.offer(buffers))) {
        buffers.close();
      }
    }
  }

  /** Copies a row, or says that it is no ranking. */
  private void copy(
      OnnxRows from, int row, int[] rankedBins, float[] logProbabilities, int offset) {
    LongBuffer bin = from.bins();
    FloatBuffer logProbability = from.logProbabilities();
    float last = ROUNDING;
    boolean usable = logProbability.get(row * ranked) > Float.NEGATIVE_INFINITY;
    for (int j = 0; j < ranked; j++) {
      long b = bin.get(row * ranked + j);
      float p = logProbability.get(row * ranked + j);
      // NaN fails the comparison too.
      usable &= b >= 0 && b < bins && p <= last;
      rankedBins[offset + j] = (int) b;
      logProbabilities[offset + j] = p;
      last = p;
    }
    if (!usable) {
      for (int j = 0; j < ranked; j++) {
        rankedBins[offset + j] = j;
        logProbabilities[offset + j] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  @Override
  public String toString() {
    return "ONNX Runtime";
  }

  /** Frees native memory; no call may be under way. */
  @Override
  public void close() {
    for (OnnxRows buffers; (buffers = single.poll()) != null; ) {
      buffers.close();
    }
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("router could not be closed: " + firstSentence(e), e);
    }
  }
}
