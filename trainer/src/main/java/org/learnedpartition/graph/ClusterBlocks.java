package org.learnedpartition.graph;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.learnedpartition.data.Points;
import org.learnedpartition.learn.Scorer;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import org.learnedpartition.vector.Gemm;

/**
 * Compares queries with the points of their nearest clusters, cluster by cluster, so that the work
 * is matrix products.
 */
final class ClusterBlocks {
  private static final int QUERY_BLOCK = ExactNeighbours.QUERY_BLOCK;
  private static final int BASE_BLOCK = ExactNeighbours.BASE_BLOCK;

  /** Queries that a thread works on: so many meet each cluster that packing it costs little. */
  private static final int CHUNK = 8192;

  private final Points base;
  private final Scorer centres;
  private final int[] cluster;
  private final int[] starts;
  private final int[] members;
  private final Workers workers;

  /**
   * @param centres scores clusters for a vector
   * @param cluster of each point
   */
  ClusterBlocks(Points base, Scorer centres, int[] cluster, Workers workers) {
    this.base = base;
    this.centres = centres;
    this.cluster = cluster;
    this.workers = workers;
    this.starts = new int[centres.bins() + 1];
    for (int i = 0; i < base.count(); i++) {
      starts[cluster[i] + 1]++;
    }
    for (int c = 0; c < centres.bins(); c++) {
      starts[c + 1] += starts[c];
    }
    this.members = new int[base.count()];
    int[] next = starts.clone();
    for (int i = 0; i < base.count(); i++) {
      members[next[cluster[i]]++] = i;
    }
  }

  int clusters() {
    return centres.bins();
  }

  int cluster(int point) {
    return cluster[point];
  }

  /** The points, cluster by cluster: in this order the base's own points find much in caches. */
  int[] order() {
    return members;
  }

  /**
   * How many of the queries' neighbours lie in the cluster of each rank.
   *
   * @param ids true neighbours, k a query, -1 for none
   */
  int[] ranks(Points queries, int[] ids, int k) {
    int bins = centres.bins();
    int[] found = new int[bins];
    float[] scores = new float[bins];
    for (int q = 0; q < queries.count(); q++) {
      centres.score(queries.vectors(), q, 1, scores);
      for (int j = q * k; j < (q + 1) * k; j++) {
        if (ids[j] >= 0) {
          int own = cluster[ids[j]];
          int rank = 0;
          for (int c = 0; c < bins; c++) {
            rank += scores[c] > scores[own] || scores[c] == scores[own] && c < own ? 1 : 0;
          }
          found[rank]++;
        }
      }
    }
    return found;
  }

  /**
   * A search.
   *
   * @param queries to find neighbours of
   * @param order the numbers of all queries; those that are near to each other should be so here
   * @param selfOffset query i is point {@code selfOffset + i} and not its own neighbour; -1 when
   *     queries are not of the base
   * @param from of the clusters' ranks, the first to compare with
   * @param to of the ranks, one more than the last
   */
  record Search(Points queries, int[] order, int selfOffset, int from, int to) {}

  /**
   * Compares, and keeps what is better than what was found before.
   *
   * @param width neighbours of a query
   * @param ids queries × width, best first, -1 where there are fewer; changed in place
   * @param near receives the nearest clusters of each query, nearest first: equally many of each,
   *     at most {@code search.to}; or null
   */
  void search(Search search, int width, int[] ids, char[] near, Progress progress, String stage)
      throws InterruptedException {
    int n = search.queries.count();
    AtomicLong done = new AtomicLong();
    progress.report(stage, 0, n);
    int most = Math.clamp((long) ExactNeighbours.MOST_KEPT / (width + search.to), 1, CHUNK);
    int grain =
        Math.clamp(Math.ceilDiv(n, 4 * workers.threads()), Math.min(QUERY_BLOCK, most), most);
    workers.ranges(
        n,
        grain,
        (from, to) -> {
          new Chunk(search, from, to - from, width).find(ids, near);
          progress.report(stage, done.addAndGet(to - from), n);
        });
  }

  /** A range of a search's order; its queries are numbered from 0. */
  private final class Chunk {
    private final Search search;
    private final int first;
    private final int count;
    private final int width;
    private final int d = base.dimension();
    private final NearestQueue best;
    private final BlockOffers offers;
    private final float[] queries = new float[QUERY_BLOCK * d];

    Chunk(Search search, int first, int count, int width) {
      this.search = search;
      this.first = first;
      this.count = count;
      this.width = width;
      this.best = new NearestQueue(count, width);
      this.offers = new BlockOffers(best);
    }

    private int query(int i) {
      return search.order[first + i];
    }

    void find(int[] ids, char[] near) {
      for (int i = 0; search.from > 0 && i < count; i++) {
        int q = query(i);
        best.load(i, search.queries.vectors(), q * d, base, ids, q * width);
      }
      int[][] visitors = visitors(near);
      float[] scores = new float[QUERY_BLOCK * BASE_BLOCK];
      float[] rows = new float[BASE_BLOCK * d];
      float[] bias = new float[BASE_BLOCK];
      for (int c = 0; c < visitors.length; c++) {
        for (int b = starts[c]; b < starts[c + 1] && visitors[c].length > 0; b += BASE_BLOCK) {
          int columns = Math.min(BASE_BLOCK, starts[c + 1] - b);
          for (int j = 0; j < columns; j++) {
            System.arraycopy(base.vectors(), members[b + j] * d, rows, j * d, d);
            bias[j] = base.bias()[members[b + j]];
          }
          compare(visitors[c], Gemm.packTransposed(rows, 0, columns, d, d), bias, b, scores);
        }
      }
      for (int i = 0; i < count; i++) {
        best.ids(i, ids, query(i) * width);
      }
    }

    /** Compares the visitors of a cluster with members of it, those from {@code b}. */
    private void compare(int[] visitors, Gemm.Packed packed, float[] bias, int b, float[] scores) {
      int columns = packed.columns();
      for (int v = 0; v < visitors.length; v += QUERY_BLOCK) {
        int m = Math.min(QUERY_BLOCK, visitors.length - v);
        for (int r = 0; r < m; r++) {
          int from = query(visitors[v + r]) * d;
          System.arraycopy(search.queries.vectors(), from, queries, r * d, d);
        }
        Gemm.multiply(queries, 0, d, m, packed, scores, 0, columns, false);
        for (int r = 0; r < m; r++) {
          int row = visitors[v + r];
          int self = search.selfOffset < 0 ? -1 : search.selfOffset + query(row);
          offers.row(row, scores, r * columns, columns, bias, 0, members, b, self);
        }
      }
    }

    /** The queries that each cluster is to be compared with. */
    private int[][] visitors(char[] near) {
      int bins = centres.bins();
      int nearest = near == null ? 0 : near.length / search.queries.count();
      int[] probed = new int[count * search.to];
      int[] counts = new int[bins];
      float[] scores = new float[QUERY_BLOCK * bins];
      int[] identity = new int[bins];
      Arrays.setAll(identity, c -> c);
      float[] free = new float[bins];
      NearestQueue top = new NearestQueue(count, search.to);
      BlockOffers ranking = new BlockOffers(top);
      for (int i = 0; i < count; i += QUERY_BLOCK) {
        int m = Math.min(QUERY_BLOCK, count - i);
        for (int r = 0; r < m; r++) {
          System.arraycopy(search.queries.vectors(), query(i + r) * d, queries, r * d, d);
        }
        centres.score(queries, 0, m, scores);
        for (int r = 0; r < m; r++) {
          ranking.row(i + r, scores, r * bins, bins, free, 0, identity, 0, -1);
          top.ids(i + r, probed, (i + r) * search.to);
          for (int j = 0; j < nearest; j++) {
            near[query(i + r) * nearest + j] = (char) probed[(i + r) * search.to + j];
          }
          for (int j = search.from; j < search.to; j++) {
            counts[probed[(i + r) * search.to + j]]++;
          }
        }
      }
      int[][] visitors = new int[bins][];
      for (int c = 0; c < bins; c++) {
        visitors[c] = new int[counts[c]];
      }
      Arrays.fill(counts, 0);
      for (int i = 0; i < count; i++) {
        for (int j = search.from; j < search.to; j++) {
          int c = probed[i * search.to + j];
          visitors[c][counts[c]++] = i;
        }
      }
      return visitors;
    }
  }
}
