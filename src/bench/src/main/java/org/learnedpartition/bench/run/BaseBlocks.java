package org.learnedpartition.bench.run;

import java.io.IOException;
import org.learnedpartition.data.Points;
import org.learnedpartition.data.Space;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.parallel.Progress;

/** The vectors that are searched, read in blocks and prepared, so that it is never held whole. */
final class BaseBlocks {
  private static final int BLOCK_VALUES = 1 << 21;

  /** Rows of a block are a multiple of this, so that a block begins at a word of a bit set. */
  private static final int WORD = Long.SIZE;

  private final VectorSource source;
  private final Space space;
  private final Progress progress;

  /** Something that is done with each block. */
  @FunctionalInterface
  interface Use {
    /**
     * @param first row of the block, a multiple of 64
     */
    void block(int first, Points points) throws InterruptedException;
  }

  BaseBlocks(VectorSource source, Space space, Progress progress) {
    this.source = source;
    this.space = space;
    this.progress = progress;
  }

  int rows() {
    return source.count();
  }

  /**
   * Reads all rows once.
   *
   * @param stage is told to the progress, in rows
   */
  void read(String stage, Use use) throws IOException, InterruptedException {
    int d = source.dimension();
    int rows = rows();
    int size = Math.min(rows, Math.max(1, BLOCK_VALUES / d / WORD) * WORD);
    float[] block = new float[size * d];
    progress.report(stage, 0, rows);
    for (int first = 0; first < rows; first += size) {
      int n = Math.min(size, rows - first);
      source.read(first, n, block, 0);
      use.block(first, space.prepare(block, n));
      progress.report(stage, first + n, rows);
    }
  }
}
