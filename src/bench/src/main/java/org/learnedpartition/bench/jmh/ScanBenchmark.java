package org.learnedpartition.bench.jmh;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.learnedpartition.bench.engine.Hits;
import org.learnedpartition.bench.engine.OpenIndex;
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
 * Time that an exact search takes for each vector of one segment, through all of Lucene: the rows
 * of all bins by {@code learned_partition}, the vectors as they are by {@code flat}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ScanBenchmark {
  private static final int ROWS = 16_384;
  private static final int BINS = 16;
  private static final int QUERIES = 64;
  private static final int K = 10;

  @Param({"learned_partition", "flat"})
  String format;

  @Param({"128", "768"})
  int dimension;

  private final Hits hits = new Hits(K);
  private ScratchIndex index;
  private OpenIndex open;
  private OpenIndex.Search search;
  private float[][] queries;
  private int next;

  @Setup
  public void build() throws IOException, InterruptedException {
    Clusters clusters = new Clusters(BINS, dimension);
    index = ScratchIndex.build(format, clusters, ROWS, 1);
    open = index.open();
    Map<String, Object> all =
        format.equals("learned_partition") ? Map.of("probes", BINS) : Map.of("candidates", K);
    search = open.search(all, null);
    float[] vectors = clusters.next(QUERIES);
    queries = new float[QUERIES][];
    Arrays.setAll(queries, i -> Arrays.copyOfRange(vectors, i * dimension, (i + 1) * dimension));
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Hits scan() throws IOException {
    search.find(queries[next++ % QUERIES], K, hits);
    if (hits.visited != ROWS) {
      throw new IllegalStateException(
          "the search scored " + hits.visited + " vectors, expected all " + ROWS);
    }
    return hits;
  }

  @TearDown
  public void delete() throws IOException {
    open.close();
    index.delete();
  }
}
