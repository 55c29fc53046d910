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

  /** An engine whose indexes can be changed and merged. */
  interface Changing extends Engine {
    /**
     * Merges an index to one segment, in place, with one thread.
     *
     * @return the cost of merging, indexing 0
     */
    BuildCost merge(Path folder) throws IOException;

    /**
     * Deletes rows from an index and indexes others, in place, with one thread.
     *
     * @param deleted rows of the data set
     * @param added positions of vectors
     * @param merging whether the index may merge segments as it sees fit
     */
    BuildCost change(Vectors vectors, Path folder, long[] deleted, int[] added, boolean merging)
        throws IOException;
  }
}
