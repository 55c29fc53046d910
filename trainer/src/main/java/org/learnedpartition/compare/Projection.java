package org.learnedpartition.compare;

import java.util.SplittableRandom;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.vector.Gemm;

/**
 * A random projection (Johnson and Lindenstrauss, 1984): components are drawn from a normal
 * distribution, so that lengths and angles are kept on average. It makes data of fewer dimensions
 * out of data that is there, to see what a method owes to them.
 */
final class Projection {
  private static final long SEED = 42;
  private static final int GRAIN = 192;

  private final int from;
  private final int to;
  private final Gemm.Packed matrix;

  /**
   * The projection, always the same one.
   *
   * @param from dimension of the vectors as they are
   * @param to dimension that they get
   */
  Projection(int from, int to) {
    this.from = from;
    this.to = to;
    SplittableRandom random = new SplittableRandom(SEED);
    float[] rows = new float[to * from];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) (random.nextGaussian() / Math.sqrt(to));
    }
    this.matrix = Gemm.packTransposed(rows, 0, to, from, from);
  }

  /** Projects row-major vectors. */
  float[] of(float[] vectors, Workers workers) throws InterruptedException {
    int n = vectors.length / from;
    float[] projected = new float[n * to];
    workers.ranges(
        n,
        GRAIN,
        (first, end) ->
            Gemm.multiply(
                vectors,
                first * from,
                from,
                end - first,
                matrix,
                projected,
                first * to,
                to,
                false));
    return projected;
  }
}
