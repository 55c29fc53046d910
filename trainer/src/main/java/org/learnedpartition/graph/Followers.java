package org.learnedpartition.graph;

/**
 * The points whose neighbour a point is: those whose near neighbour it is rather than their far one
 * if there are more than can be kept, so that a hub costs no more than other points.
 */
final class Followers {
  private final int[] starts;
  private final int[] points;

  private Followers(int[] starts, int[] points) {
    this.starts = starts;
    this.points = points;
  }

  /**
   * @param most kept of a point
   */
  static Followers of(NeighbourLists lists, int most) {
    int n = lists.points();
    int width = lists.width();
    int[] starts = new int[n + 1];
    for (int id : lists.ids()) {
      if (id >= 0 && starts[id + 1] < most) {
        starts[id + 1]++;
      }
    }
    for (int i = 0; i < n; i++) {
      starts[i + 1] += starts[i];
    }
    int[] points = new int[starts[n]];
    int[] next = starts.clone();
    for (int rank = 0; rank < width; rank++) {
      for (int i = 0; i < n; i++) {
        int at = i * width + rank;
        int id = lists.ids()[at];
        if (id >= 0 && next[id] < starts[id + 1]) {
          points[next[id]++] = lists.fresh()[at] ? i : ~i;
        }
      }
    }
    return new Followers(starts, points);
  }

  int start(int point) {
    return starts[point];
  }

  int point(int at) {
    return points[at] < 0 ? ~points[at] : points[at];
  }

  /** Whether the point has got this neighbour only lately. */
  boolean fresh(int at) {
    return points[at] >= 0;
  }
}
