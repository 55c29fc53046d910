package org.learnedpartition.bench.walk;

/**
 * Ranks bins by the scores of their centres, without asking for all of them.
 *
 * @param name in tables
 * @param edges of a bin in its graph, in the mean; 0 if it has none
 * @param settings that it is measured at, from cheap to dear: what a setting is, is the router's
 *     own
 * @param opener makes what routes at a setting
 */
record Router(String name, double edges, int[] settings, Opener opener) {
  /** Makes a route for one thread. */
  @FunctionalInterface
  interface Opener {
    Route open(int setting);
  }

  /** Routes queries; used by one thread. */
  @FunctionalInterface
  interface Route {
    /**
     * Ranks bins.
     *
     * @param query its number
     * @param row holds the scores of all centres from {@code offset}; those that are looked at
     *     count
     * @param found receives bins, best first
     * @return the result
     */
    Found route(int query, float[] row, int offset, int[] found);
  }

  /**
   * What a route found.
   *
   * @param bins how many
   * @param scored centres that were compared with the query, of bins and of groups of them
   */
  record Found(int bins, int scored) {}
}
