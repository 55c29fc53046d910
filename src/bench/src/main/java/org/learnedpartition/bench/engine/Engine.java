package org.learnedpartition.bench.engine;

import java.io.IOException;
import java.nio.file.Path;
import org.learnedpartition.parallel.Progress;

/**
 * A library that indexes and searches vectors, with the parameters of one format: the seam between
 * the harness and each peer.
 */
public interface Engine {
  /**
   * Builds an index of all vectors with one thread, in the order of {@link Vectors#row}.
   *
   * @param folder exists and is empty; nothing else is written
   * @param segments parts that the index is to have, ≥ 1
   * @throws InterruptedException if the thread was interrupted; the folder is then left to the
   *     caller
   */
  BuildCost build(Vectors vectors, Path folder, int segments, Progress progress)
      throws IOException, InterruptedException;

  /**
   * Opens what {@link #build} has made. Files are mapped, never copied to the heap as a whole,
   * except what the library itself keeps there.
   */
  OpenIndex open(Vectors vectors, Path folder) throws IOException;

  /** An engine that can merge the segments of an index it has built. */
  interface Merging {
    /**
     * Merges an index to one segment, in place, with one thread.
     *
     * @return the cost of merging, indexing 0
     */
    BuildCost merge(Path folder) throws IOException;
  }
}
