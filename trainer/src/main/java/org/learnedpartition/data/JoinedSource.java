package org.learnedpartition.data;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** Several sources of one dimension, one after the other. */
public final class JoinedSource implements VectorSource {
  private final List<VectorSource> sources;
  // Where each source begins, and the end of the last.
  private final int[] starts;

  /**
   * @param sources at least one; closed with this
   * @throws IllegalArgumentException if they are of several dimensions, or have more vectors than
   *     can be numbered
   */
  public JoinedSource(List<VectorSource> sources) {
    this.sources = List.copyOf(sources);
    this.starts = new int[sources.size() + 1];
    for (int i = 0; i < sources.size(); i++) {
      VectorSource each = sources.get(i);
      if (each.dimension() != sources.getFirst().dimension()) {
        throw new IllegalArgumentException(
            "sources of dimensions " + sources.getFirst().dimension() + " and " + each.dimension());
      }
      if (each.count() > Integer.MAX_VALUE - starts[i]) {
        throw new IllegalArgumentException("there are more vectors than " + Integer.MAX_VALUE);
      }
      starts[i + 1] = starts[i] + each.count();
    }
  }

  @Override
  public int dimension() {
    return sources.getFirst().dimension();
  }

  @Override
  public int count() {
    return starts[starts.length - 1];
  }

  @Override
  public void read(int from, int rows, float[] into, int offset) throws IOException {
    Objects.checkFromIndexSize(from, rows, count());
    for (int i = 0; i < sources.size(); i++) {
      int first = Math.max(from, starts[i]);
      int n = Math.min(from + rows, starts[i + 1]) - first;
      if (n > 0) {
        sources.get(i).read(first - starts[i], n, into, offset + (first - from) * dimension());
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (VectorSource source : sources) {
      source.close();
    }
  }
}
