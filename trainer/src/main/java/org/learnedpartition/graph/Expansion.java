package org.learnedpartition.graph;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.learnedpartition.data.Points;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;

/**
 * Compares each point with the neighbours of its neighbours, and of the points whose neighbour it
 * is: the step of NN-descent (Dong, Moses and Li, WWW 2011, sections 2.1 to 2.3). It departs from
 * the paper in that all points read the lists of the step before, so that the result does not
 * depend on the number of threads, and in that pairs are left out which blocks have compared.
 */
final class Expansion {
  /**
   * Neighbours, and points whose neighbour it is, that a point looks at the lists of. More find
   * little more: the paper's 20 at k = 20 are these.
   */
  private static final int BREADTH = 16;

  private final Points base;
  private final ClusterBlocks blocks;
  private final char[] near;
  private final int nearest;
  private final Workers workers;

  /**
   * @param near the clusters that each point was compared with, or the nearest ones of them,
   *     equally many of each point
   */
  Expansion(Points base, ClusterBlocks blocks, char[] near, Workers workers) {
    this.base = base;
    this.blocks = blocks;
    this.near = near;
    this.nearest = near.length / base.count();
    this.workers = workers;
  }

  /**
   * Makes a step.
   *
   * @param lists those before it; only pairs of which one is fresh there lead to new ones
   * @return those after it
   */
  NeighbourLists step(NeighbourLists lists, Progress progress, String stage)
      throws InterruptedException {
    int n = base.count();
    progress.report(stage, 0, n);
    Followers followers = Followers.of(lists, BREADTH);
    NeighbourLists next = lists.copy();
    AtomicLong done = new AtomicLong();
    workers.ranges(
        n,
        Math.clamp(Math.ceilDiv(n, 16 * workers.threads()), 1, 1 << 16),
        (from, to) -> {
          Range range = new Range(lists, followers);
          for (int i = from; i < to; i++) {
            range.expand(blocks.order()[i], next);
          }
          progress.report(stage, done.addAndGet(to - from), n);
        });
    return next;
  }

  /** What one thread needs; marks are point + 1, so that they need not be cleared. */
  private final class Range {
    private final NeighbourLists lists;
    private final Followers followers;
    private final int[] seen = new int[base.count()];
    private final int[] compared = new int[blocks.clusters()];
    private final NearestQueue best;
    private int[] found = new int[1024];
    private float[] scores = new float[1024];
    private int count;

    Range(NeighbourLists lists, Followers followers) {
      this.lists = lists;
      this.followers = followers;
      this.best = new NearestQueue(1, lists.width());
    }

    void expand(int point, NeighbourLists next) {
      int width = lists.width();
      int mark = point + 1;
      seen[point] = mark;
      for (int i = point * width; i < (point + 1) * width && lists.ids()[i] >= 0; i++) {
        seen[lists.ids()[i]] = mark;
      }
      for (int i = point * nearest; i < (point + 1) * nearest; i++) {
        compared[near[i]] = mark;
      }
      count = 0;
      for (int i = point * width; i < point * width + Math.min(width, BREADTH); i++) {
        if (lists.ids()[i] >= 0) {
          collect(lists.ids()[i], lists.fresh()[i], mark);
        }
      }
      for (int i = followers.start(point); i < followers.start(point + 1); i++) {
        collect(followers.point(i), followers.fresh(i), mark);
      }
      if (count == 0) {
        return;
      }
      int row = point * base.dimension();
      best.clear();
      best.load(0, base.vectors(), row, base, lists.ids(), point * width);
      PointScores.of(base.vectors(), row, base, found, count, scores);
      for (int i = 0; i < count; i++) {
        best.offer(0, scores[i], found[i]);
      }
      best.ids(0, next.ids(), point * width);
      next.compare(point, lists);
    }

    /** Adds the neighbours of a point that were not compared yet. */
    private void collect(int through, boolean fresh, int mark) {
      int width = lists.width();
      for (int i = through * width; i < (through + 1) * width; i++) {
        int id = lists.ids()[i];
        if (id < 0) {
          return;
        }
        if ((fresh || lists.fresh()[i]) && seen[id] != mark) {
          seen[id] = mark;
          if (compared[blocks.cluster(id)] != mark) {
            if (count == found.length) {
              found = Arrays.copyOf(found, 2 * count);
              scores = new float[2 * count];
            }
            found[count++] = id;
          }
        }
      }
    }
  }
}
