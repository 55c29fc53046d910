package org.learnedpartition.bench.jmh;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.util.VectorUtil;
import org.learnedpartition.vector.Gemm;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time for one of many dot products: as a matrix product, which training and exact neighbours are
 * made of, and pair by pair with Lucene's kernel.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class DotProductBenchmark {
  /** A block of rows that the matrix product packs together. */
  private static final int QUERIES = 96;

  private static final int ROWS = 1024;

  @Param({"128", "768"})
  int dimension;

  private float[] queries;
  private float[] scores;
  private Gemm.Packed packed;
  private float[][] queryOf;
  private float[][] rowOf;

  @Setup
  public void make() {
    Clusters clusters = new Clusters(16, dimension);
    queries = clusters.next(QUERIES);
    float[] rows = clusters.next(ROWS);
    scores = new float[QUERIES * ROWS];
    packed = Gemm.packTransposed(rows, 0, ROWS, dimension, dimension);
    queryOf = split(queries);
    rowOf = split(rows);
  }

  private float[][] split(float[] vectors) {
    float[][] split = new float[vectors.length / dimension][];
    Arrays.setAll(split, i -> Arrays.copyOfRange(vectors, i * dimension, (i + 1) * dimension));
    return split;
  }

  @Benchmark
  @OperationsPerInvocation(QUERIES * ROWS)
  public float[] matrix() {
    Gemm.multiply(queries, 0, dimension, QUERIES, packed, scores, 0, ROWS, false);
    return scores;
  }

  @Benchmark
  @OperationsPerInvocation(QUERIES * ROWS)
  public float[] pairs() {
    for (int q = 0; q < QUERIES; q++) {
      for (int row = 0; row < ROWS; row++) {
        scores[q * ROWS + row] = VectorUtil.dotProduct(queryOf[q], rowOf[row]);
      }
    }
    return scores;
  }
}
