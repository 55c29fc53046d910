package org.learnedpartition.bench.engine;

import java.io.Closeable;
import java.io.IOException;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.model.Similarity;

/**
 * The vectors that are indexed: rows of a file in some order, read when they are asked for, so that
 * the harness itself holds no copy of them. Not safe for use by several threads.
 */
public final class Vectors implements Closeable {
  private final VectorSource source;
  private final int[] order;
  private final Similarity similarity;

  /**
   * @param order the rows to index, in the order in which they are indexed
   */
  public Vectors(VectorSource source, int[] order, Similarity similarity) {
    this.source = source;
    this.order = order;
    this.similarity = similarity;
  }

  public int size() {
    return order.length;
  }

  public int dimension() {
    return source.dimension();
  }

  public Similarity similarity() {
    return similarity;
  }

  /** Row of the data set that is indexed at a position, 0 … {@code size() - 1}. */
  public int row(int position) {
    return order[position];
  }

  /**
   * Reads the vector at a position.
   *
   * @param into receives {@code dimension()} values from {@code offset}
   */
  public void read(int position, float[] into, int offset) throws IOException {
    source.read(order[position], 1, into, offset);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
