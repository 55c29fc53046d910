package org.learnedpartition.bench.jmh;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.RankedBins;
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
 * Time that a partition model takes for one vector of 128 components: to rank the bins of a query,
 * and to place a document of a batch.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class RouterBenchmark {
  private static final int DIMENSION = 128;
  private static final int BATCH = 256;

  @Param({"256", "1024", "4096"})
  int bins;

  /** Units of the hidden layer: 0 is a linear router. */
  @Param({"0", "256"})
  int hidden;

  private OpenModel model;
  private float[] documents;
  private float[][] queries;
  private final int[] placed = new int[BATCH];
  private int next;

  @Setup
  public void open() {
    Clusters clusters = new Clusters(bins, DIMENSION);
    model = OpenModel.open(clusters.model(hidden));
    documents = clusters.next(BATCH);
    queries = new float[BATCH][];
    Arrays.setAll(queries, i -> Arrays.copyOfRange(documents, i * DIMENSION, (i + 1) * DIMENSION));
  }

  @Benchmark
  public RankedBins rank() {
    return model.rank(queries[next++ % BATCH]);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int[] assign() {
    model.assign(documents, BATCH, placed);
    return placed;
  }

  @TearDown
  public void close() {
    model.close();
  }
}
