package org.learnedpartition.graph;

import java.util.Arrays;

/**
 * The best neighbours of each point that were found so far, and which of them were not there before
 * the last search.
 *
 * @param width neighbours of a point, ≥ 1
 * @param ids points × width, best first, -1 where there are fewer
 * @param fresh of each of the ids
 */
record NeighbourLists(int width, int[] ids, boolean[] fresh) {
  static NeighbourLists none(int points, int width) {
    int[] ids = new int[Math.multiplyExact(points, width)];
    Arrays.fill(ids, -1);
    return new NeighbourLists(width, ids, new boolean[ids.length]);
  }

  int points() {
    return ids.length / width;
  }

  /** Whether a point is among the neighbours of another. */
  private boolean has(int point, int neighbour) {
    for (int i = point * width; i < (point + 1) * width; i++) {
      if (ids[i] == neighbour) {
        return true;
      }
    }
    return false;
  }

  /** Marks what these lists have of a point and the earlier ones had not. */
  void compare(int point, NeighbourLists earlier) {
    for (int i = point * width; i < (point + 1) * width; i++) {
      fresh[i] = ids[i] >= 0 && !earlier.has(point, ids[i]);
    }
  }

  NeighbourLists copy() {
    return new NeighbourLists(width, ids.clone(), new boolean[ids.length]);
  }
}
