package org.learnedpartition.bench.engine;

/**
 * What it took to build an index, all by one thread unless said otherwise.
 *
 * @param indexSeconds wall time from the first vector to the last flush
 * @param indexCpuSeconds processor time of the process meanwhile
 * @param mergeSeconds wall time to merge to the wanted number of segments; null if nothing was
 *     merged
 * @param mergeCpuSeconds processor time of the process meanwhile
 */
public record BuildCost(
    double indexSeconds, double indexCpuSeconds, Double mergeSeconds, Double mergeCpuSeconds) {
  /** The cost of indexing here and of merging there. */
  public BuildCost and(BuildCost merge) {
    return new BuildCost(indexSeconds, indexCpuSeconds, merge.mergeSeconds, merge.mergeCpuSeconds);
  }
}
