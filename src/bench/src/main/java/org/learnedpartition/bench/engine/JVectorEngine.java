package org.learnedpartition.bench.engine;

import io.github.jbellis.jvector.vector.DefaultVectorizationProvider;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.learnedpartition.model.Similarity;
import org.learnedpartition.parallel.Progress;

/**
 * JVector through its own API: one graph, on disk with its vectors. A node's number is the position
 * at which its vector was indexed.
 */
public final class JVectorEngine implements Engine {
  private static final String GRAPH = "graph.jvector";
  private static final String CODES = "codes.jvector";

  /** Held here, since a level goes with the last reference to its logger. */
  private static final Logger LOGGER = Logger.getLogger("io.github.jbellis.jvector");

  static {
    // It announces its kernels, which vectorized() tells.
    LOGGER.setLevel(Level.WARNING);
  }

  private final JVectorParameters parameters;

  public JVectorEngine(JVectorParameters parameters) {
    this.parameters = parameters;
  }

  /**
   * Whether JVector computes with vector instructions here, by its library of machine code or by
   * Java's vectors: with scalar code it is not worth measuring.
   */
  public static boolean vectorized() {
    return !(VectorizationProvider.getInstance() instanceof DefaultVectorizationProvider);
  }

  @Override
  public BuildCost build(Vectors vectors, Path folder, int segments, Progress progress)
      throws IOException, InterruptedException {
    if (segments != 1) {
      throw new IllegalArgumentException(
          "[segments] of a JVector index must be 1: it is one graph; got " + segments);
    }
    VectorSimilarityFunction function = function(vectors.similarity());
    Stopwatch watch = new Stopwatch();
    try (ForkJoinPool pool = new ForkJoinPool(1)) {
      JVectorBuild build = new JVectorBuild(vectors, parameters, function, pool, progress);
      waitFor(
          pool,
          () -> {
            build.run(folder.resolve(GRAPH), folder.resolve(CODES));
            return null;
          });
    }
    return new BuildCost(watch.seconds(), watch.cpuSeconds(), null, null);
  }

  /**
   * JVector knows no inner product of vectors of any length: its dot product leaves out what is
   * below -1.
   */
  private static VectorSimilarityFunction function(Similarity similarity) {
    return switch (similarity) {
      case L2 -> VectorSimilarityFunction.EUCLIDEAN;
      case COSINE -> VectorSimilarityFunction.DOT_PRODUCT;
      case INNER_PRODUCT ->
          throw new IllegalArgumentException(
              "JVector has no similarity for [innerproduct], only for [l2] and [cosinesimil]; leave"
                  + " the format out for this data set");
    };
  }

  /** Runs a task in the pool; an interruption of the caller ends it. */
  private static void waitFor(ForkJoinPool pool, Callable<Void> task)
      throws IOException, InterruptedException {
    CompletableFuture<Void> done =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return task.call();
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            },
            pool);
    try {
      done.get();
    } catch (InterruptedException e) {
      // Leaving the pool's block then waits for the task.
      pool.shutdownNow();
      throw e;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof UncheckedIOException wrapped) {
        cause = wrapped.getCause();
      }
      switch (cause) {
        case IOException io -> throw io;
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        default -> throw new IllegalStateException(cause);
      }
    }
  }

  @Override
  public OpenIndex open(Vectors vectors, Path folder) throws IOException {
    return JVectorIndex.open(
        vectors,
        parameters,
        function(vectors.similarity()),
        folder.resolve(GRAPH),
        folder.resolve(CODES));
  }
}
