package org.learnedpartition.bench.run;

import java.io.IOException;
import org.learnedpartition.bench.engine.Vectors;
import org.learnedpartition.data.VectorSource;

/** The vectors of a sample for the trainer. */
record SampleSource(Vectors vectors) implements VectorSource {
  @Override
  public int dimension() {
    return vectors.dimension();
  }

  @Override
  public int count() {
    return vectors.size();
  }

  @Override
  public void read(int from, int rows, float[] into, int offset) throws IOException {
    for (int i = 0; i < rows; i++) {
      vectors.read(from + i, into, offset + i * dimension());
    }
  }

  @Override
  public void close() throws IOException {
    vectors.close();
  }
}
