package org.learnedpartition.bench.jmh;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.model.Router;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time that a partition model takes for one vector: to rank the bins of a query, of which 64 are
 * looked at, and to place a document of a batch; and what the router takes of it, by our own
 * evaluator and by ONNX Runtime, the reference.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class RouterBenchmark {
  /** More queries than a model remembers, so that each is routed. */
  private static final int BATCH = 256;

  private static final int LOOKED_AT = 64;

  @Param("1024")
  int bins;

  @Param({"100", "384", "784"})
  int dimension;

  /** Units of the hidden layer: 0 is a linear router. */
  @Param({"0", "256"})
  int hidden;

  private OpenModel model;
  private Router reference;
  private float[] documents;
  private float[][] queries;
  private float[] scores;
  private final int[] placed = new int[BATCH];
  private int next;

  @Setup
  public void open() {
    Clusters clusters = new Clusters(bins, dimension);
    PartitionModel partition = clusters.model(hidden);
    model = OpenModel.open(partition);
    reference = Router.reference(partition);
    documents = clusters.next(BATCH);
    scores = new float[BATCH * bins];
    queries = new float[BATCH][];
    Arrays.setAll(queries, i -> Arrays.copyOfRange(documents, i * dimension, (i + 1) * dimension));
  }

  @Benchmark
  public int[] rank() {
    return model.rank(queries[next++ % BATCH]).first(Math.min(bins, LOOKED_AT));
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int[] assign() {
    model.assign(documents, BATCH, placed);
    return placed;
  }

  @Benchmark
  public float[] query() {
    model.router().logProbabilities(documents, next++ % BATCH, 1, scores);
    return scores;
  }

  @Benchmark
  public float[] queryByOnnxRuntime() {
    reference.logProbabilities(documents, next++ % BATCH, 1, scores);
    return scores;
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public float[] batch() {
    model.router().score(documents, 0, BATCH, scores);
    return scores;
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public float[] batchByOnnxRuntime() {
    reference.score(documents, 0, BATCH, scores);
    return scores;
  }

  @TearDown
  public void close() {
    reference.close();
    model.close();
  }
}
