package org.learnedpartition.bench.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.learnedpartition.bench.engine.BuildCost;
import org.learnedpartition.bench.engine.Engine;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * Time that a merge of ten segments into one takes for each document, commit included: all
 * documents were placed by one model, so {@code learned_partition} copies; {@code flat} copies
 * vectors only; {@code hnsw} goes on with the graph of the largest segment.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(3)
public class MergeBenchmark {
  // Lucene gives segments much smaller than a thousand documents no graph.
  private static final int ROWS = 10_000;
  private static final int SEGMENTS = 10;
  private static final int DIMENSION = 128;
  private static final int BINS = 64;

  @Param({"learned_partition", "flat", "hnsw"})
  String format;

  private ScratchIndex built;
  private ScratchIndex index;

  @Setup
  public void build() throws IOException, InterruptedException {
    built = ScratchIndex.build(format, new Clusters(BINS, DIMENSION), ROWS, SEGMENTS);
  }

  @Setup(Level.Invocation)
  public void copy() throws IOException {
    index = built.copy();
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public BuildCost merge() throws IOException {
    return ((Engine.Changing) index.engine()).merge(index.folder());
  }

  @TearDown(Level.Invocation)
  public void deleteCopy() throws IOException {
    index.delete();
  }

  @TearDown
  public void delete() throws IOException {
    built.delete();
  }
}
